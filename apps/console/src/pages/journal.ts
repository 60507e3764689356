import { ChangeStatus } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { html } from "hono/html";
import { z } from "zod";
import type { IconName } from "../frame/icons.ts";
import { definePage } from "../frame/page.ts";
import { counted, instant, orNone, sign } from "../frame/parts.ts";
import { readJournal } from "../plans/read-journal.ts";
import { withQuery } from "../tables/show-table.ts";

const statuses = ["writing", ...ChangeStatus.options] as const;
const pageSize = 50;

export const statusIcon = (status: JournalEntry["status"]): IconName => {
  if (status === "verified" || status === "undone") return "good";
  return status === "writing" || status === "in-progress" || status === "applied" ? "warn" : "bad";
};

/** What was written to AWS when, by whom, and why. */
export const journal = definePage({
  path: "/journal",
  title: "Journal",
  nav: { group: "Findings" },
  role: "reader",
  query: z.object({
    action: z.enum(["apply", "undo"]).optional(),
    status: z.enum(statuses).optional(),
    account: z
      .string()
      .regex(/^\d{12}$/, "an account id has 12 digits")
      .optional(),
    run: z.string().max(200).optional(),
    q: z.string().max(200).optional(),
    after: z.string().max(1000).optional(),
  }),
  async load({ transaction, query: { q, ...query } }) {
    return { data: await readJournal(transaction, { ...query, text: q, limit: pageSize }), gaps: [] };
  },
  show: ({ lines, total, next }, { query }) => html`
<p>A copy of the journals that were brought in; <code>plumbline console import-journal FILE</code> brings in what is new.</p>
<form method="get" class="filters" role="search">
  <div class="field search"><label for="q">Resource</label><input id="q" type="search" name="q" value="${query.get("q") ?? ""}" maxlength="200"></div>
  <div class="field"><label for="f-action">Action</label><select id="f-action" name="action"><option value="">all</option>${["apply", "undo"].map((one) => html`<option ${query.get("action") === one ? "selected" : ""}>${one}</option>`)}</select></div>
  <div class="field"><label for="f-status">Status</label><select id="f-status" name="status"><option value="">all</option>${statuses.map((one) => html`<option ${query.get("status") === one ? "selected" : ""}>${one}</option>`)}</select></div>
  <div class="field"><label for="account">Account</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" placeholder="all" size="13"></div>
  <button class="primary">Show</button></form>
<section aria-label="entries"><p><strong>${counted(total, "entry", "entries")}</strong></p>
${
  lines.length === 0
    ? html`<p class="empty">None fits.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">When</th><th scope="col">Action</th><th scope="col">Status</th><th scope="col">Change</th><th scope="col">Resource</th><th scope="col">Account</th><th scope="col">By</th></tr></thead>
<tbody>${lines.map(
        ({
          entry: { at, action, status, change, who, approver, reason },
        }) => html`<tr><th scope="row">${instant(at)}</th><td data-label="Action">${action}</td><td data-label="Status">${sign(statusIcon(status), status)}${reason === undefined ? "" : html` <small>${reason}</small>`}</td>
<td data-label="Change"><a href="/journal/${change.resource.account}/${encodeURIComponent(change.id)}">${change.change}</a></td><td data-label="Resource"><span>${change.resource.type} <span class="mono">${change.resource.id}</span></span></td>
<td data-label="Account">${change.resource.account}</td><td data-label="By"><span><span class="mono">${who}</span>${approver === undefined ? "" : html` <small>approved by ${orNone(approver)}</small>`}</span></td></tr>`,
      )}</tbody></table>`
}
<p class="pager">${next === undefined ? "" : html`<a class="button" rel="next" href="${withQuery("/journal", query, { after: next })}">Older</a>`}</p></section>`,
});
