import type { ColumnType, Generated } from "kysely";
import type { FindingTables } from "./finding-tables.ts";
import type { FlagTables } from "./flag-tables.ts";
import type { PlanTables } from "./plan-tables.ts";
import type { ReviewTables } from "./review-tables.ts";

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
  /** The user, group or role that it is of, from `facts`; null for what is of none. */
  principal_id: ColumnType<string | null, never, never>;
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
  /** Organizations or instances of Identity Center of which all was told; null where nobody looked. */
  told: readonly string[] | null;
  /** Those that were seen and could not be read; null where nobody looked for them. */
  unread: readonly string[] | null;
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

/** Files that hold versions which the database no longer has. `archive_id` is the SHA-256 of the manifest. */
export interface ArchivesTable {
  archive_id: string;
  until: Instant;
  versions: string | number;
  made_at: Instant;
  restored_at: MaybeInstant;
}

export interface Tables extends ReviewTables, FlagTables, FindingTables, PlanTables {
  records: RecordsTable;
  versions: VersionsTable;
  listings: ListingsTable;
  cells: CellsTable;
  aws_cross_account_roles: CrossAccountRolesTable;
  accounts: AccountsTable;
  archives: ArchivesTable;
  console_sign_ins: ConsoleSignInsTable;
  console_sessions: ConsoleSessionsTable;
  console_grants: ConsoleGrantsTable;
  console_audit: ConsoleAuditTable;
  account_costs: AccountCostsTable;
  cost_requests: CostRequestsTable;
}

/** A sign-in under way: between the page that began it and the provider's answer. */
export interface ConsoleSignInsTable {
  /** SHA-256 of the cookie, in hex. */
  id_hash: string;
  state: string;
  nonce: string;
  verifier: string;
  return_to: string;
  expires_at: Instant;
}

/** Somebody who is signed in to the console. */
export interface ConsoleSessionsTable {
  /** SHA-256 of the cookie, in hex. */
  id_hash: string;
  subject: string;
  name: string;
  /** A list of names. */
  groups: Json;
  /** Under which names the person is known besides: `proven` and `claimed`. */
  names: Json;
  via: "oidc" | "dev";
  created_at: Instant;
  seen_at: Instant;
  expires_at: Instant;
  /** What the provider is shown at signing out, encrypted with a key that follows from the cookie; null for the development login. */
  id_token: string | null;
}

/** What a subject, or everyone of a group, may do with an account, or with all (`*`). */
export interface ConsoleGrantsTable {
  grant_id: Generated<string>;
  principal_kind: "subject" | "group";
  principal: string;
  role: "reader" | "reviewer" | "admin";
  account_id: string;
  granted_by: string;
  granted_at: Instant;
  revoked_by: string | null;
  revoked_at: MaybeInstant;
}

/** What an account costs in the month that begins on a day. */
export interface AccountCostsTable {
  account_id: string;
  month: ColumnType<Date, string, string>;
  payer: string;
  /** As Cost Explorer has it, with all its digits. */
  amount: string;
  currency: string;
  asked_at: Instant;
}

/** That Cost Explorer was asked for a payer on a day (UTC), and why it did not answer. */
export interface CostRequestsTable {
  payer: string;
  day: ColumnType<Date, string, string>;
  asked_at: Instant;
  failure: string | null;
}

/** Who did, or tried, what on what, when, and how it ended. */
export interface ConsoleAuditTable {
  audit_id: Generated<string>;
  at: Instant;
  request_id: string;
  subject: string;
  action: string;
  target: string;
  /** Empty for what is about no account. */
  account_id: string;
  outcome: "done" | "refused" | "failed";
  detail: string;
  address: string;
}
