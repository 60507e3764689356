import { type Kysely, sql } from "kysely";

/** Says it as a constraint would, so that nobody takes it for a fault of the program. */
const refuse = (text: string, ...values: string[]): string =>
  `raise exception using errcode = 'restrict_violation', message = format('${text}', ${values.join(", ")});`;

/**
 * The accounts of a campaign are named in the transaction that opens it, whose own the campaign's row is: `xmin` tells. As many are seen by
 * who opens it as there are. A savepoint has a number of its own: none may stand around an opening.
 */
const joins = `
begin
  perform from campaigns c where c.campaign_id = new.campaign_id and c.xmin = pg_current_xact_id()::xid
    and c.account_count >= (select count(*) from review_accounts a where a.campaign_id = c.campaign_id);
  if not found then ${refuse("campaign %s takes no further account: %s was not named when it opened", "new.campaign_id", "new.account_id")} end if;
  return null;
end`;

const accountStays = `
begin
  if (new.campaign_id, new.account_id) is distinct from (old.campaign_id, old.account_id) then
    ${refuse("account %s of campaign %s stays where it is", "old.account_id", "old.campaign_id")}
  end if;
  return new;
end`;

/** A campaign is closed, and else stays as it was opened. */
const campaignStays = `
begin
  if tg_op = 'DELETE' or old.state = 'closed'
    or to_jsonb(new) - '{state,closed_by,closed_at}'::text[] is distinct from to_jsonb(old) - '{state,closed_by,closed_at}'::text[] then
    ${refuse("campaign %s stays as it is", "old.campaign_id")}
  end if;
  return new;
end`;

/**
 * Who changes something holds its account open until the end of the transaction, and waits for who is closing the campaign, who has locked
 * all of them. Not the campaign: who acts for some of its accounts may not lock that.
 */
const isOpen = `
declare
  closed text;
begin
  if tg_table_name <> 'review_accounts' then
    perform from review_accounts a
      where exists (select from touched t where t.campaign_id = a.campaign_id and t.account_id = a.account_id) for share;
  end if;
  select c.campaign_id into closed from campaigns c
    where c.state = 'closed' and c.campaign_id in (select t.campaign_id from touched t) limit 1;
  if found then
    ${refuse("campaign %s is closed: its %s stay as they are", "closed", "tg_table_name")}
  end if;
  return null;
end`;

/** A campaign is closed by who acts for all of its accounts, under their own name, and no account joins it after it was opened. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const subject = sql`(select current_setting('plumbline.subject', true))`;
  const isWhole = sql`account_count = (select count(*) from review_accounts a where a.campaign_id = campaigns.campaign_id)`;
  await sql`drop policy opened on campaigns`.execute(db);
  await sql`drop policy changed on campaigns`.execute(db);
  await sql`create policy opened on campaigns for insert to plumbline_admin with check (state = 'open' and opened_by = ${subject})`.execute(
    db,
  );
  await sql`create policy closed on campaigns for update to plumbline_admin using (${isWhole})
    with check (${isWhole} and (state = 'open' or closed_by = ${subject}))`.execute(db);

  const bodies = {
    review_account_joins: joins,
    review_account_stays: accountStays,
    review_campaign_stays: campaignStays,
    review_is_open: isOpen,
  };
  for (const [name, body] of Object.entries(bodies))
    await sql`create or replace function ${sql.ref(name)}() returns trigger language plpgsql as ${sql.lit(body)}`.execute(db);
  await sql`create trigger joins after insert on review_accounts for each row execute function review_account_joins()`.execute(db);
  await sql`create trigger stays_there before update of campaign_id, account_id on review_accounts
    for each row execute function review_account_stays()`.execute(db);
}
