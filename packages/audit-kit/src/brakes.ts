import type { ChangeStatus, PlannedChange } from "@plumbline/finding-model/change";

/** How much a run may change. Every limit is on by default; `maxPercent` is of the resources of a type in an account. */
export interface BrakeLimits {
  readonly maxChanges: number;
  readonly maxChangesPerAccount: number;
  readonly maxPercent: number;
  /** A run ends after so many changes that failed. */
  readonly stopAfter: number;
}
export const defaultLimits: BrakeLimits = { maxChanges: 200, maxChangesPerAccount: 100, maxPercent: 50, stopAfter: 3 };

/** How many resources of a type an account has, as far as a plan knows. */
export interface Population {
  readonly account: string;
  readonly type: string;
  readonly resources: number;
}

/** What a run has done so far; lives as long as the run, over many plans of a stream. */
export interface Spent {
  changes: number;
  readonly byAccount: Map<string, number>;
  failures: number;
  /** By kind of change: true once its first was verified, else why the others must wait. */
  readonly canaries: Map<string, true | string>;
}
export const nothingSpent = (): Spent => ({ changes: 0, byAccount: new Map(), failures: 0, canaries: new Map() });

// So few are looked through by hand; a percentage of them says nothing.
const alwaysAllowed = 5;

export interface Brakes {
  /** Why the whole plan is too much for one run; undefined when it is not. */
  readonly tooMuch: string | undefined;
  before(change: PlannedChange): string | undefined;
  after(applied: { readonly change: PlannedChange; readonly status: ChangeStatus; readonly reason?: string }): void;
}

/**
 * Limits what a run changes: so many in all, in one account, and of one type's resources; what is beyond a limit is not begun at all,
 * rather than a part of it that chance picked. The first change of each kind is the canary: unless it is verified, no other of its kind is
 * made. After `stopAfter` failures nothing more is made.
 */
export function brakesOn(
  changes: readonly PlannedChange[],
  limits: BrakeLimits,
  { population = [], spent = nothingSpent() }: { population?: readonly Population[]; spent?: Spent } = {},
): Brakes {
  const { maxChanges, maxChangesPerAccount, stopAfter } = limits;
  const total = spent.changes + changes.length;
  const tooMuch = total > maxChanges ? `${total} changes are more than the ${maxChanges} of --max-changes` : undefined;
  const perAccount = Map.groupBy(changes, ({ resource }) => resource.account);
  const beyond = new Map<string, string>();
  for (const [account, own] of perAccount) {
    const all = (spent.byAccount.get(account) ?? 0) + own.length;
    if (all > maxChangesPerAccount)
      beyond.set(account, `${all} changes in account ${account} are more than the ${maxChangesPerAccount} of --max-changes-per-account`);
  }
  const shares = sharesOf(changes, population, limits);
  return {
    tooMuch,
    before(change) {
      const { account, type } = change.resource;
      const canary = spent.canaries.get(change.change);
      if (spent.failures >= stopAfter) return `the run was stopped after ${spent.failures} failures (--stop-after)`;
      if (typeof canary === "string") return canary;
      return tooMuch ?? beyond.get(account) ?? shares.get(`${account} ${type}`);
    },
    after({ change, status }) {
      if (status === "refused" || status === "drifted") return;
      spent.changes++;
      spent.byAccount.set(change.resource.account, (spent.byAccount.get(change.resource.account) ?? 0) + 1);
      if (status === "failed") spent.failures++;
      if (spent.canaries.get(change.change) === true) return;
      spent.canaries.set(change.change, status === "verified" || canaryReason(change, status));
    },
  };
}

const canaryReason = ({ change, resource }: PlannedChange, status: ChangeStatus): string =>
  `the first ${change} of this run, on ${resource.id} in ${resource.account}/${resource.region}, is ${status}; the others wait until one is verified`;

/** The types of which a plan changes more than the share that is allowed. */
function sharesOf(changes: readonly PlannedChange[], population: readonly Population[], { maxPercent }: BrakeLimits) {
  const reasons = new Map<string, string>();
  const groups = Map.groupBy(changes, ({ resource: { account, type } }) => `${account} ${type}`);
  for (const { account, type, resources } of population) {
    const ids = new Set((groups.get(`${account} ${type}`) ?? []).map(({ resource }) => `${resource.region} ${resource.id}`));
    if (ids.size <= alwaysAllowed || ids.size * 100 <= maxPercent * resources) continue;
    const text = `${ids.size} of ${resources} resources of type ${type} in account ${account} are more than the ${maxPercent} % of --max-percent`;
    reasons.set(`${account} ${type}`, text);
  }
  return reasons;
}
