import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { accountsToLookAt } from "../frame/accounts-to-look-at.ts";
import { holds } from "../tables/holds.ts";
import { has, hasNot, usedWithin } from "../tables/of-principal.ts";
import { readBenchmarks, readLooks } from "./read-looks.ts";
import { rules } from "./rules.ts";
import type { Tally } from "./tally.ts";

type OfScans = "scan" | "checks" | "benchmark" | "graveFindings" | "otherFindings";
type Counts = Omit<Tally, OfScans | "name" | "owner" | "securityContact" | "looked" | "reviewedAt" | "reviewDueAt">;
type Row = { account_id: string } & Record<string, number>;

const checks = rules.flatMap((rule) => rule.checks ?? []);
const dayOf = (at: Date, before: number): Date => new Date(at.getTime() - before * 86_400_000);

/** Counts for every account that one may see: of the table of accounts, and of those that hold anything. */
export async function readTallies(transaction: Transaction<Tables>, at: Date): Promise<readonly Tally[]> {
  const known = await transaction.selectFrom("accounts").selectAll().execute();
  const looked = Map.groupBy(await lookedAsOf(transaction, { at }), ({ account }) => account);
  const members = await idsOf(
    transaction,
    sql`select v.account_id from versions v where v.kind = 'organization_account' and ${holds("v", at)}`,
  );
  const ids = [...new Set([...(await accountsToLookAt(transaction, at)), ...looked.keys(), ...members])].filter((id) => id !== "").sort();
  const counted = [
    await users(transaction, at),
    await keys(transaction, at),
    await roles(transaction, at, ids),
    await administrators(transaction, at),
  ];
  const reviews = await readReviews(transaction, at);
  const scans = await readScans(transaction, at);
  const looks = await readLooks(transaction, { at, checks });
  const benchmarks = await readBenchmarks(transaction, at);
  return ids.map((account) => {
    const about = known.find(({ account_id }) => account_id === account);
    const review = reviews.find(({ account_id }) => account_id === account);
    const row = Object.assign({}, ...counted.map((rows) => rows.find(({ account_id }) => account_id === account) ?? {}));
    return {
      ...{ account, name: about?.name ?? "", owner: about?.owner ?? null, securityContact: about?.security_contact ?? null },
      ...{ looked: looked.get(account) ?? [], reviewedAt: review?.closed_at ?? null, reviewDueAt: review?.due_at ?? null },
      ...{ scan: scans.get(account)?.scan ?? null, checks: looks.get(account) ?? new Map(), benchmark: benchmarks.get(account) ?? null },
      ...{ graveFindings: scans.get(account)?.grave ?? 0, otherFindings: scans.get(account)?.others ?? 0 },
      ...toCounts(account, row),
    };
  });
}

function toCounts(account: string, row: Readonly<Record<string, unknown>>): Counts {
  const of = (name: string): number => Number(row[name] ?? 0);
  return {
    ...{ account, users: of("users"), passwords: of("passwords"), passwordsWithoutMfa: of("without_mfa") },
    ...{ usersWithOwnPolicies: of("own_policies"), activeKeys: of("keys"), keysOlderThan90: of("older_90") },
    ...{ keysOlderThan365: of("older_365"), keysUnused90: of("unused_90"), roles: of("roles"), rolesUnused180: of("unused_180") },
    ...{ rolesOpenToAll: of("open"), rolesOfStrangers: of("strangers"), administrators: of("administrators") },
  };
}

async function idsOf(transaction: Transaction<Tables>, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`${query}`.execute(transaction);
  return rows.map(({ account_id }) => account_id);
}

const query = async (transaction: Transaction<Tables>, text: RawBuilder<Row>): Promise<readonly Row[]> =>
  (await text.execute(transaction)).rows;

function users(transaction: Transaction<Tables>, at: Date) {
  const when = { at, now: at };
  const login = has("iam_login_profile", when);
  return query(
    transaction,
    sql<Row>`select account_id, count(*)::int as users, count(*) filter (where login)::int as passwords,
      count(*) filter (where login and no_mfa)::int as without_mfa, count(*) filter (where own)::int as own_policies
    from (
      select v.account_id, ${login} as login, ${hasNot("iam_mfa_device", when)} as no_mfa,
        (${has("iam_attachment", when)} or ${has("iam_inline_policy", when)}) as own
      from versions v where v.kind = 'iam_user' and ${holds("v", at)}) u group by account_id`,
  );
}

