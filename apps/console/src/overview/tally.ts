import type { Looked } from "@plumbline/iam-model/snapshot";

/** What the newest scan that asked a check found in one account. */
export interface CheckLook {
  readonly at: Date;
  readonly passed: number;
  /** Without those that an exception covers. */
  readonly failed: number;
  /** Whether something of it could not be looked at. */
  readonly isPartial: boolean;
}

/** What the newest scan by a benchmark answered in one account: how many controls `pass`, `fail`, and so on. */
export interface BenchmarkLook {
  readonly title: string;
  readonly at: Date;
  readonly counts: Readonly<Record<string, number>>;
}

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
  /** By check, such as `region/guardduty-enabled`; what no scan asked is left out. */
  readonly checks: ReadonlyMap<string, CheckLook>;
  /** Null where no scan was by a benchmark. */
  readonly benchmark: BenchmarkLook | null;
  readonly looked: readonly Looked[];
}
