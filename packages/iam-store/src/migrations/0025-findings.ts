import { type Kysely, sql } from "kysely";
import { grant, guard } from "../row-security.ts";

const tables: Readonly<Record<string, string>> = {
  // A scan's part in one account: what was asked and how far it looked, without what it says of other accounts. Runs of one series are
  // compared: those of one partition, endpoint and benchmark.
  finding_runs: `
    run_id text not null,
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    series text not null,
    started_at timestamptz not null,
    evaluated_at timestamptz not null,
    header jsonb not null,
    summary jsonb not null,
    gaps integer not null,
    imported_by text not null,
    imported_at timestamptz not null,
    primary key (run_id, account_id)`,
  // In the order of the run's report.
  run_findings: `
    run_id text not null,
    account_id text not null,
    position integer not null,
    fingerprint text not null,
    status text not null check (status in ('pass', 'fail', 'not-applicable', 'unknown')),
    finding jsonb not null,
    primary key (run_id, account_id, position),
    foreign key (run_id, account_id) references finding_runs on delete cascade`,
  // What became of each finding that fails, or was last known to fail. severity_rank is 0 for critical.
  finding_states: `
    account_id text not null check (account_id ~ '^[0-9]{12}$'),
    series text not null,
    fingerprint text not null,
    state text not null check (state in ('new', 'reopened', 'open', 'not-looked', 'resolved', 'resource-gone')),
    severity_rank integer not null,
    check_id text not null,
    resource_id text not null,
    reason text,
    is_excepted boolean not null,
    run_id text not null,
    first_failed_at timestamptz,
    last_failed_at timestamptz,
    finding jsonb not null,
    primary key (account_id, series, fingerprint)`,
};

/** Findings of scans. Each import tells anew what became of them; people read them, and a collector alone writes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    await sql`create table ${sql.table(table)} (${sql.raw(columns)})`.execute(db);
    await guard(db, table, "account_id");
    const collector = "select, insert, update, delete";
    await grant(db, table, { reader: "select", reviewer: "select", admin: "select", collector });
  }
  await sql`create index run_findings_by_fingerprint on run_findings (account_id, fingerprint)`.execute(db);
  await sql`create index finding_states_in_order on finding_states (severity_rank, account_id, check_id, resource_id, series, fingerprint)`.execute(
    db,
  );
}
