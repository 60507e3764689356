import { failureOf, type Look } from "@plumbline/audit-kit/look";
import type { Target } from "@plumbline/audit-kit/target";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import { usageError } from "./command-error.ts";
import type { Config } from "./config.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Log } from "./log.ts";
import { proveRegions } from "./prove-regions.ts";

export interface Targets {
  readonly targets: readonly Target[];
  /** The ledger's cells of what is not looked at: accounts whose regions could not be asked for, regions that are off, accounts left out. */
  readonly lost: readonly Cell[];
  readonly knownAccounts: ReadonlySet<string>;
  /** Accounts that were left out, and why. */
  readonly left: readonly { readonly account: string; readonly reason: string }[];
}

type Looks = readonly Pick<Look, "collector" | "aspects">[];
interface Asked {
  readonly id: string;
  readonly name?: string | undefined;
  /** Undefined for all that the account has enabled. */
  readonly regions: Target["regions"] | undefined;
}

/** Works out where to look: accounts named, of the organization, or the session's own; regions named, or all that each has enabled. */
export async function findTargets(session: Session, looks: Looks, { regions }: GlobalOptions, config: Config): Promise<Targets> {
  const { accounts, inactive, excluded, knownAccounts } = await session.accounts();
  if (accounts.length === 0)
    throw usageError(
      "no account is left to look at",
      "the organization has no other active account below what was named; leave fewer out with --exclude-account, or name --accounts",
    );
  const named = regions.includes("all") ? undefined : [...new Set(regions)].map((name) => ({ name, required: true }));
  // When AWS can't be asked they pass: the ledger tells then what could not be seen.
  if (named) await proveRegions(session, regions, { says: (region) => `--regions: there is no region ${region}` });
  const asked = accounts.map(({ id, name }) => ({ id, name, regions: named }));
  const left = [
    ...inactive.map(({ id, state }) => ({ account: id, reason: `it is ${state.toLowerCase().replaceAll("_", " ")}` })),
    ...excluded.map(({ id }) => ({ account: id, reason: "it is excluded" })),
  ];
  const { targets, lost } = await resolveTargets(session, looks, asked, config);
  return {
    targets,
    lost: [...lost, ...left.map(({ account, reason }) => wholeCell({ account, region: "*" }, "skipped", reason))],
    knownAccounts: new Set([...knownAccounts, ...knownOf(config)]),
    left,
  };
}

/** Where a run looked, as its header tells; only the accounts whose regions could not be asked for then are asked again. */
export async function findTargetsOfRun(
  session: Session,
  looks: Looks,
  header: Pick<RunHeader, "accounts" | "regionsAsked" | "knownAccounts">,
  config: Config,
): Promise<Targets> {
  const required = !header.regionsAsked.includes("all");
  const asked = header.accounts.map(({ id, name, regions }) => ({
    id,
    name,
    regions: regions.length === 0 ? undefined : regions.map((region) => ({ name: region, required })),
  }));
  return {
    ...(await resolveTargets(session, looks, asked, config)),
    knownAccounts: new Set([...header.knownAccounts, ...header.accounts.map(({ id }) => id), session.callerAccount, ...knownOf(config)]),
    left: [],
  };
}

/** The accounts that the configuration names. */
export const knownOf = ({ accounts, knownAccounts }: Pick<Config, "accounts" | "knownAccounts">): string[] => [
  ...Object.keys(accounts),
  ...knownAccounts.map(({ id }) => id),
];

async function resolveTargets(session: Session, looks: Looks, asked: readonly Asked[], config: Config) {
  const targets: Target[] = [];
  const lost: Cell[] = [];
  for (const { id, name, regions } of asked) {
    const base = {
      id,
      name: config.accounts[id]?.name ?? name,
      kind: config.accounts[id]?.kind ?? ("prod" as const),
      mainRegion: mainRegion(session.partition),
    };
    try {
      if (regions) {
        targets.push({ ...base, regions });
        continue;
      }
      const { enabled, disabled } = await session.regions(id);
      targets.push({ ...base, regions: enabled.map((region) => ({ name: region, required: false })) });
      lost.push(...disabled.map((region) => wholeCell({ account: id, region }, "region-disabled", "the account has not enabled it")));
    } catch (error) {
      lost.push(...lostCells(id, looks, failureOf(error)));
    }
  }
  return { targets, lost };
}

/** One cell for all types of a place where nothing is asked. */
const wholeCell = (place: { account: string; region: string }, outcome: "skipped" | "region-disabled", message: string): Cell => ({
  ...{ ...place, type: "*", aspect: "list", outcome, message, required: false },
  ...{ asked: 0, ok: 0, fetches: 0, failures: {} },
});

/** The cells of an account whose regions could not be asked for; one for all types when nothing in particular is looked for. */
function lostCells(account: string, looks: Looks, { kind, message }: ReturnType<typeof failureOf>): Cell[] {
  const lost =
    looks.length === 0
      ? [{ type: "*", aspect: "list" }]
      : looks.flatMap(({ collector: { type }, aspects }) => ["list", ...aspects.keys()].map((aspect) => ({ type, aspect })));
  return lost.map(({ type, aspect }) => ({
    ...{ account, region: "*", type, aspect, outcome: aspect === "list" ? kind : ("skipped" as const), message, required: true },
    ...{ asked: 0, ok: 0, fetches: 0, failures: aspect === "list" ? { [kind]: 1 } : {} },
  }));
}

/** Tells whether a region was asked of AWS and not named by anybody: that it is off is no gap then. */
export const isUnnamed = (targets: readonly Target[], place: { readonly account: string; readonly region: string }): boolean =>
  targets.find(({ id }) => id === place.account)?.regions.find(({ name }) => name === place.region)?.required === false;

/** Tells whether a finding only says that such a region is off: there is nothing to judge. */
export const isOff =
  (targets: readonly Target[]) =>
  ({ resource, verdict }: Finding): boolean =>
    verdict.status === "unknown" && verdict.cause === "region-disabled" && isUnnamed(targets, resource);

/** Says which accounts are left out. */
export function logLeft({ left }: Targets, log: Log): void {
  for (const { account, reason } of left) log("info", `account ${account} is left out: ${reason}`, { account });
}
