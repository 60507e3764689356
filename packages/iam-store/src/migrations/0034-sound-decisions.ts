import { type Kysely, sql } from "kysely";

/** An instant as the application writes it, to the millisecond. */
const instant = (of: string): string => `to_char(${of} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** A text as JSON, whose signs PostgreSQL escapes as RFC 8785 does. */
const text = (of: string): string => `to_json(${of})::text`;

/** The fields of a JSON object in their order, with the JSON of each. */
const object = (fields: readonly (readonly [name: string, json: string])[]): string =>
  `'{' || ${fields.map(([name, json]) => `'"${name}":' || ${json}`).join(" || ',' || ")} || '}'`;

/** The canonical JSON of a decision `n` without its hash, of which the hash is: `chained` of the reviews makes the same. */
const canonical = object([
  ["account", text("n.account_id")],
  ["at", `'"' || ${instant("n.at")} || '"'`],
  ["by", text("n.decided_by")],
  ["campaign", text("n.campaign_id")],
  [
    "carriedFrom",
    `case when n.carried_from is null then 'null' else ${object(
      ["at", "by", "campaign", "hash"].map((name) => [name, text(`n.carried_from ->> '${name}'`)] as const),
    )} end`,
  ],
  ["item", text("n.item_id")],
  ["permissionHash", text("n.permission_hash")],
  ["previous", text("n.previous")],
  ["reason", text("n.reason")],
  ["seq", "n.seq::text"],
  ["verdict", text("n.verdict")],
  ["what", `coalesce(${text("n.what")}, 'null')`],
]);

/** Where what is carried over was decided; an approval that was carried over itself names its own source. */
const source = `
  select from review_decisions d where d.campaign_id = n.carried_from ->> 'campaign' and d.account_id = n.account_id
    and d.hash = n.carried_from ->> 'hash' and d.decided_by = n.carried_from ->> 'by' and ${instant("d.at")} = n.carried_from ->> 'at'
    and d.item_id = n.item_id and d.permission_hash = n.permission_hash and d.verdict = 'keep'`;

/** What is wrong with a decision `n` on item `i` of campaign `c`, in the words behind its number; null where nothing is. */
const fault = `case
  when c.campaign_id is null or i.item_id is null then 'is on no item that is seen'
  when i.gone_at is not null then 'is on what is no longer there'
  when n.permission_hash <> i.permission_hash or n.permission_hash !~ '^[0-9a-f]{64}$' then 'is not about what its item may do now'
  when n.at > clock_timestamp() + interval '1 minute' then 'is of an instant that is still to come: compare the clocks'
  when n.at < c.opened_at - interval '1 minute' or (n.carried_from is null and n.at < c.opens_at) then 'is from before its campaign'
  when n.at <> date_trunc('milliseconds', n.at) then 'is of no whole millisecond'
  when n.what not in ('everything', 'login', 'keys', 'policies') then 'revokes something unknown'
  when length(n.reason) + length(regexp_replace(n.reason, '[^\\U00010000-\\U0010FFFF]', '', 'g')) > 2000 then 'has too long a reason'
  when n.decided_by = '' then 'is by nobody'
  when n.carried_from is not null and n.verdict <> 'keep' then 'carries over what was not kept'
  when n.carried_from - '{at,by,campaign,hash}'::text[] <> '{}' then 'is carried over with more than is told'
  when n.carried_from is not null and not exists (${source}) then 'is carried over from a decision that is not there'
  when n.hash <> encode(sha256(convert_to(${canonical}, 'UTF8')), 'hex') then 'has the hash of something else'
end`;

/** Runs after the trigger `follows`, as its name tells, which waits for the chain's lock: nobody changes the items any more. */
const holdsTrue = `
declare
  odd record;
begin
  select n.seq, n.campaign_id, n.account_id, w.why into odd
    from added n
    left join campaigns c on c.campaign_id = n.campaign_id
    left join review_items i on i.campaign_id = n.campaign_id and i.account_id = n.account_id and i.item_id = n.item_id
    cross join lateral (select ${fault} as why) w
    where w.why is not null order by n.seq limit 1;
  if found then
    raise exception using errcode = 'restrict_violation', message =
      format('decision %s of campaign %s in %s %s', odd.seq, odd.campaign_id, odd.account_id, odd.why);
  end if;
  return null;
end`;

/** A decision is about what its item may do, of now, and hashed as it says: what else somebody writes would spoil the pack for good. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function review_decision_holds_true() returns trigger language plpgsql as ${sql.lit(holdsTrue)}`.execute(db);
  await sql`create trigger holds_true after insert on review_decisions referencing new table as added
    for each statement execute function review_decision_holds_true()`.execute(db);
}
