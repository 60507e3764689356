import { checkHorizon, readHorizon } from "@plumbline/iam-store/horizon";
import { html } from "hono/html";
import { z } from "zod";
import { flagNote, readFlags } from "../flags/show-flag.ts";
import { gapsOf } from "../frame/gaps.ts";
import { definePage, type Html } from "../frame/page.ts";
import { instant, orNone, sign } from "../frame/parts.ts";
import { may } from "../frame/viewer.ts";
import { judgeAccess } from "../principal/judge-access.ts";
import { readOwnInventory } from "../principal/read-own-inventory.ts";
import { readHistoryRows, readKnown } from "../principal/read-principal.ts";
import { readUnseen } from "../principal/read-unseen.ts";
import { showAccess } from "../principal/show-access.ts";
import { showOwn } from "../principal/show-own.ts";
import { showTimeline } from "../principal/show-timeline.ts";
import { timelineOf } from "../principal/timeline.ts";
import { ofPrincipals } from "../tables/of-principal.ts";

const kinds = { user: "iam_user", group: "iam_group", role: "iam_role" } as const;
const Kind = z.enum(["user", "group", "role"]);
const ownKinds = [
  ...(["iam_membership", "iam_attachment", "iam_inline_policy", "iam_login_profile", "iam_mfa_device"] as const),
  ...(["iam_access_key", "iam_activity"] as const),
];

/** One user, group or role: what it is, what it may do, and what became of it. */
export const principal = definePage({
  path: "/principals/:kind{user|group|role}/:account/:id",
  title: "Principal",
  role: "reader",
  travels: true,
  query: z.object({ action: z.string().max(200).optional(), resource: z.string().max(500).optional() }),
  async load({ transaction, params, at, now, query }) {
    const word = Kind.parse(params["kind"]);
    const named = { kind: kinds[word], account: params["account"] ?? "", id: params["id"] ?? "", at };
    await checkHorizon(transaction, at);
    const known = await readKnown(transaction, named);
    if (known === undefined) return undefined;
    const { record } = known;
    const when = at.getTime() === now.getTime() ? undefined : at;
    const own = await ofPrincipals(transaction, { ids: [record.id], kinds: ownKinds, at: when });
    const { rows, isCut } = await readHistoryRows(transaction, named);
    const isInGroups = own.some(({ kind }) => kind === "iam_membership");
    const unseen = await readUnseen(transaction, { record, at, isInGroups });
    const isJudged = (record.kind === "iam_user" || record.kind === "iam_role") && known.goneSince === null;
    const asked = query.action === undefined ? undefined : { action: query.action, resource: query.resource ?? "*" };
    const access = isJudged ? judgeAccess(await readOwnInventory(transaction, record, at), record, asked) : null;
    const horizon = await readHorizon(transaction);
    const flaggable = { account: record.account, kind: record.kind, recordId: record.id };
    const [flag] = await readFlags(transaction, { at, of: flaggable });
    const data = {
      word,
      flag: flag ?? null,
      ...known,
      own: own.filter(({ account_id }) => account_id === record.account),
      events: timelineOf(rows, at, horizon),
      horizon: horizon?.toISOString() ?? null,
      isCut,
      access,
      unseen,
    };
    return {
      data,
      title: `${word[0]?.toUpperCase()}${word.slice(1)} ${record.name}`,
      gaps: await gapsOf(transaction, { at, kinds: [record.kind, ...ownKinds], accounts: [record.account] }),
    };
  },
  show: (
    { record, flag, goneSince, firstSeenAt, lastSeenAt, own, events, horizon, isCut, access, unseen },
    { query, viewer },
  ): Html => html`
${flagNote(flag ?? undefined, { account: record.account, kind: record.kind, recordId: record.id }, goneSince === null && may(viewer, "reviewer", record.account))}
${goneSince === null ? "" : html`<p class="note">${sign("none", "It is gone")} since the look of ${instant(goneSince)}. This is what it was like last.</p>`}
<section aria-labelledby="facts"><h2 id="facts">Facts</h2><dl class="facts">
<dt>ARN</dt><dd class="mono">${orNone(record.arn)}</dd><dt>Id</dt><dd class="mono">${record.id}</dd><dt>Account</dt><dd>${record.account}</dd>
<dt>Created</dt><dd>${instant(record.createdAt, "—")}</dd><dt>First seen</dt><dd>${instant(firstSeenAt)}</dd><dt>Last seen</dt><dd>${instant(lastSeenAt)}</dd>
${showOwn(record, own, unseen.own)}</dl></section>
${access === null ? "" : showAccess(access, { asked: query, unseen: unseen.granting })}
${showTimeline(events, { isCut, horizon })}`,
});
