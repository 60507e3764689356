import { callerOf, type OwnPrincipal } from "@plumbline/access-plans/own-principals";
import { typeOf } from "@plumbline/access-plans/parts";
import { type PlannedRevocations, planRevocations } from "@plumbline/access-plans/plan-revocations";
import type { Reviewed } from "@plumbline/access-plans/reviewed";
import type { Revocation } from "@plumbline/access-plans/revocation";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { defaultAccountRole } from "@plumbline/aws-session/options";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { Plan } from "@plumbline/finding-model/change";
import { readConfig } from "./config.ts";
import { warnExceptions } from "./exception-use.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { limitsOf, reasonOutside } from "./limits.ts";
import { makeLog } from "./log.ts";
import { newRunId, openSession } from "./open-session.ts";
import { callsBy } from "./plan.ts";
import { sealPlan } from "./plan-file.ts";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "./prove-exceptions.ts";
import { knownOf } from "./targets.ts";
import { tool } from "./version.ts";

export interface DecisionPlanOptions {
  readonly global: GlobalOptions;
  readonly revocations: readonly Revocation[];
  /** Deletes passwords in place of denying the console; it can't be undone. */
  readonly deleteLogin?: boolean | undefined;
  /** What a principal had when it was decided on. */
  reviewed?(revocation: Revocation): Reviewed | undefined;
  /** A sentence that is noted with every change. */
  readonly note?: string | undefined;
}
export interface DecisionPlan extends Pick<PlannedRevocations, "unknown" | "drifted" | "uncounted"> {
  readonly plan: Plan;
  /** Revocations in accounts that were not named. */
  readonly outside: readonly Revocation[];
}

/** Looks anew at whom decisions are about, and says what would take away what was revoked. Writes nothing to AWS. */
export async function makeDecisionPlan(
  { global, revocations, deleteLogin, reviewed, note }: DecisionPlanOptions,
  io: Io,
): Promise<DecisionPlan> {
  const config = await readConfig(global, io);
  proveExceptions(config.exceptions);
  const run = newRunId(io);
  const now = io.now();
  warnExceptions(config.exceptions, now, makeLog(io, global));
  const session = await openSession(global, run, io);
  try {
    const { partition, callerArn } = session;
    // Accounts of the inventory are known too, whoever is signed in.
    const decided = revocations.map(({ account }) => account);
    const knownAccounts = new Set([...(await session.accounts()).knownAccounts, ...knownOf(config), ...decided]);
    proveExceptionAccounts(config, knownAccounts);
    await proveExceptionRegions(config.exceptions, session, { writes: false });
    const { named, outside } = await narrowed(revocations, session, global);
    const kindOf = (account: string) => config.accounts[account]?.kind ?? "prod";
    const planned = await planRevocations(named, {
      ...{ partition, mainRegion: mainRegion(partition), connect: (place) => session.connect(place), callsOf: callsBy(session) },
      ...{ exceptions: exceptionsAt(config.exceptions, now), knownAccounts, now, kindOf, deleteLogin, own: ownOf(session, global) },
      ...{ note, ...(reviewed ? { reviewed } : {}) },
    });
    const { changes, unplanned, population, ...seen } = planned;
    const accounts = [...new Set(named.map(({ account }) => account))].sort();
    const plan = sealPlan({
      ...{ run, tool, who: callerArn, partition, settings: config.settings, createdAt: now.toISOString(), evaluatedAt: now.toISOString() },
      ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
      ...{ knownAccounts: [...knownAccounts].sort(), accounts: accounts.map((id) => ({ id, kind: kindOf(id) })) },
      ...{ population: [...population], changes: [...changes], unplanned: [...unplanned] },
    });
    return { plan, outside, ...seen };
  } finally {
    session.close();
  }
}

/** Whoever names accounts expects no plan for others. */
async function narrowed(revocations: readonly Revocation[], session: Session, global: GlobalOptions) {
  const { accounts } = await limitsOf(session, global);
  const [named, outside]: [Revocation[], Revocation[]] = [[], []];
  for (const revocation of revocations) {
    const place = { account: revocation.account, region: mainRegion(session.partition), type: typeOf(revocation) };
    const reason = await reasonOutside(place, { accounts, regions: undefined });
    (reason === undefined ? named : outside).push(revocation);
  }
  return { named, outside };
}

/** By whom this run works, and the runs that undo it will: the caller, the roles on its way, and the role in every account. */
function ownOf({ callerArn }: Session, { roleArn, accountRole = defaultAccountRole }: GlobalOptions): OwnPrincipal[] {
  const roles = [accountRole, ...roleArn].map((named) => named.slice(named.lastIndexOf("/") + 1));
  return [...callerOf(callerArn), ...roles.map((name) => ({ type: "iam_role" as const, name }))];
}
