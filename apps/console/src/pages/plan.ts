import { Plan } from "@plumbline/finding-model/change";
import { html } from "hono/html";
import { z } from "zod";
import { download } from "../frame/download.ts";
import { type Asked, action, definePage, type Html, type View } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { may } from "../frame/viewer.ts";
import { isMaker } from "../plans/is-maker.ts";
import { type PlanApproval, type PlanLine, readApprovals, readFile, readParts, readPlans } from "../plans/read-plans.ts";
import { showChange } from "../plans/show-change.ts";

const pageSize = 50;
const hours = { "4h": 4, "24h": 24, "7d": 168 } as const;
const Form = z.object({
  confirmed: z.literal("yes", { error: "say that you have read the changes" }),
  for: z.enum(["4h", "24h", "7d"]).default("24h"),
  note: z.string().trim().max(500).default(""),
});

/** One plan: each change before and after, whom it touches, and who approved it. */
export const plan = definePage({
  path: "/plans/:hash{[0-9a-f]{64}}",
  title: "Plan",
  role: "reader",
  query: z.object({
    after: z
      .string()
      .regex(/^\d{1,8}$/)
      .optional(),
  }),
  async load({ transaction, params, query, now }) {
    const hash = params["hash"] ?? "";
    const [line] = await readPlans(transaction, { hash, limit: 1 });
    if (!line) return undefined;
    const parts = await readParts(transaction, hash, { after: Number(query.after ?? -1), limit: pageSize });
    const approvals = (await readApprovals(transaction, hash)).map((one) => ({ ...one, holds: Date.parse(one.expires) > now.getTime() }));
    return {
      data: { ...line, ...parts, changeCount: line.changes, approvals, isWhole: (await readFile(transaction, hash)) !== undefined },
      title: `Plan ${hash.slice(0, 12)}`,
      gaps: [],
    };
  },
  show: (data, view) => html`
<section aria-labelledby="facts"><h2 id="facts">${counted(data.changeCount, "change", "changes")}${data.accountCount > data.accounts.length ? " that you may see" : ""}</h2>
${data.irreversible > 0 ? html`<p class="note">${sign("bad", `${data.irreversible} of them can't be undone`)}</p>` : ""}
${data.accountCount > data.accounts.length ? html`<p class="note">${sign("unseen", `The plan is of ${data.accountCount} accounts, and you see ${data.accounts.length} of them.`)}</p>` : ""}
<dl class="facts"><dt>Hash</dt><dd class="mono">${data.hash}</dd><dt>Made</dt><dd>${instant(data.createdAt)} by <span class="mono">${data.madeBy}</span>, run ${data.run}</dd>
<dt>Brought in by</dt><dd>${data.importedBy}</dd><dt>Accounts</dt><dd>${data.accounts.map(({ id, kind }, i) => html`${i === 0 ? "" : ", "}${id} (${kind === "prod" ? "production" : "development"})`)}</dd>
${data.endpoint === null ? "" : html`<dt>Endpoint</dt><dd>${data.endpoint}</dd>`}</dl></section>
<section aria-labelledby="approval"><h2 id="approval">Approval</h2>${showApprovals(data.approvals)}${approve(data, view)}</section>
<section aria-labelledby="changes"><h2 id="changes">Changes</h2>${data.changes.map(({ position, change }) => showChange(change, position + 1))}
${data.changes.length === 0 ? html`<p class="empty">None.</p>` : ""}
${data.next === undefined ? "" : html`<p class="pager"><a class="button" rel="next" href="?after=${data.next}">Next changes</a></p>`}</section>
${
  data.unplanned.length === 0
    ? ""
    : html`<section aria-labelledby="unplanned"><h2 id="unplanned">Not planned</h2><table class="stacks"><thead><tr><th scope="col">Resource</th><th scope="col">Account</th><th scope="col">Check</th><th scope="col">Why</th></tr></thead><tbody>${data.unplanned.map(
        ({ resource, check, reason }) =>
          html`<tr><th scope="row">${resource.type} <span class="mono">${resource.id}</span></th><td data-label="Account">${resource.account}</td><td data-label="Check">${check}</td><td data-label="Why">${reason}</td></tr>`,
      )}</tbody></table></section>`
}`,
  actions: {
    approve: action({
      role: "reviewer",
      does: "approve a plan",
      form: Form,
      async run({ transaction, params, viewer, now, form }) {
        const hash = params["hash"] ?? "";
        const file = await wholeOf({ transaction, params });
        const names = [viewer.subject, ...viewer.names.proven, ...viewer.names.claimed];
        if (isMaker(names, { who: file.plan.who, importedBy: file.importedBy }))
          throw new Refusal(403, "Who made a plan or brought it in does not approve it: somebody else does.", { target: hash });
        const expires = new Date(now.getTime() + hours[form.for] * 3_600_000);
        await transaction
          .insertInto("plan_approvals")
          .values({ plan_hash: hash, approver: viewer.subject, at: now, expires, note: form.note === "" ? null : form.note })
          .execute();
        return {
          ...{ to: `/plans/${hash}`, told: `You approve this plan until ${expires.toISOString()}.`, target: hash },
          detail: `${file.plan.changes.length} changes, until ${expires.toISOString()}`,
        };
      },
    }),
  },
  extras: [
    download({
      name: "plan.json",
      role: "reviewer",
      async run({ transaction, params }) {
        const { plan } = await wholeOf({ transaction, params });
        return {
          ...{ filename: `plan-${plan.hash.slice(0, 12)}.json`, type: "application/json", target: plan.hash },
          pieces: [`${JSON.stringify(plan, null, 2)}\n`],
        };
      },
    }),
    download({
      name: "approvals.json",
      role: "reader",
      async run({ transaction, params }) {
        const hash = params["hash"] ?? "";
        if ((await readPlans(transaction, { hash, limit: 1 })).length === 0) return undefined;
        const approvals = (await readApprovals(transaction, hash)).map(({ note, ...one }) => ({
          ...{ plan: hash, ...one },
          ...(note === null ? {} : { note }),
        }));
        const text = `${JSON.stringify({ version: 1, approvals }, null, 2)}\n`;
        return { filename: `approvals-${hash.slice(0, 12)}.json`, type: "application/json", target: hash, pieces: [text] };
      },
    }),
  ],
});

