import { checkHorizon, readHorizon } from "@plumbline/iam-store/horizon";
import { html } from "hono/html";
import { sql } from "kysely";
import { z } from "zod";
import { gapsOf } from "../frame/gaps.ts";
import { definePage } from "../frame/page.ts";
import { instant, orNone, sign } from "../frame/parts.ts";
import { readHistoryRows, readKnown } from "../principal/read-principal.ts";
import { showTimeline } from "../principal/show-timeline.ts";
import { timelineOf } from "../principal/timeline.ts";
import { holds } from "../tables/holds.ts";

interface Holder {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}
const mostHolders = 200;

/** One managed policy: its text, who holds it, and what became of it. */
export const policy = definePage({
  path: "/policies/:account/:id",
  title: "Policy",
  role: "reader",
  travels: true,
  query: z.object({}),
  async load({ transaction, params, at }) {
    const named = { kind: "iam_policy", account: params["account"] ?? "", id: params["id"] ?? "", at } as const;
    await checkHorizon(transaction, at);
    const horizon = await readHorizon(transaction);
    const known = await readKnown(transaction, named);
    if (known?.record.kind !== "iam_policy") return undefined;
    const { record, goneSince, lastSeenAt } = known;
    const { rows: holders } = await sql<Holder>`
      select v.facts ->> 'principalKind' as kind, v.principal_id as id, v.facts ->> 'principalName' as name from versions v
      where v.kind = 'iam_attachment' and v.account_id = ${record.account} and v.facts ->> 'policyArn' = ${record.arn} and ${holds("v", at)}
      order by 1, 3, 2 limit ${mostHolders + 1}`.execute(transaction);
    const { rows, isCut } = await readHistoryRows(transaction, named);
    return {
      data: {
        record,
        goneSince,
        lastSeenAt,
        holders,
        events: timelineOf(rows, at, horizon),
        horizon: horizon?.toISOString() ?? null,
        isCut,
      },
      title: `Policy ${record.name}`,
      gaps: await gapsOf(transaction, { at, kinds: ["iam_policy", "iam_attachment"], accounts: [record.account] }),
    };
  },
  show: ({ record, goneSince, lastSeenAt, holders, events, horizon, isCut }) => html`
${goneSince === null ? "" : html`<p class="note">${sign("none", "It is gone")} since the look of ${instant(goneSince)}. This is what it was like last.</p>`}
<section aria-labelledby="facts"><h2 id="facts">Facts</h2><dl class="facts">
<dt>ARN</dt><dd class="mono">${orNone(record.arn)}</dd><dt>Account</dt><dd>${orNone(record.account)}</dd>
<dt>Made by</dt><dd>${record.facts.isAwsManaged ? "AWS" : "the account"}</dd><dt>Default version</dt><dd>${record.facts.defaultVersion} of ${record.facts.versions.map(({ id }) => id).join(", ")}</dd>
<dt>Created</dt><dd>${instant(record.createdAt, "—")}</dd><dt>Changed</dt><dd>${instant(record.updatedAt, "—")}</dd><dt>Last seen</dt><dd>${instant(lastSeenAt)}</dd>
<dt>Attached to</dt><dd>${holders.length === 0 ? html`<span class="quiet">nobody that was seen</span>` : ""}<ul>${holders
    .slice(0, mostHolders)
    .map(({ kind, id, name }) => html`<li>${kind} <a href="/principals/${kind}/${record.account}/${id}">${name}</a></li>`)}</ul>
${holders.length > mostHolders ? html`<p>These are the first ${mostHolders}.</p>` : ""}</dd></dl></section>
<section aria-labelledby="text"><h2 id="text">Text</h2><pre tabindex="0">${
    typeof record.facts.document === "string" ? record.facts.document : JSON.stringify(record.facts.document, null, 2)
  }</pre></section>
${showTimeline(events, { isCut, horizon })}`,
});
