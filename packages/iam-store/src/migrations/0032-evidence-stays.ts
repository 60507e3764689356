import { type Kysely, sql } from "kysely";

/** Says it as a constraint would, so that nobody takes it for a fault of the program. */
const refuse = (text: string, ...values: string[]): string =>
  `raise exception using errcode = 'restrict_violation', message = format('${text}', ${values.join(", ")});`;

/**
 * Moves the head of each chain that grew. The update takes the chain's lock, or waits for who holds it, so that what is read after it is the
 * newest; where the first new decision does not follow the head, it finds nothing to move.
 */
const follows = `
declare
  grown record;
  odd record;
begin
  select n.campaign_id, n.account_id, n.seq into odd from added n
    where not exists (
      select from review_decisions b where b.campaign_id = n.campaign_id and b.account_id = n.account_id
        and b.seq = n.seq - 1 and b.hash = n.previous)
      and not (n.seq = 1 and n.previous = repeat('0', 64))
    limit 1;
  if found then
    ${refuse("decision %s of campaign %s in %s does not follow the newest one", "odd.seq", "odd.campaign_id", "odd.account_id")}
  end if;
  for grown in
    select campaign_id, account_id, min(seq) as first, max(seq) as last, (array_agg(previous order by seq))[1] as previous,
      (array_agg(hash order by seq desc))[1] as hash
    from added group by 1, 2 order by 1, 2
  loop
    update review_accounts a set decisions = grown.last, head = grown.hash
      where a.campaign_id = grown.campaign_id and a.account_id = grown.account_id
        and a.decisions = grown.first - 1 and a.head = grown.previous;
    if not found then
      ${refuse("decision %s of campaign %s in %s does not follow the newest one", "grown.first", "grown.campaign_id", "grown.account_id")}
    end if;
  end loop;
  return null;
end`;

/** The head is the newest decision's hash, whoever writes it. */
const headIsTrue = `
begin
  if new.decisions = 0 and new.head = repeat('0', 64) and not exists (
    select from review_decisions d where d.campaign_id = new.campaign_id and d.account_id = new.account_id) then return new; end if;
  if new.decisions = (select max(d.seq) from review_decisions d where d.campaign_id = new.campaign_id and d.account_id = new.account_id)
    and exists (select from review_decisions d where d.campaign_id = new.campaign_id and d.account_id = new.account_id
      and d.seq = new.decisions and d.hash = new.head) then return new; end if;
  ${refuse("the head of campaign %s in %s is not that of its newest decision", "new.campaign_id", "new.account_id")}
end`;

/**
 * Who changes something holds the campaign open until the end of the transaction, and waits for who is closing it. Who closes it has locked
 * its accounts already, and a reviewer, who moves their heads, may not lock the campaign.
 */
const isOpen = `
declare
  closed text;
begin
  if tg_table_name <> 'review_accounts' then
    perform from campaigns c where c.campaign_id in (select t.campaign_id from touched t) for share;
  end if;
  select c.campaign_id into closed from campaigns c
    where c.state = 'closed' and c.campaign_id in (select t.campaign_id from touched t) limit 1;
  if found then
    ${refuse("campaign %s is closed: its %s stay as they are", "closed", "tg_table_name")}
  end if;
  return null;
end`;

const campaignStays = `
begin
  if tg_op = 'DELETE' or old.state = 'closed' then
    ${refuse("campaign %s stays as it is", "old.campaign_id")}
  end if;
  return new;
end`;

const nothingGoes = `begin ${refuse("%s are only added to", "tg_table_name")} end`;

const kept = ["review_accounts", "review_documents", "review_items", "review_rosters"];
const touches = [
  { when: "insert", table: "new" },
  { when: "update", table: "new" },
  { when: "update", table: "old" },
];

/**
 * The database itself keeps what an evidence pack tells: a decision follows the newest one of its chain, none is changed or taken out, and
 * nothing of a closed campaign but what became of its revocations changes, whoever tries, the tables' owner included.
 * https://www.postgresql.org/docs/15/plpgsql-trigger.html
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const bodies = {
    review_follows: follows,
    review_head_is_true: headIsTrue,
    review_is_open: isOpen,
    review_campaign_stays: campaignStays,
    review_nothing_goes: nothingGoes,
  };
  for (const [name, body] of Object.entries(bodies))
    await sql`create function ${sql.ref(name)}() returns trigger language plpgsql as ${sql.lit(body)}`.execute(db);

  await sql`create trigger follows after insert on review_decisions referencing new table as added
    for each statement execute function review_follows()`.execute(db);
  await sql`create trigger stays before update or delete or truncate on review_decisions
    for each statement execute function review_nothing_goes()`.execute(db);
  await sql`create trigger head_is_true before insert or update of decisions, head on review_accounts
    for each row execute function review_head_is_true()`.execute(db);
  await sql`create trigger stays before update or delete on campaigns for each row execute function review_campaign_stays()`.execute(db);
  await sql`create trigger is_not_emptied before truncate on campaigns for each statement execute function review_nothing_goes()`.execute(
    db,
  );
  for (const table of kept) {
    await sql`create trigger stays before delete or truncate on ${sql.table(table)}
      for each statement execute function review_nothing_goes()`.execute(db);
    for (const touch of touches)
      await sql`create trigger ${sql.ref(`is_open_${touch.when}_${touch.table}`)} after ${sql.raw(touch.when)} on ${sql.table(table)}
        referencing ${sql.raw(touch.table)} table as touched for each statement execute function review_is_open()`.execute(db);
  }
  for (const table of ["campaigns", "review_decisions", ...kept])
    await sql`revoke delete on ${sql.table(table)} from plumbline_archivist`.execute(db);
}
