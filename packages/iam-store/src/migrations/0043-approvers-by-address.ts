import { type Kysely, type RawBuilder, sql } from "kysely";

/** A name as it is compared: in small letters, without the mark of the development login. */
const nameOf = (text: RawBuilder<unknown>) => sql`regexp_replace(lower(btrim(${text})), '^dev:', '')`;

/**
 * An approver who signs in by an address is also who its part before the @ names, as in reviews: mostly that is the name of a user in AWS. The console
 * compares all names of a person; the database knows the subject alone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const approver = nameOf(sql`approver`);
  const names = sql`array[${approver}, regexp_replace(${approver}, '@.*$', '')]`;
  const made = sql`p.made_by`;
  await sql`drop policy own_word on plan_approvals`.execute(db);
  // Without a part that says who made it, the answer is null, which refuses.
  await sql`create policy own_word on plan_approvals for insert to plumbline_reviewer, plumbline_admin
    with check (approver = (select current_setting('plumbline.subject', true))
      and exists (select from plan_files f where f.plan_hash = plan_approvals.plan_hash and ${nameOf(sql`f.imported_by`)} <> all (${names}))
      and (select bool_and(not array[${nameOf(made)}, ${nameOf(sql`regexp_replace(${made}, '^.*/', '')`)}] && ${names})
        from plan_parts p where p.plan_hash = plan_approvals.plan_hash))`.execute(db);
}
