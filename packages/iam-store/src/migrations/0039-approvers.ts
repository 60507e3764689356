import { type Kysely, type RawBuilder, sql } from "kysely";

/** A name as it is compared: in small letters, without the mark of the development login. */
const nameOf = (text: RawBuilder<unknown>) => sql`regexp_replace(lower(${text}), '^dev:', '')`;

/**
 * An approval is of somebody else than who brought the plan in and who made it, in whatever letters. Of an ARN the last part counts too: a user's
 * name, or that of a role's session. The console knows more names of a person than the database does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const approver = nameOf(sql`approver`);
  const made = sql`p.made_by`;
  await sql`drop policy own_word on plan_approvals`.execute(db);
  // Without a part that says who made it, the answer is null, which refuses.
  await sql`create policy own_word on plan_approvals for insert to plumbline_reviewer, plumbline_admin
    with check (approver = (select current_setting('plumbline.subject', true))
      and exists (select from plan_files f where f.plan_hash = plan_approvals.plan_hash and ${nameOf(sql`f.imported_by`)} <> ${approver})
      and (select bool_and(${approver} not in (${nameOf(made)}, ${nameOf(sql`regexp_replace(${made}, '^.*/', '')`)}))
        from plan_parts p where p.plan_hash = plan_approvals.plan_hash))`.execute(db);
}
