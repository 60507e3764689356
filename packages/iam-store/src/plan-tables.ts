import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;
/** Written as text; read as what the JSON says. */
type Json = ColumnType<unknown, string, string>;

export interface PlanPartsTable {
  plan_hash: string;
  account_id: string;
  account_kind: string;
  account_count: number;
  run_id: string;
  created_at: Instant;
  evaluated_at: Instant;
  made_by: string;
  endpoint: string | null;
  changes: number;
  irreversible: number;
  unplanned: number;
  imported_by: string;
  imported_at: Instant;
}

export interface PlanChangesTable {
  plan_hash: string;
  account_id: string;
  position: number;
  fingerprint: string;
  change: Json;
}

export interface PlanUnplannedTable {
  plan_hash: string;
  account_id: string;
  position: number;
  fingerprint: string;
  entry: Json;
}

/** The plan as its file has it; seen by who acts for all of its accounts. */
export interface PlanFilesTable {
  plan_hash: string;
  account_ids: string[];
  document: string;
  imported_by: string;
  imported_at: Instant;
}

export interface PlanApprovalsTable {
  approval_id: Generated<string>;
  plan_hash: string;
  approver: string;
  at: Instant;
  expires: Instant;
  note: string | null;
}

export interface JournalEntriesTable {
  hash: string;
  account_id: string;
  /** Its number in the journal. */
  place: number;
  at: Instant;
  run_id: string;
  action: string;
  status: string;
  made_by: string;
  plan_hash: string | null;
  change_id: string;
  resource_type: string;
  resource_id: string;
  check_id: string;
  entry: Json;
  imported_at: Instant;
}

export interface PlanTables {
  plan_parts: PlanPartsTable;
  plan_changes: PlanChangesTable;
  plan_unplanned: PlanUnplannedTable;
  plan_files: PlanFilesTable;
  plan_approvals: PlanApprovalsTable;
  journal_entries: JournalEntriesTable;
}