function keys(transaction: Transaction<Tables>, at: Date) {
  const used = sql`exists (select from versions p where p.principal_id = v.principal_id and p.account_id = v.account_id
    and p.kind = 'iam_activity' and p.record_id = v.record_id and ${holds("p", at)} and ${usedWithin(90, { at, now: at })})`;
  return query(
    transaction,
    sql<Row>`select account_id, count(*)::int as keys, count(*) filter (where created_at < ${dayOf(at, 90)})::int as older_90,
      count(*) filter (where created_at < ${dayOf(at, 365)})::int as older_365,
      count(*) filter (where not used and created_at < ${dayOf(at, 90)})::int as unused_90
    from (
      select v.account_id, v.created_at, ${used} as used from versions v
      where v.kind = 'iam_access_key' and v.facts ->> 'status' = 'Active' and ${holds("v", at)}) k group by account_id`,
  );
}

/**
 * Only a trust policy's Allow counts. `*` under a condition does not open a role to all, yet nobody can tell from it whom the role trusts; so
 * with ids that are of no account, with `NotPrincipal`, and with a text that can't be read.
 */
function roles(transaction: Transaction<Tables>, at: Date, own: readonly string[]) {
  const open = sql`jsonb_path_exists(v.facts -> 'trustPolicy',
    '$.Statement[*] ? (@.Effect == "Allow" && !exists(@.Condition) && (@.Principal == "*" || @.Principal.AWS[*] == "*"))')`;
  const strangers = sql`(jsonb_typeof(v.facts #> '{trustPolicy,Statement}') is null
    or jsonb_path_exists(v.facts -> 'trustPolicy', '$.Statement[*] ? (@.Effect == "Allow" && (@.Principal == "*" || exists(@.NotPrincipal)))')
    or exists (
      select from jsonb_path_query(v.facts -> 'trustPolicy', '$.Statement[*] ? (@.Effect == "Allow").Principal.AWS[*]') p(name)
      where coalesce(substring(p.name #>> '{}' from '(?:^|:)([0-9]{12})(?::|$)'), '') <> all(${own}::text[])))`;
  const unused = sql`v.facts ->> 'path' not like '/aws-service-role/%' and v.created_at < ${dayOf(at, 180)}
    and ${hasNot("iam_activity", { at, now: at }, usedWithin(180, { at, now: at }))}`;
  return query(
    transaction,
    sql<Row>`select account_id, count(*)::int as roles, count(*) filter (where open)::int as open,
      count(*) filter (where strangers)::int as strangers, count(*) filter (where unused)::int as unused_180
    from (
      select v.account_id, ${open} as open, ${strangers} as strangers, (${unused}) as unused from versions v
      where v.kind = 'iam_role' and ${holds("v", at)}) r group by account_id`,
  );
}

/** Users with AWS's policy AdministratorAccess, by themselves or by a group. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html */
function administrators(transaction: Transaction<Tables>, at: Date) {
  const full = sql`a.kind = 'iam_attachment' and a.facts ->> 'policyArn' like 'arn:%:iam::aws:policy/AdministratorAccess' and ${holds("a", at)}`;
  return query(
    transaction,
    sql<Row>`select account_id, count(distinct user_id)::int as administrators from (
      select a.account_id, a.principal_id as user_id from versions a where ${full} and a.facts ->> 'principalKind' = 'user'
      union
      select m.account_id, m.principal_id from versions a join versions m
        on m.kind = 'iam_membership' and m.account_id = a.account_id and m.facts ->> 'groupName' = a.facts ->> 'principalName' and ${holds("m", at)}
      where ${full} and a.facts ->> 'principalKind' = 'group') u group by account_id`,
  );
}

async function readReviews(transaction: Transaction<Tables>, at: Date) {
  const { rows } = await sql<{ account_id: string; closed_at: Date | null; due_at: Date | null }>`
    select a.account_id, max(c.closed_at) filter (where c.closed_at <= ${at}) as closed_at,
      min(c.due_at) filter (where c.opened_at <= ${at} and (c.closed_at is null or c.closed_at > ${at})) as due_at
    from review_accounts a join campaigns c using (campaign_id) group by a.account_id`.execute(transaction);
  return rows;
}

/** The newest scan of each account, and what fails: the states of findings are those of now, whatever instant is shown. */
async function readScans(transaction: Transaction<Tables>, at: Date) {
  const { rows } = await sql<{ account_id: string; at: Date; gaps: number; grave: number; others: number }>`
    select distinct on (r.account_id) r.account_id, r.evaluated_at as at, r.gaps,
      (select count(*)::int from finding_states f where f.account_id = r.account_id and ${failing} and f.severity_rank <= 1) as grave,
      (select count(*)::int from finding_states f where f.account_id = r.account_id and ${failing} and f.severity_rank > 1) as others
    from finding_runs r where r.evaluated_at <= ${at} order by r.account_id, r.evaluated_at desc`.execute(transaction);
  return new Map(rows.map(({ account_id, at, gaps, grave, others }) => [account_id, { scan: { at, gaps }, grave, others }]));
}
const failing = sql`f.state in ('new', 'reopened', 'open', 'not-looked') and not f.is_excepted`;
