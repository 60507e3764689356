import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;
type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Written as text; read as what the JSON says. */
type Json = ColumnType<unknown, string, string>;

export interface CampaignsTable {
  campaign_id: string;
  name: string;
  state: "open" | "closed";
  opens_at: Instant;
  due_at: Instant;
  snapshot_at: Instant;
  kinds: Json;
  account_count: number;
  default_reviewer: string;
  settings: Json;
  carried_over_from: string | null;
  accepted_incomplete: boolean;
  opened_by: string;
  opened_at: Instant;
  closed_by: string | null;
  closed_at: MaybeInstant;
}

/** `opening` and `closing` are how each kind was looked at, and the gaps; `head` is the last decision's hash. */
export interface ReviewAccountsTable {
  campaign_id: string;
  account_id: string;
  name: string;
  business_unit: string | null;
  owner: string | null;
  owner_mail: string | null;
  opening: Json;
  closing: ColumnType<unknown, string | null | undefined, string>;
  decisions: Generated<number>;
  head: string;
}

export interface ReviewDocumentsTable {
  campaign_id: string;
  account_id: string;
  sha256: string;
  document: Json;
}

export interface ReviewItemsTable {
  campaign_id: string;
  account_id: string;
  item_id: string;
  kind: string;
  record_id: string;
  principal_id: string;
  principal_name: string;
  arn: string | null;
  via: string | null;
  business_unit: string | null;
  opening_hash: string;
  opening_permissions: Json;
  permission_hash: string;
  permissions: Json;
  is_privileged: boolean;
  privileged_because: Json;
  reviewer: string;
  reviewer_mail: string | null;
  routed_by: string;
  own_names: Json;
  changed_at: MaybeInstant;
  gone_at: MaybeInstant;
  escalated_to: string | null;
  escalated_mail: string | null;
  escalated_at: MaybeInstant;
  decided_permissions: Json | null;
  holds_more: boolean | null;
}

export interface ReviewDecisionsTable {
  campaign_id: string;
  account_id: string;
  seq: number;
  item_id: string;
  permission_hash: string;
  verdict: "keep" | "revoke";
  what: string | null;
  reason: string;
  decided_by: string;
  at: Instant;
  carried_from: ColumnType<unknown, string | null | undefined, string | null>;
  previous: string;
  hash: string;
}

/** Of a decision, by its hash: other names of who decided. */
export interface ReviewDecidersTable {
  campaign_id: string;
  account_id: string;
  hash: string;
  names: string[];
}

export interface ReviewRostersTable {
  campaign_id: string;
  account_id: string;
  item_id: string;
  kind: string;
  record_id: string;
  principal_id: string;
  principal_name: string;
  arn: string | null;
  via: string | null;
  permission_hash: string;
  permissions: Json;
  is_privileged: boolean;
  privileged_because: Json;
}

export interface ReviewRemindersTable {
  campaign_id: string;
  account_id: string;
  reviewer: string;
  day: string;
  begun_at: Instant;
  sent_at: MaybeInstant;
}

export interface ReviewOutcomesTable {
  outcome_id: Generated<string>;
  campaign_id: string;
  account_id: string;
  item_id: string;
  plan_hash: string;
  outcome: string;
  noted_by: string;
  at: Instant;
}

export interface ReviewTables {
  campaigns: CampaignsTable;
  review_accounts: ReviewAccountsTable;
  review_documents: ReviewDocumentsTable;
  review_items: ReviewItemsTable;
  review_decisions: ReviewDecisionsTable;
  review_deciders: ReviewDecidersTable;
  review_rosters: ReviewRostersTable;
  review_reminders: ReviewRemindersTable;
  review_outcomes: ReviewOutcomesTable;
}
