import type { Flag } from "@plumbline/iam-store/flags";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import { html } from "hono/html";
import { sql } from "kysely";
import { z } from "zod";
import { flagPath, readFlags } from "../flags/show-flag.ts";
import { gapsOf } from "../frame/gaps.ts";
import { definePage, type Html } from "../frame/page.ts";
import { counted, instant, orNone, sign } from "../frame/parts.ts";
import { may, type Viewer } from "../frame/viewer.ts";
import { holds } from "../tables/holds.ts";
import { withQuery } from "../tables/show-table.ts";
import { atLeast, unseenOf } from "../tables/unseen.ts";

interface Row {
  readonly account_id: string;
  readonly name: string;
  readonly business_unit: string | null;
  readonly owner: string | null;
  readonly support_team: string | null;
  readonly security_contact: string | null;
  readonly status: string | null;
  readonly email: string | null;
  readonly users: number;
  readonly roles: number;
  readonly seen_at: Date | null;
}
const pageSize = 100;
const countedKinds = ["iam_user", "iam_role"] as const;

/** Every account with who answers for it; what it costs only where the console was started with `--cost`. */
export const accounts = definePage({
  path: "/accounts",
  title: "Accounts",
  nav: { group: "Overview" },
  role: "reader",
  query: z.object({
    q: z.string().max(200).optional(),
    account: z
      .string()
      .regex(/^\d{12}$/, "an account id has 12 digits")
      .optional(),
    missing: z.enum(["owner", "support-team", "security-contact"]).optional(),
    after: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  }),
  async load({ transaction, at, services, query: { q, account, missing, after } }) {
    const like = `%${(q ?? "").replaceAll(/[\\%_]/g, "\\$&")}%`;
    const column = missing && sql.ref(missing.replace("-", "_"));
    const { rows } = await sql<Row>`
      with members as (
        select v.account_id, v.name, v.facts ->> 'status' as status, v.facts ->> 'email' as email from versions v
        where v.kind = 'organization_account' and ${holds("v", undefined)}
      ), ids as (select account_id from accounts union select account_id from members union select account_id from listings where account_id <> ''
        union select aws_account_id from aws_cross_account_roles)
      select account_id, coalesce(nullif(a.name, ''), m.name, '') as name, a.business_unit, a.owner, a.support_team, a.security_contact, m.status, m.email,
        (select count(*)::int from versions v where v.kind = 'iam_user' and v.account_id = i.account_id and v.valid_to is null) as users,
        (select count(*)::int from versions v where v.kind = 'iam_role' and v.account_id = i.account_id and v.valid_to is null) as roles,
        (select max(l.at) from listings l where l.account_id = i.account_id) as seen_at
      from ids i left join accounts a using (account_id) left join members m using (account_id)
      where true ${account ? sql`and i.account_id = ${account}` : sql``} ${after ? sql`and i.account_id > ${after}` : sql``}
        ${q ? sql`and (a.name ilike ${like} or m.name ilike ${like} or a.owner ilike ${like} or a.business_unit ilike ${like} or i.account_id = ${q})` : sql``}
        ${column ? sql`and a.${column} is null` : sql``}
      order by account_id limit ${pageSize + 1}`.execute(transaction);
    const shown = rows.slice(0, pageSize);
    const costs = await services.cost?.(
      transaction,
      shown.map(({ account_id }) => account_id),
    );
    const looked = await lookedAsOf(transaction, { at, accounts: shown.map(({ account_id }) => account_id) });
    const isUnseen = unseenOf(looked, "iam_user");
    const told = shown.map((row) => {
      const unseen = countedKinds.filter((kind) => isUnseen(row.account_id, kind));
      // None found where nobody looked is no number.
      const [users, roles] = [row.users || (unseen.includes("iam_user") ? null : 0), row.roles || (unseen.includes("iam_role") ? null : 0)];
      return { ...row, users, roles, unseen };
    });
    const flags = (await readFlags(transaction, { at })).filter(({ kind }) => kind === "account");
    const next = rows.length > pageSize ? (shown.at(-1)?.account_id ?? null) : null;
    return {
      data: { accounts: told, flags, next, costs: costs ?? null },
      gaps: await gapsOf(transaction, { at, kinds: ["organization_account", ...countedKinds] }),
    };
  },
  show: ({ accounts: rows, flags, next, costs }, { query, viewer }) => html`
<form method="get" class="filters" role="search">
  <div class="field search"><label for="q">Name, id, owner or business unit</label><input id="q" type="search" name="q" value="${query.get("q") ?? ""}" maxlength="200"></div>
  <div class="field"><label for="missing">Not known</label><select id="missing" name="missing"><option value="">any</option>${[
    "owner",
    "support-team",
    "security-contact",
  ].map(
    (one) => html`<option value="${one}" ${query.get("missing") === one ? "selected" : ""}>${one.replace("-", " ")}</option>`,
  )}</select></div>
  <button class="primary">Show</button>${query.size > 0 ? html`<a class="button" href="/accounts">Clear</a>` : ""}</form>
<section aria-label="Accounts"><div class="counts"><p><strong>${counted(rows.length, "account", "accounts")}</strong>${next === null ? "" : " on this page"}</p>
${costs === null ? "" : html`<p class="quiet">${costs.note}</p>`}</div>
${rows.length === 0 ? html`<p class="empty">None fits.</p>` : ""}
<table class="stacks"><thead><tr><th scope="col">Account</th><th scope="col">Id</th><th scope="col">Business unit</th><th scope="col">Owner</th><th scope="col">Support team</th><th scope="col">Security contact</th><th scope="col" class="number">Users</th><th scope="col" class="number">Roles</th>${costs === null ? "" : html`<th scope="col" class="number">Cost this month</th>`}<th scope="col">Last look</th></tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr><th scope="row">${orNone(row.name)}${row.status !== null && row.status !== "ACTIVE" ? html` <small>${row.status.toLowerCase()}</small>` : ""}${flagOf(row.account_id, flags, viewer)}</th><td data-label="Id" class="id">${row.account_id}</td>
<td data-label="Business unit">${orNone(row.business_unit)}</td><td data-label="Owner">${row.owner ?? sign("warn", "not known")}</td>
<td data-label="Support team">${orNone(row.support_team)}</td><td data-label="Security contact">${row.security_contact ?? sign("warn", "not known")}</td>
<td data-label="Users" class="number"><a href="/users?account=${row.account_id}">${row.unseen.includes("iam_user") ? atLeast(row.users) : row.users}</a></td><td data-label="Roles" class="number"><a href="/roles?account=${row.account_id}">${row.unseen.includes("iam_role") ? atLeast(row.roles) : row.roles}</a></td>
${costs === null ? "" : html`<td data-label="Cost this month" class="number">${orNone(costs.of[row.account_id], "not told")}</td>`}
<td data-label="Last look">${instant(row.seen_at)}</td></tr>`,
  )}</tbody></table>
${next === null ? "" : html`<p class="pager"><a class="button" rel="next" href="${withQuery("/accounts", query, { after: next })}">Next page</a></p>`}</section>`,
});

const flagOf = (account: string, flags: readonly Flag[], viewer: Viewer): Html => {
  const flag = flags.find((one) => one.account === account);
  if (flag) return html` <small>${sign("flag", html`<a href="/flags?account=${account}">flagged</a>`)}: ${flag.reason}</small>`;
  return may(viewer, "reviewer", account)
    ? html` <small><a href="${flagPath({ account, recordId: account })}">flag it</a></small>`
    : html``;
};
