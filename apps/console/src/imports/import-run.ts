import { isGap } from "@plumbline/finding-model/coverage";
import type { RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import type { Tables } from "@plumbline/iam-store/tables";
import { answersOf } from "@plumbline/reports/answers";
import { sql, type Transaction } from "kysely";
import { tellStates } from "./tell-states.ts";

interface By {
  readonly subject: string;
  readonly at: Date;
}
export interface ImportedRun {
  readonly run: string;
  readonly accounts: readonly string[];
  readonly findings: number;
}

const batch = 500;

/**
 * Keeps a finished run, cut by account, and tells anew what became of the findings of its accounts. The same run once more takes its own
 * place: a run that was gone on with may tell more. As a collector.
 */
export async function importRun(transaction: Transaction<Tables>, report: RunReport, { subject, at }: By): Promise<ImportedRun> {
  const { header } = report;
  const controls = await controlsOf(report);
  const accounts = header.accounts.map(({ id }) => id).sort();
  // Two imports of one account would each tell states without the other's run.
  for (const account of accounts) await sql`select pg_advisory_xact_lock(hashtext(${`findings ${account}`}))`.execute(transaction);
  for (const account of accounts) {
    const own = partOf(report, account);
    await transaction.deleteFrom("finding_runs").where("run_id", "=", header.id).where("account_id", "=", account).execute();
    await transaction
      .insertInto("finding_runs")
      .values({
        ...{ run_id: header.id, account_id: account, series: seriesOf(report), imported_by: subject, imported_at: at },
        ...{ started_at: header.startedAt, evaluated_at: header.evaluatedAt },
        ...{ header: JSON.stringify(own.header), summary: JSON.stringify(own.summary), gaps: own.summary.coverage.filter(isGap).length },
        controls: header.benchmark ? JSON.stringify(controls.get(account) ?? {}) : null,
      })
      .execute();
  }
  const findings = await keepFindings(transaction, report, new Set(accounts));
  for (const account of accounts) {
    await recount(transaction, { run: header.id, account });
    await tellStates(transaction, { account, series: seriesOf(report) });
  }
  return { run: header.id, accounts, findings };
}

/** How many controls of the run's benchmark have which answer, by account. */
async function controlsOf(report: RunReport): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const answers = report.header.benchmark ? await answersOf(report) : [];
  const byAccount = Map.groupBy(answers, ({ result }) => result.account);
  return new Map(
    [...byAccount].map(([account, all]) => [
      account,
      Object.fromEntries([...Map.groupBy(all, ({ standing }) => standing)].map(([standing, of]) => [standing, of.length])),
    ]),
  );
}

/** Runs of another partition, endpoint or benchmark tell of other things. */
export const seriesOf = ({ header: { partition, endpoint, benchmark } }: Pick<RunReport, "header">): string =>
  [partition, endpoint ?? "", benchmark?.id ?? ""].join(" ").trim();

/** What a run says of one account. Counts are filled in when its findings are there. */
function partOf({ header, summary }: RunReport, account: string): Pick<RunReport, "header" | "summary"> {
  return {
    header: {
      ...header,
      accounts: header.accounts.filter(({ id }) => id === account),
      knownAccounts: [],
      // Settings and attestations may name other accounts.
      settings: {},
      ...(header.benchmark ? { benchmark: { ...header.benchmark, attestations: [] } } : {}),
    },
    summary: { ...noCounts(summary), coverage: summary.coverage.filter((cell) => cell.account === account) },
  };
}

const noCounts = ({ finishedAt }: RunSummary): Omit<RunSummary, "coverage"> => ({
  ...{ finishedAt, calls: {}, failBySeverity: { low: 0, medium: 0, high: 0, critical: 0 } },
  counts: { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 },
});

async function keepFindings(transaction: Transaction<Tables>, { header, findings }: RunReport, accounts: ReadonlySet<string>) {
  let rows: Parameters<typeof insert>[1][number][] = [];
  let position = 0;
  for await (const finding of findings()) {
    const { account } = finding.resource;
    if (!accounts.has(account)) continue;
    rows.push({
      ...{ run_id: header.id, account_id: account, position: position++, fingerprint: finding.fingerprint },
      ...{ status: finding.verdict.status, finding: JSON.stringify(finding) },
    });
    if (rows.length < batch) continue;
    await insert(transaction, rows);
    rows = [];
  }
  await insert(transaction, rows);
  return position;
}

interface Row {
  readonly run_id: string;
  readonly account_id: string;
  readonly position: number;
  readonly fingerprint: string;
  readonly status: string;
  readonly finding: string;
}
async function insert(transaction: Transaction<Tables>, rows: readonly Row[]): Promise<void> {
  if (rows.length > 0) await transaction.insertInto("run_findings").values(rows).execute();
}

/** The counts of one account's part. */
const recount = (transaction: Transaction<Tables>, { run, account }: { run: string; account: string }) =>
  sql`
    update finding_runs r set summary = jsonb_set(r.summary, '{counts}', (r.summary -> 'counts') || c.counts)
    from (
      select coalesce(jsonb_object_agg(status, n), '{}'::jsonb) as counts from (
        select status, count(*)::integer as n from run_findings where run_id = ${run} and account_id = ${account} group by status) s) c
    where r.run_id = ${run} and r.account_id = ${account}`.execute(transaction);
