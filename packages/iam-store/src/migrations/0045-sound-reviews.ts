import { type Kysely, type RawBuilder, sql } from "kysely";

/** Signs that stand for nothing around a name, as JavaScript's `trim` has them. */
const blank = "[\\s\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+";
const nameOf = (text: RawBuilder<unknown>) => sql`plumbline_name(${text})`;
const mayBeSame = (one: RawBuilder<unknown>, other: RawBuilder<unknown>) => sql`plumbline_may_be_same(${nameOf(one)}, ${nameOf(other)})`;

/** An approval is of somebody else than who made the plan and who brought it in. Where one of two names has no @, the other counts up to its own. */
async function approvers(db: Kysely<unknown>): Promise<void> {
  await sql`create function plumbline_name(text) returns text language sql immutable as ${sql.lit(
    `select regexp_replace(lower(regexp_replace($1, '^${blank}|${blank}$', '', 'g')), '^dev:', '')`,
  )}`.execute(db);
  await sql`create function plumbline_may_be_same(text, text) returns boolean language sql immutable as ${sql.lit(
    `select case when ($1 like '%@%') = ($2 like '%@%') then $1 = $2 else regexp_replace($1, '@.*$', '') = regexp_replace($2, '@.*$', '') end`,
  )}`.execute(db);
  const approver = sql`plan_approvals.approver`;
  const made = sql`p.made_by`;
  await sql`drop policy own_word on plan_approvals`.execute(db);
  // Without a part that says who made it, the answer is null, which refuses.
  await sql`create policy own_word on plan_approvals for insert to plumbline_reviewer, plumbline_admin
    with check (approver = (select current_setting('plumbline.subject', true))
      and exists (select from plan_files f where f.plan_hash = plan_approvals.plan_hash and not ${mayBeSame(approver, sql`f.imported_by`)})
      and (select bool_and(not ${mayBeSame(approver, made)} and not ${mayBeSame(approver, sql`regexp_replace(${made}, '^.*/', '')`)})
        from plan_parts p where p.plan_hash = plan_approvals.plan_hash))`.execute(db);
}

/**
 * What a JSON value is like: `text` and `boolean` are what they say, other texts patterns; `[form]` is a list of any length, `[form, 1]` of one at
 * least; an object has these keys and no others, where `?` behind a key lets it be left out; `{"or null": form}` is null too, and `{"any": form}` has any
 * keys. `count` is a whole number from 1 on.
 */
type Form = string | readonly [of: Form, least?: number] | { readonly [key: string]: Form };
const orNull = (of: Form): Form => ({ "or null": of });
const isList = (form: Form): form is readonly [of: Form, least?: number] => Array.isArray(form);

/**
 * Predicates of a strict path, by which all that is `at` one has a form. What is not where it must be makes one of them unknown, which is not true.
 * https://www.postgresql.org/docs/15/functions-json.html#FUNCTIONS-SQLJSON-PATH
 */
function fits(at: string, form: Form): readonly string[] {
  const none = (fault: string): string => `!exists(${at} ? (${fault}))`;
  if (form === "text") return [none('@.type() != "string"')];
  if (form === "boolean") return [none('@.type() != "boolean"')];
  if (form === "count") return [none('@.type() != "number" || @ < 1 || @ != @.floor()')];
  if (typeof form === "string") return [none(`@.type() != "string" || !(@ like_regex ${JSON.stringify(form)})`)];
  if (isList(form)) return [none(`@.type() != "array" || @.size() < ${form[1] ?? 0}`), ...fits(`${at}[*]`, form[0])];
  const { "or null": inner, any } = form;
  if (inner !== undefined) return fits(`${at} ? (@ != null)`, inner);
  if (any !== undefined) return [none('@.type() != "object"'), ...fits(`${at}.*`, any)];
  const keys = Object.entries(form).map(([key, of]) => ({ name: key.replace(/\?$/, ""), mayLack: key.endsWith("?"), of }));
  const unknown = keys.map(({ name }) => `@.key != "${name}"`).join(" && ");
  return [
    none('@.type() != "object"'),
    `!exists(${at}.keyvalue() ? (${unknown}))`,
    ...keys.flatMap(({ name, mayLack, of }) => fits(mayLack ? `${at}.keyvalue() ? (@.key == "${name}").value` : `${at}.${name}`, of)),
  ];
}

const kind = "^(iam_user|iam_role|iam_membership|sso_assignment)$";
const sha256 = "^[0-9a-f]{64}$";
const day =
  "((\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29|" +
  "\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8])))";
