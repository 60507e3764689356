import { html } from "hono/html";
import { z } from "zod";
import { action, definePage } from "../frame/page.ts";
import { instant, orNone } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { accountsOf, ConsoleRole, consoleRoles, may } from "../frame/viewer.ts";

const none = z.object({});

const grantIt = action({
  role: "admin",
  does: "grant",
  form: z.object({
    kind: z.enum(["subject", "group"]),
    principal: z.string().trim().min(1, "is missing").max(200),
    role: ConsoleRole,
    account: z.string().regex(/^(\*|\d{12})$/, "must be an account id of 12 digits, or *"),
  }),
  async run({ transaction, viewer, now, form: { kind, principal, role, account } }) {
    const target = `${kind} ${principal}: ${role} of ${account === "*" ? "all accounts" : account}`;
    // The database refuses it too; this is to say so.
    if (!may(viewer, "admin", account)) throw new Refusal(403, "You are no admin of that account.", { target, account });
    const { numInsertedOrUpdatedRows = 0n } = await transaction
      .insertInto("console_grants")
      .values({
        ...{ principal_kind: kind, principal, role, account_id: account, granted_by: viewer.subject, granted_at: now },
        ...{ revoked_by: null, revoked_at: null },
      })
      .onConflict((conflict) =>
        conflict.columns(["principal_kind", "principal", "role", "account_id"]).where("revoked_at", "is", null).doNothing(),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new Refusal(409, "That is granted already.", { target, account });
    return { to: "/grants", told: `Granted: ${target}.`, target, account };
  },
});

const revokeIt = action({
  role: "admin",
  does: "revoke grant",
  form: z.object({ grant: z.string().regex(/^\d{1,18}$/) }),
  async run({ transaction, viewer, now, form: { grant } }) {
    const row = await transaction
      .updateTable("console_grants")
      .set({ revoked_by: viewer.subject, revoked_at: now })
      .where("grant_id", "=", grant)
      .where("revoked_at", "is", null)
      .returning(["principal_kind", "principal", "role", "account_id"])
      .executeTakeFirst();
    if (row === undefined) throw new Refusal(404, "There is no such grant, or it is none of your accounts.", { target: `grant ${grant}` });
    const target = `${row.principal_kind} ${row.principal}: ${row.role} of ${row.account_id === "*" ? "all accounts" : row.account_id}`;
    return { to: "/grants", told: `Revoked: ${target}.`, target, account: row.account_id };
  },
});

/** Who may do what in the console. */
export const grants = definePage({
  path: "/grants",
  title: "Grants",
  nav: { group: "Operations" },
  role: "admin",
  query: none,
  async load({ transaction, viewer }) {
    const rows = await transaction
      .selectFrom("console_grants")
      .select(["grant_id", "principal_kind", "principal", "role", "account_id", "granted_by", "granted_at"])
      .where("revoked_at", "is", null)
      .orderBy("account_id")
      .orderBy("principal")
      .orderBy("role")
      .limit(1000)
      .execute();
    return { data: { rows, accounts: accountsOf(viewer, "admin") }, gaps: [] };
  },
  show: ({ rows, accounts }, { csrf }) => html`
<section aria-labelledby="new"><h2 id="new">Grant</h2>
<form method="post" action="/grants/grant" class="filters">${csrf}
  <div class="field"><label for="kind">To a</label><select id="kind" name="kind"><option value="subject">person</option><option value="group">group</option></select></div>
  <div class="field search"><label for="principal">Subject, or name of the group, as the identity provider says it</label><input id="principal" name="principal" required maxlength="200"></div>
  <div class="field"><label for="role">Role</label><select id="role" name="role">${consoleRoles.map((role) => html`<option>${role}</option>`)}</select></div>
  <div class="field"><label for="account">Account</label><input id="account" name="account" required pattern="[0-9]{12}|[*]" size="13" placeholder="${accounts === "all" ? "id, or * for all" : "id"}"></div>
  <button class="primary">Grant</button></form>
<p class="quiet">A reader sees; a reviewer decides and flags too; an admin opens campaigns and grants. What the console was started with (<code>--grant</code>) holds besides and is not listed.</p></section>
<section aria-label="Grants">${rows.length === 0 ? html`<p class="empty">Nothing is granted here.</p>` : ""}
<table class="stacks"><thead><tr><th scope="col">To</th><th scope="col">Role</th><th scope="col">Account</th><th scope="col">By</th><th scope="col">When</th><th scope="col"><span class="visually-hidden">Revoke</span></th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.principal} <small>${row.principal_kind}</small></th><td data-label="Role">${row.role}</td><td data-label="Account" class="id">${row.account_id === "*" ? "all" : row.account_id}</td>
<td data-label="By">${orNone(row.granted_by)}</td><td data-label="When">${instant(row.granted_at)}</td>
<td><form method="post" action="/grants/revoke" class="inline" data-confirm="Revoke this grant?">${csrf}<input type="hidden" name="grant" value="${row.grant_id}"><button aria-label="Revoke ${row.role} of ${row.principal}">Revoke</button></form></td></tr>`,
  )}</tbody></table></section>`,
  actions: { grant: grantIt, revoke: revokeIt },
});
