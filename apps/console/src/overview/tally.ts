import type { Looked } from "@plumbline/iam-model/snapshot";

/** What the rules of the overview count in one account. */
export interface Tally {
  readonly account: string;
  readonly name: string;
  readonly owner: string | null;
  readonly securityContact: string | null;
  readonly users: number;
  readonly passwords: number;
  readonly passwordsWithoutMfa: number;
  readonly usersWithOwnPolicies: number;
  readonly activeKeys: number;
  readonly keysOlderThan90: number;
  readonly keysOlderThan365: number;
  readonly keysUnused90: number;
  readonly roles: number;
  readonly rolesUnused180: number;
  readonly rolesOpenToAll: number;
  readonly rolesOfStrangers: number;
  readonly administrators: number;
  /** When the last review of it was closed; null for never. */
  readonly reviewedAt: Date | null;
  /** When the open review of it is due; null where none is open. */
  readonly reviewDueAt: Date | null;
  /** When the newest scan of it was judged, and whether it could look everywhere; null for never. */
  readonly scan: { readonly at: Date; readonly gaps: number } | null;
  /** Failing findings that no exception covers, of severity critical or high, and of the others. */
  readonly graveFindings: number;
  readonly otherFindings: number;
  readonly looked: readonly Looked[];
}