const instant = `^${day}T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?Z$`;
const use: Form = { name: "text", arn: orNull("text"), sha256: orNull(sha256) };
/** As the reviews have them; a part more takes a migration that says so. */
const permissions: Form = {
  ...{ attached: [use], inline: [use], groups: [{ name: "text", attached: [use], inline: [use] }], boundary: orNull(use) },
  ...{ keys: [{ id: "text", status: "text" }], hasLogin: orNull("boolean"), trust: orNull(sha256) },
  permissionSet: orNull({ arn: "text", name: "text" }),
  "unseen?": [{ part: "^(attached|inline|groups|texts|keys|login|who)$", since: orNull(instant) }, 1],
};
const look: Form = { kind: "text", message: orNull("text"), completeAt: orNull(instant) };
const coverage: Form = {
  cells: [{ ...look, listing: "text", outcome: "text" }],
  gaps: [{ ...look, account: "^[0-9]{12}$", listing: orNull("text"), cause: "text" }],
  leftOut: { any: "count" },
};
const has = (column: string, form: Form) => sql`${sql.ref(column)} is null
  or jsonb_path_match(${sql.ref(column)}, ${sql.lit(`strict ${fits("$", form).join(" && ")}`)}, '{}', true) is true`;
/** Years of four digits, without zeros ahead: PGlite reads 0001 as 2001. `infinity` is in none. */
const isTold = (column: string) => sql`${sql.ref(column)} >= '1000-01-01T00:00:00Z' and ${sql.ref(column)} < '10000-01-01T00:00:00Z'`;
const carriedFrom = (field: string) => sql`jsonb_typeof(carried_from -> ${sql.lit(field)}) = 'string'`;

/** What a row holds can be read by everybody who sees it, and stands in a pack that can be verified. Of null a check holds: those columns may lack. */
const checks: Readonly<Record<string, Readonly<Record<string, RawBuilder<unknown>>>>> = {
  campaigns: {
    id_is_told: sql`campaign_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'`,
    name_is_told: sql`name <> '' and length(name) + length(regexp_replace(name, '[^\\U00010000-\\U0010FFFF]', '', 'g')) <= 200`,
    kinds_are_known: has("kinds", [kind, 1]),
    opens_at_is_told: isTold("opens_at"),
    due_at_is_told: isTold("due_at"),
    snapshot_at_is_told: isTold("snapshot_at"),
    opened_at_is_told: isTold("opened_at"),
    closed_at_is_told: isTold("closed_at"),
  },
  review_accounts: {
    opening_fits: has("opening", coverage),
    closing_fits: has("closing", coverage),
  },
  review_items: {
    id_is_told: sql`item_id ~ '^[0-9a-f]{24}$'`,
    kind_is_known: sql`kind ~ ${sql.lit(kind)}`,
    permissions_fit: has("permissions", permissions),
    opening_permissions_fit: sql`opening_permissions = permissions or ${has("opening_permissions", permissions)}`,
    decided_permissions_fit: has("decided_permissions", permissions),
    reasons_are_texts: has("privileged_because", ["text"]),
    names_are_texts: has("own_names", ["text"]),
    changed_at_is_told: isTold("changed_at"),
    gone_at_is_told: isTold("gone_at"),
    escalated_at_is_told: isTold("escalated_at"),
  },
  review_rosters: {
    kind_is_known: sql`kind ~ ${sql.lit(kind)}`,
    permissions_fit: has("permissions", permissions),
    reasons_are_texts: has("privileged_because", ["text"]),
  },
  // A line of a pack's decisions has an end; the other texts of a decision are those of other rows, or bounded already.
  review_decisions: {
    by_has_an_end: sql`length(decided_by) <= 1000`,
    source_is_of_texts: sql`carried_from is null
      or (${carriedFrom("at")} and ${carriedFrom("by")} and ${carriedFrom("campaign")} and ${carriedFrom("hash")}) is true`,
  },
  review_outcomes: {
    outcome_is_known: sql`outcome in ('planned', 'not-planned', 'applied', 'verified', 'failed', 'undone')`,
    at_is_told: isTold("at"),
  },
};

const openingStays = `begin
  raise exception using errcode = 'restrict_violation', message =
    format('what was seen of account %s when campaign %s opened stays as it is', old.account_id, old.campaign_id);
end`;

const closesWhole = `begin
  if exists (select from review_accounts a where a.campaign_id = new.campaign_id and a.closing is null) then
    raise exception using errcode = 'restrict_violation', message =
      format('campaign %s is closed once each of its accounts was looked at once more', new.campaign_id);
  end if;
  return null;
end`;

/** No row that somebody writes past the application keeps others from reading a campaign, and nobody approves or notes in another's name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await approvers(db);
  for (const [table, of] of Object.entries(checks))
    for (const [name, check] of Object.entries(of))
      await sql`alter table ${sql.table(table)} add constraint ${sql.ref(`${table}_${name}`)} check (${check})`.execute(db);
  await sql`create function review_opening_stays() returns trigger language plpgsql as ${sql.lit(openingStays)}`.execute(db);
  await sql`create trigger opening_stays before update on review_accounts
    for each row when (new.opening is distinct from old.opening) execute function review_opening_stays()`.execute(db);
  await sql`create function review_closes_whole() returns trigger language plpgsql as ${sql.lit(closesWhole)}`.execute(db);
  await sql`create trigger closes_whole after update on campaigns
    for each row when (new.state = 'closed') execute function review_closes_whole()`.execute(db);
  await sql`create policy own_word on review_outcomes as restrictive for insert to plumbline_admin
    with check (noted_by = (select current_setting('plumbline.subject', true)))`.execute(db);
}
