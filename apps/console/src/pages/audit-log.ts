import { html } from "hono/html";
import { sql } from "kysely";
import { z } from "zod";
import { definePage } from "../frame/page.ts";
import { instant, orNone, sign } from "../frame/parts.ts";

interface Line {
  readonly audit_id: string;
  readonly at: Date;
  readonly subject: string;
  readonly action: string;
  readonly target: string;
  readonly account_id: string;
  readonly outcome: "done" | "refused" | "failed";
  readonly detail: string;
  readonly address: string;
  readonly request_id: string;
}
const pageSize = 100;
const signs = { done: "good", refused: "warn", failed: "bad" } as const;

/** Who did or tried what, newest first. */
export const auditLog = definePage({
  path: "/audit",
  title: "Audit log",
  nav: { group: "Operations" },
  role: "admin",
  query: z.object({
    subject: z.string().max(200).optional(),
    outcome: z.enum(["done", "refused", "failed"]).optional(),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
  async load({ transaction, query: { subject, outcome, before } }) {
    const { rows } = await sql<Line>`
      select audit_id::text, at, subject, action, target, account_id, outcome, detail, address, request_id from console_audit
      where true ${before ? sql`and audit_id < ${before}::bigint` : sql``} ${subject ? sql`and subject = ${subject}` : sql``}
        ${outcome ? sql`and outcome = ${outcome}` : sql``}
      order by audit_id desc limit ${pageSize + 1}`.execute(transaction);
    return { data: { lines: rows.slice(0, pageSize), more: rows.length > pageSize ? rows[pageSize - 1]?.audit_id : undefined }, gaps: [] };
  },
  show: ({ lines, more }, { query }) => html`
<form method="get" class="filters">
  <div class="field"><label for="subject">Who</label><input id="subject" name="subject" value="${query.get("subject") ?? ""}"></div>
  <div class="field"><label for="outcome">Outcome</label><select id="outcome" name="outcome"><option value="">all</option>${[
    "done",
    "refused",
    "failed",
  ].map((one) => html`<option ${query.get("outcome") === one ? "selected" : ""}>${one}</option>`)}</select></div>
  <button>Filter</button>
</form>
<section><table class="stacks"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">On what</th><th scope="col">Account</th><th scope="col">Outcome</th><th scope="col">From</th></tr></thead>
<tbody>${lines.map(
    (
      line,
    ) => html`<tr><td data-label="When">${instant(line.at)}</td><td data-label="Who">${line.subject}</td><td data-label="What">${line.action}</td>
<td data-label="On what">${orNone(line.target)}</td><td data-label="Account">${orNone(line.account_id)}</td>
<td data-label="Outcome">${sign(signs[line.outcome], line.outcome)}${line.detail === "" ? "" : html` <small>${line.detail}</small>`}</td>
<td data-label="From">${line.address}</td></tr>`,
  )}</tbody></table>
${lines.length === 0 ? html`<p class="empty">No line fits.</p>` : ""}
${more === undefined ? "" : html`<p class="pager"><a class="button" href="?${new URLSearchParams([...[...query].filter(([name]) => name !== "before"), ["before", more]]).toString()}">Older</a></p>`}
</section>`,
});
