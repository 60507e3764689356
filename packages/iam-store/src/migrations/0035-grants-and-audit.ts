import { type Kysely, sql } from "kysely";

const onlyRevoked = `
begin
  if old.revoked_at is not null or new.revoked_at is null or new.revoked_by is distinct from current_setting('plumbline.subject', true)
    or to_jsonb(new) - '{revoked_by,revoked_at}'::text[] is distinct from to_jsonb(old) - '{revoked_by,revoked_at}'::text[] then
    raise exception using errcode = 'restrict_violation', message =
      format('grant %s stays as it is: it is only revoked, once and in one''s own name', old.grant_id);
  end if;
  return new;
end`;

/**
 * A grant is given and revoked in one's own name and changes in nothing else. A line of the audit log is about an account of those that the
 * transaction names, or about none; the console alone, which says what somebody was refused, names others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const subject = sql`(select current_setting('plumbline.subject', true))`;
  const named = sql`(select current_setting('plumbline.accounts', true))`;
  await sql`revoke update on console_grants from plumbline_admin`.execute(db);
  await sql`grant update (revoked_by, revoked_at) on console_grants to plumbline_admin`.execute(db);
  await sql`create policy own_word on console_grants as restrictive for insert to plumbline_admin
    with check (granted_by = ${subject} and revoked_at is null and revoked_by is null)`.execute(db);
  await sql`create function console_grant_is_only_revoked() returns trigger language plpgsql as ${sql.lit(onlyRevoked)}`.execute(db);
  await sql`create trigger is_only_revoked before update on console_grants
    for each row execute function console_grant_is_only_revoked()`.execute(db);

  await sql`drop policy written on console_audit`.execute(db);
  await sql`create policy written_by_console on console_audit for insert to plumbline_console with check (subject = ${subject})`.execute(
    db,
  );
  await sql`create policy written on console_audit for insert to plumbline_reader, plumbline_reviewer, plumbline_admin
    with check (subject = ${subject}
      and (account_id = '' or ${named} = '*' or account_id = any (string_to_array(${named}, ','))))`.execute(db);
}
