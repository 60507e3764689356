import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;
type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Written as text; read as what the JSON says. */
type Json = ColumnType<unknown, string, string>;

/** A thing that a listing told of: when first, when last, and when it was gone. */
export interface RecordsTable {
  listing: string;
  kind: string;
  record_id: string;
  account_id: string;
  first_seen_at: Instant;
  last_seen_at: Instant;
  deleted_at: MaybeInstant;
}

/** What a thing was like from `valid_from` until `valid_to`, which is null for what holds. */
export interface VersionsTable {
  version_id: Generated<string>;
  listing: string;
  kind: string;
  record_id: string;
  account_id: string;
  name: string;
  arn: string | null;
  created_at: MaybeInstant;
  updated_at: MaybeInstant;
  hash: string;
  facts: Json;
  valid_from: Instant;
  valid_to: MaybeInstant;
}

/** Which run last began each listing; a later run takes it over. */
export interface ListingsTable {
  listing: string;
  account_id: string;
  run_id: string;
  at: Instant;
}

/** How far each run looked: one row for each listing and kind. */
export interface CellsTable {
  run_id: string;
  listing: string;
  kind: string;
  account_id: string;
  outcome: string;
  message: string | null;
  seen: number;
  added: number;
  changed: number;
  ended: number;
  at: Instant;
}

export interface CrossAccountRolesTable {
  aws_account_id: string;
  role_arn: string;
  external_id: string | null;
  working: boolean | null;
  failure: string | null;
  insert_ts: Generated<Date>;
  last_used_ts: MaybeInstant;
}

/** What people know of an account and AWS does not tell. */
export interface AccountsTable {
  account_id: string;
  name: string;
  business_unit: string | null;
  owner: string | null;
  support_team: string | null;
  security_contact: string | null;
  updated_at: Instant;
}

export interface Tables {
  records: RecordsTable;
  versions: VersionsTable;
  listings: ListingsTable;
  cells: CellsTable;
  aws_cross_account_roles: CrossAccountRolesTable;
  accounts: AccountsTable;
}
