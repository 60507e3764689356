import type { Aws } from "@plumbline/audit-kit/define";

/**
 * A finding that a made resource must give, from so many days after it was made; `subKey` when the check judges parts. `when` names what
 * the configuration must say: that the tag `owner` is required, or that the account is a dev account.
 */
export interface Expected {
  readonly check: string;
  readonly fromDays: number;
  readonly subKey?: string;
  readonly when?: "owner-tag-required" | "dev-account";
}
/** A resource that was made; `region` when it is not where the recipe ran. */
export interface Made {
  readonly type: string;
  readonly id: string;
  readonly region?: string;
  readonly fails: readonly Expected[];
}
/** What a recipe is told beside the place: fixed instants and texts come in, so that a run can be repeated. */
export interface Kitchen {
  readonly aws: Aws;
  /** A short text that makes names unique where AWS wants that over all accounts, such as for buckets. */
  readonly suffix: string;
  sleep(milliseconds: number): Promise<void>;
}
/**
 * Makes one kind of misconfigured resource, harmless by itself, and removes it. Names are fixed (`misconfiguration_maker...`, with
 * hyphens where AWS refuses underscores) or the tag `Name` says so, so that `destroy` finds all that any earlier run made.
 */
export interface Recipe {
  readonly name: string;
  readonly scope: "global" | "regional";
  /** In US dollars a month, list price, for one region; 0 when AWS asks nothing. */
  readonly dollarsPerMonth: number;
  /** What is bad about it, and why it does no harm. */
  readonly danger: string;
  make(kitchen: Kitchen): Promise<readonly Made[]>;
  /** Removes what `make` made, also what only an interrupted run made; answers the ids. */
  destroy(kitchen: Kitchen): Promise<readonly string[]>;
}

export const underscored = "misconfiguration_maker";
export const hyphened = "misconfiguration-maker";
/** An account that does not exist, with which things are shared; the seed's system took it too. */
export const stranger = "000000000000";
/** What a resource gives that has no tag `owner`, where the configuration requires that tag. */
export const lacksOwnerTag = (type: string): Expected => ({ check: `${type}/required-tags`, fromDays: 0, when: "owner-tag-required" });

/** The tag of everything that takes one. */
export const nameTag = { Key: "Name", Value: underscored } as const;
