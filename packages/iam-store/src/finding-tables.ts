import type { ColumnType, GeneratedAlways } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;
type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Written as text; read as what the JSON says. */
type Json = ColumnType<unknown, string, string>;

export interface FindingRunsTable {
  run_id: string;
  account_id: string;
  /** Runs of one series are compared. */
  series: string;
  started_at: Instant;
  evaluated_at: Instant;
  header: Json;
  summary: Json;
  gaps: number;
  imported_by: string;
  imported_at: Instant;
  /** How many controls of the run's benchmark have which answer; null for a run without one. */
  controls: ColumnType<unknown, string | null | undefined, string | null>;
}

export interface RunFindingsTable {
  run_id: string;
  account_id: string;
  position: number;
  fingerprint: string;
  status: string;
  finding: Json;
  /** Without the settings that a benchmark asks it with. */
  check_id: GeneratedAlways<string>;
}

/** What became of each finding. `severity_rank` is 0 for critical. */
export interface FindingStatesTable {
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
  first_failed_at: MaybeInstant;
  last_failed_at: MaybeInstant;
  finding: Json;
}

export interface FindingTables {
  finding_runs: FindingRunsTable;
  run_findings: RunFindingsTable;
  finding_states: FindingStatesTable;
}