async function wholeOf({ transaction, params }: Pick<Asked, "transaction" | "params">): Promise<{ plan: Plan; importedBy: string }> {
  const hash = params["hash"] ?? "";
  const file = await readFile(transaction, hash);
  if (file) return { plan: Plan.parse(JSON.parse(file.document)), importedBy: file.imported_by };
  throw new Refusal(404, "There is no such plan that you see as a whole: that takes a role in each of its accounts.", { target: hash });
}

const showApprovals = (approvals: readonly (PlanApproval & { holds: boolean })[]): Html =>
  approvals.length === 0
    ? html`<p class="quiet">Nobody has approved it.</p>`
    : html`<ul>${approvals.map(
        ({ approver, at, expires, note, holds }) =>
          html`<li>${sign(holds ? "good" : "none", holds ? "holds" : "expired")}: ${approver} at ${instant(at)}, until ${instant(expires)}${note === null ? "" : html`: ${note}`}</li>`,
      )}</ul>`;

const approve = ({ hash, isWhole }: Pick<PlanLine, "hash"> & { isWhole: boolean }, { viewer, csrf }: View): Html => {
  const apply = html`<p>To make it: download <a href="/plans/${hash}/plan.json" download>the plan</a> and <a href="/plans/${hash}/approvals.json" download>its approvals</a>, then<br>
<code>plumbline apply plan-${hash.slice(0, 12)}.json --require-approval --approvals approvals-${hash.slice(0, 12)}.json --apply</code></p>`;
  if (!isWhole) return html`<p class="quiet">Only who sees all of its accounts can approve it or download it.</p>`;
  if (!may(viewer, "reviewer")) return html`<p class="quiet">A reviewer or an admin of all its accounts can approve it.</p>`;
  return html`<form method="post" action="/plans/${hash}/approve" class="filters">${csrf}
<div class="field"><label for="for">Holds for</label><select id="for" name="for"><option value="4h">4 hours</option><option value="24h" selected>24 hours</option><option value="7d">7 days</option></select></div>
<div class="field search"><label for="note">Note, such as a ticket's number</label><input id="note" name="note" maxlength="500"></div>
<label class="check"><input type="checkbox" name="confirmed" value="yes" required> I have read the changes</label>
<button class="primary">Approve plan ${hash.slice(0, 12)}</button></form>${apply}`;
};
