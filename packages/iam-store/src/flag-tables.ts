import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;

/** A mark on a principal or an account. */
export interface FlagsTable {
  flag_id: Generated<string>;
  account_id: string;
  kind: string;
  record_id: string;
  name: string;
  number: number;
  reason: string;
  flagged_by: string;
  flagged_at: Instant;
}

/** The end of a mark. */
export interface UnflagsTable {
  flag_id: string;
  account_id: string;
  reason: string;
  unflagged_by: string;
  unflagged_at: Instant;
}

export interface FlagTables {
  flags: FlagsTable;
  unflags: UnflagsTable;
}
