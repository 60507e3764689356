import { Finding, isExcepted } from "@plumbline/finding-model/finding";
import { type Lifecycle, lifecycle } from "@plumbline/finding-model/lifecycle";
import { severityRank } from "@plumbline/finding-model/resource";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";

/** Runs before the last one that are read for what was reopened, or could not be looked at since. */
const history = 10;
const batch = 500;

interface Of {
  readonly account: string;
  readonly series: string;
}

/** Tells anew what became of each finding of an account, by its newest run and those before. */
export async function tellStates(transaction: Transaction<Tables>, { account, series }: Of): Promise<void> {
  const rows = await transaction
    .selectFrom("finding_runs")
    .select(["run_id", "header", "summary"])
    .where("account_id", "=", account)
    .where("series", "=", series)
    .orderBy("started_at", "desc")
    .orderBy("run_id", "desc")
    .limit(history + 1)
    .execute();
  await transaction.deleteFrom("finding_states").where("account_id", "=", account).where("series", "=", series).execute();
  const [later, ...earlier] = rows.map(({ run_id, header, summary }): RunReport => {
    const parsed = { header: RunHeader.parse(header), summary: RunSummary.parse(summary) };
    return { ...parsed, findings: () => findingsOf(transaction, { run: run_id, account }) };
  });
  if (!later) return;
  let made: Lifecycle[] = [];
  for await (const one of lifecycle({ later, earlier })) {
    made.push(one);
    if (made.length < batch) continue;
    await keep(transaction, { account, series }, made, later.header.id);
    made = [];
  }
  await keep(transaction, { account, series }, made, later.header.id);
  await sql`
    update finding_states s set first_failed_at = f.first_at, last_failed_at = f.last_at
    from (
      select x.fingerprint, min(r.evaluated_at) as first_at, max(r.evaluated_at) as last_at
      from run_findings x join finding_runs r using (run_id, account_id)
      where x.account_id = ${account} and r.series = ${series} and x.status = 'fail' group by x.fingerprint) f
    where s.account_id = ${account} and s.series = ${series} and s.fingerprint = f.fingerprint`.execute(transaction);
}

async function keep(transaction: Transaction<Tables>, { account, series }: Of, made: readonly Lifecycle[], run: string): Promise<void> {
  if (made.length === 0) return;
  await transaction
    .insertInto("finding_states")
    .values(
      made.map(({ state, finding, reason }) => ({
        ...{ account_id: account, series, fingerprint: finding.fingerprint, state, run_id: run, reason: reason ?? null },
        ...{ severity_rank: 3 - severityRank[finding.severity], check_id: finding.check, resource_id: finding.resource.id },
        ...{ is_excepted: isExcepted(finding), first_failed_at: null, last_failed_at: null, finding: JSON.stringify(finding) },
      })),
    )
    .execute();
}

/** A run's findings of an account in their order, page by page: several runs are read side by side. */
async function* findingsOf(transaction: Transaction<Tables>, { run, account }: { run: string; account: string }): AsyncGenerator<Finding> {
  for (let after = -1; ; ) {
    const rows = await transaction
      .selectFrom("run_findings")
      .select(["position", "finding"])
      .where("run_id", "=", run)
      .where("account_id", "=", account)
      .where("position", ">", after)
      .orderBy("position")
      .limit(batch)
      .execute();
    for (const { finding } of rows) yield Finding.parse(finding);
    const last = rows.at(-1);
    if (!last || rows.length < batch) return;
    after = last.position;
  }
}
