import { html } from "hono/html";
import { z } from "zod";
import { definePage } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { readApprovals, readPlans } from "../plans/read-plans.ts";

const most = 200;

/** Plans that were brought in, newest first. */
export const plans = definePage({
  path: "/plans",
  title: "Plans",
  nav: { group: "Findings" },
  role: "reader",
  query: z.object({}),
  async load({ transaction, now }) {
    const all = await readPlans(transaction, { limit: most });
    const lines: ((typeof all)[number] & { approvals: number })[] = [];
    for (const plan of all) {
      const approvals = (await readApprovals(transaction, plan.hash)).filter(({ expires }) => Date.parse(expires) > now.getTime());
      lines.push({ ...plan, approvals: approvals.length });
    }
    return { data: { plans: lines }, gaps: [] };
  },
  show: ({ plans }) => html`
<p>A plan says what would be changed in AWS, and changes nothing. <code>plumbline console import-plan FILE --as=NAME</code> brings one in that plumbline plan, review plan or iam flag --plan made.</p>
<section aria-label="plans"><p><strong>${counted(plans.length, "plan", "plans")}</strong>${plans.length === most ? ": the newest ones" : ""}</p>
${
  plans.length === 0
    ? html`<p class="empty">None was brought in.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">Plan</th><th scope="col">Made</th><th scope="col">By</th><th scope="col">Accounts</th><th scope="col" class="number">Changes</th><th scope="col">Irreversible</th><th scope="col" class="number">Not planned</th><th scope="col">Approval</th></tr></thead>
<tbody>${plans.map(
        (
          plan,
        ) => html`<tr><th scope="row"><a class="mono" href="/plans/${plan.hash}">${plan.hash.slice(0, 12)}</a></th><td data-label="Made">${instant(plan.createdAt)}</td><td data-label="By" class="mono">${plan.madeBy}</td>
<td data-label="Accounts"><span>${plan.accounts.map(({ id, kind }, i) => html`${i === 0 ? "" : ", "}${id}${kind === "prod" ? html` <small>production</small>` : ""}`)}${plan.accountCount > plan.accounts.length ? html` <small>and ${plan.accountCount - plan.accounts.length} that you don't see</small>` : ""}</span></td>
<td data-label="Changes" class="number">${plan.changes}</td><td data-label="Irreversible">${plan.irreversible === 0 ? html`<span class="quiet">none</span>` : sign("bad", String(plan.irreversible))}</td>
<td data-label="Not planned" class="number">${plan.unplanned}</td><td data-label="Approval">${plan.approvals === 0 ? html`<span class="quiet">none holds</span>` : sign("good", counted(plan.approvals, "approval", "approvals"))}</td></tr>`,
      )}</tbody></table>`
}</section>`,
});
