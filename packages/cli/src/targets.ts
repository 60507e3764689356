import { failureOf, type Look } from "@plumbline/audit-kit/look";
import type { Target } from "@plumbline/audit-kit/run";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { Cell } from "@plumbline/finding-model/coverage";
import { usageError } from "./command-error.ts";
import type { Config } from "./config.ts";
import type { GlobalOptions } from "./global-options.ts";

export interface Targets {
  readonly targets: readonly Target[];
  /** The ledger's cells of accounts whose regions could not even be asked for. */
  readonly lost: readonly Cell[];
  readonly knownAccounts: ReadonlySet<string>;
  /** Accounts that were left out, and why. */
  readonly left: readonly { readonly account: string; readonly reason: string }[];
}

/** Works out where to look: accounts named, of the organization, or the session's own; regions named, or all that each has enabled. */
export async function findTargets(
  session: Session,
  looks: readonly Pick<Look, "collector" | "aspects">[],
  options: GlobalOptions,
  config: Config,
): Promise<Targets> {
  const { members, left, organization } = await membersOf(session, options);
  const targets: Target[] = [];
  const lost: Cell[] = [];
  for (const member of members) {
    const base = {
      ...member,
      name: config.accounts[member.id]?.name ?? member.name,
      kind: config.accounts[member.id]?.kind ?? ("prod" as const),
      mainRegion: mainRegion(session.partition),
    };
    try {
      targets.push({ ...base, regions: await regionsOf(session, member.id, options) });
    } catch (error) {
      if (failureOf(error).code === "UnknownRegion") throw error;
      lost.push(...lostCells(member.id, looks, failureOf(error)));
    }
  }
  const named = config.knownAccounts.map(({ id }) => id);
  return {
    targets,
    lost,
    left,
    knownAccounts: new Set([...members.map(({ id }) => id), ...organization, ...named, session.callerAccount]),
  };
}

async function membersOf(session: Session, { accounts, org, ou }: GlobalOptions) {
  if (accounts && (org || ou.length > 0)) throw usageError("--accounts and --org can't go together", "leave one of them out");
  const found = await session.accounts();
  const left = [
    ...found.inactive.map(({ id, state }) => ({ account: id, reason: `it is ${state.toLowerCase().replaceAll("_", " ")}` })),
    ...found.excluded.map(({ id }) => ({ account: id, reason: "it is excluded" })),
  ];
  return { members: found.accounts, left, organization: found.knownAccounts };
}

async function regionsOf(session: Session, account: string, { regions }: GlobalOptions): Promise<Target["regions"]> {
  if (!regions.includes("all")) return regions.map((name) => ({ name, required: true }));
  return (await session.enabledRegions(account)).map((name) => ({ name, required: false }));
}

function lostCells(
  account: string,
  looks: readonly Pick<Look, "collector" | "aspects">[],
  { kind, message }: ReturnType<typeof failureOf>,
): Cell[] {
  return looks.flatMap(({ collector, aspects }) =>
    ["list", ...aspects.keys()].map((aspect) => ({
      ...{
        account,
        region: "*",
        type: collector.type,
        aspect,
        outcome: aspect === "list" ? kind : ("skipped" as const),
        message,
        required: true,
      },
      ...{ asked: 0, ok: 0, fetches: 0, failures: aspect === "list" ? { [kind]: 1 } : {} },
    })),
  );
}
