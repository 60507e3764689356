import { Cell, isGap } from "@plumbline/finding-model/coverage";
import { Finding } from "@plumbline/finding-model/finding";
import { LifecycleState } from "@plumbline/finding-model/lifecycle";
import type { Severity } from "@plumbline/finding-model/resource";
import type { Tables } from "@plumbline/iam-store/tables";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { z } from "zod";
import type { Gap } from "../frame/gaps.ts";
import { placeOf, placeText, Text, Whole } from "../tables/place.ts";

type Work = Transaction<Tables>;

/** What became of one finding, as the newest run of its account tells. */
export interface FindingState {
  readonly account: string;
  readonly series: string;
  readonly fingerprint: string;
  readonly state: LifecycleState;
  /** Why the newest run does not tell; null where it does. */
  readonly reason: string | null;
  readonly isExcepted: boolean;
  readonly run: string;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
  readonly finding: Finding;
}
export interface FindingQuery {
  readonly states?: readonly LifecycleState[];
  readonly severity?: Severity | undefined;
  readonly account?: string | undefined;
  readonly check?: string | undefined;
  /** Part of a resource's id, in upper or lower case. */
  readonly text?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

interface Row {
  account_id: string;
  series: string;
  fingerprint: string;
  state: string;
  severity_rank: number;
  check_id: string;
  resource_id: string;
  reason: string | null;
  is_excepted: boolean;
  run_id: string;
  first_failed_at: Date | null;
  last_failed_at: Date | null;
  finding: unknown;
}
const toState = (row: Row): FindingState => ({
  ...{ account: row.account_id, series: row.series, fingerprint: row.fingerprint, state: LifecycleState.parse(row.state) },
  ...{ reason: row.reason, isExcepted: row.is_excepted, run: row.run_id, finding: Finding.parse(row.finding) },
  ...{ firstFailedAt: row.first_failed_at?.toISOString() ?? null, lastFailedAt: row.last_failed_at?.toISOString() ?? null },
});

const ranks: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
const place = sql`(severity_rank, account_id, check_id, resource_id, series, fingerprint)`;
const Place = z.tuple([Whole, Text, Text, Text, Text, Text]);

/** A page of findings, the gravest first, with how many fit in all. */
export async function readFindings(transaction: Work, query: FindingQuery) {
  const where = conditionOf(query);
  const { rows: counted } = await sql<{ count: number }>`select count(*)::integer as count from finding_states where ${where}`.execute(
    transaction,
  );
  const from = query.after === undefined ? where : sql`${where} and ${beyond(query.after)}`;
  const { rows } = await sql<Row>`select * from finding_states where ${from} order by ${place} limit ${query.limit + 1}`.execute(
    transaction,
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const next = last && [last.severity_rank, last.account_id, last.check_id, last.resource_id, last.series, last.fingerprint];
  return {
    findings: shown.map(toState),
    total: counted[0]?.count ?? 0,
    next: next && placeText(next),
  };
}

function beyond(after: string): RawBuilder<unknown> {
  const [rank, ...texts] = placeOf(Place, after);
  return sql`${place} > (${rank}::integer, ${sql.join(texts)})`;
}

function conditionOf({ states, severity, account, check, text }: FindingQuery): RawBuilder<unknown> {
  const parts = [sql`true`];
  if (states) parts.push(sql`state = any(${states}::text[])`);
  if (severity) parts.push(sql`severity_rank = ${ranks[severity]}`);
  if (account) parts.push(sql`account_id = ${account}`);
  // A check stands for every question that a benchmark makes of it.
  if (check) parts.push(sql`(check_id = ${check} or split_part(check_id, '#', 1) = ${check})`);
  if (text) parts.push(sql`position(${text.toLowerCase()} in lower(resource_id)) > 0`);
  return sql.join(parts, sql` and `);
}

/** How many findings are in each state, and those that fail by severity; excepted ones do not count. */
export async function countFindings(transaction: Work): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from finding_states where not is_excepted group by state order by state`.execute(transaction);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Checks of which there are findings, for the filter. */
export async function checksOf(transaction: Work): Promise<readonly string[]> {
  const { rows } = await sql<{ check_id: string }>`select distinct check_id from finding_states order by check_id`.execute(transaction);
  return rows.map(({ check_id }) => check_id);
}

/** One finding in one account; of several series the one whose run is newest. */
export async function readFinding(transaction: Work, { account, fingerprint }: { account: string; fingerprint: string }) {
  const { rows } = await sql<Row>`
    select s.* from finding_states s join finding_runs r using (run_id, account_id)
    where s.account_id = ${account} and s.fingerprint = ${fingerprint} order by r.started_at desc, s.series limit 1`.execute(transaction);
  return rows[0] && toState(rows[0]);
}

/** What each run said of one finding, newest first. */
export async function readVerdicts(transaction: Work, { account, fingerprint }: { account: string; fingerprint: string }) {
  const { rows } = await sql<{ run_id: string; evaluated_at: Date; finding: unknown }>`
    select r.run_id, r.evaluated_at, x.finding from run_findings x join finding_runs r using (run_id, account_id)
    where x.account_id = ${account} and x.fingerprint = ${fingerprint} order by r.evaluated_at desc, r.run_id desc limit 50`.execute(
    transaction,
  );
  return rows.map(({ run_id, evaluated_at, finding }) => ({
    run: run_id,
    at: evaluated_at.toISOString(),
    finding: Finding.parse(finding),
  }));
}

/** The newest run of each account and series. */
export async function newestRuns(transaction: Work, account?: string) {
  const { rows } = await sql<{ run_id: string; account_id: string; series: string; evaluated_at: Date; summary: unknown; gaps: number }>`
    select distinct on (account_id, series) run_id, account_id, series, evaluated_at, summary, gaps from finding_runs
    where ${account === undefined ? sql`true` : sql`account_id = ${account}`}
    order by account_id, series, started_at desc, run_id desc`.execute(transaction);
  return rows.map((row) => ({
    ...{ run: row.run_id, account: row.account_id, series: row.series, at: row.evaluated_at.toISOString(), gaps: row.gaps },
    coverage: Coverage.parse(row.summary).coverage,
  }));
}
const Coverage = z.object({ coverage: z.array(Cell) });

/** What the newest runs could not look at, and accounts that no run looked at. */
export function runGaps(runs: Awaited<ReturnType<typeof newestRuns>>, accounts: readonly string[]): readonly Gap[] {
  const cells = runs.flatMap(({ account, run, at, coverage }) =>
    coverage.filter(isGap).map((cell) => ({
      ...{ account, what: `${cell.aspect} of ${cell.type} in ${cell.region}, run ${run}`, outcome: cell.outcome },
      // A run looks once: what it could not see was not seen at its time.
      ...{ message: cell.message ?? `looked at ${at}`, completeAt: null },
    })),
  );
  const known = new Set(runs.map(({ account }) => account));
  const never = accounts
    .filter((account) => !known.has(account))
    .map((account) => ({ account, what: "findings", outcome: "never-looked", message: "no run of it was brought in", completeAt: null }));
  return [...cells, ...never];
}
