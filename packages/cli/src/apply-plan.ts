import { type Applied, applyChanges, isSuccess } from "@plumbline/audit-kit/apply";
import { type BrakeLimits, brakesOn, defaultLimits, type Spent } from "@plumbline/audit-kit/brakes";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import type { Session } from "@plumbline/aws-session/session";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import { type ApprovalRule, approversOf } from "./approvals.ts";
import { openChanging } from "./changing.ts";
import { CommandError } from "./command-error.ts";
import { readConfig } from "./config.ts";
import { warnExceptions } from "./exception-use.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import { withGrace } from "./grace.ts";
import type { InUse } from "./in-use.ts";
import { reasonInUse } from "./in-use.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { openGrace } from "./open-grace.ts";
import { isLoopback } from "./open-session.ts";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "./prove-exceptions.ts";
import { exceptedText } from "./reaudit.ts";

export interface ApplyPlanOptions {
  readonly global: GlobalOptions;
  readonly allowIrreversible: boolean;
  readonly now?: Date | undefined;
  /** The defaults when left out. */
  readonly limits?: BrakeLimits | undefined;
  readonly inUse?: InUse | undefined;
  readonly approval?: Partial<ApprovalRule> | undefined;
  /** What a run of many plans has done so far. What is too much is then refused change by change, instead of the plan as a whole. */
  readonly spent?: Spent | undefined;
}

/** Makes the changes of a plan. The caller has asked the user; every change is journaled below `--output`. An opened session stays open. */
export async function* applyPlan(plan: Plan, options: ApplyPlanOptions, io: Io, opened?: Session): AsyncGenerator<Applied> {
  const { global, limits = defaultLimits, spent } = options;
  proveClock(plan, global);
  const config = await readConfig(global, io);
  proveExceptions(config.exceptions);
  const approvers = await approversOf(plan, { ...config.approval, ...options.approval }, io);
  // An exception that holds at either instant is obeyed.
  const evaluatedAt = new Date(plan.evaluatedAt);
  const instant = options.now ?? (evaluatedAt < io.now() ? evaluatedAt : io.now());
  if (!opened) warnExceptions(config.exceptions, instant, makeLog(io, global));
  const exceptions = exceptionsAt(config.exceptions, instant);
  const judgingOf = async (session: Session) => {
    proveExceptionAccounts(config, [...(await session.accounts()).knownAccounts, ...plan.knownAccounts]);
    await proveExceptionRegions(config.exceptions, session, { writes: true });
    return plan;
  };
  const changing = await openChanging({ ...options, exceptions }, judgingOf, io, opened);
  try {
    const outside = await changing.outside(plan.changes);
    const now = () => options.now ?? io.now();
    const grace = await openGrace(config, global, io, { run: plan.run, session: changing.session, now });
    const making = grace ? withGrace(changing.options, grace) : changing.options;
    const refuse = (change: PlannedChange) =>
      outside.get(change) ?? exceptedText(exceptions.markOf(change)) ?? reasonInUse(change, now(), options.inUse);
    const isWanted = (change: PlannedChange) =>
      refuse(change) === undefined && (change.undo.kind !== "impossible" || options.allowIrreversible);
    const brakes = brakesOn(plan.changes.filter(isWanted), limits, { population: plan.population, ...(spent ? { spent } : {}) });
    if (brakes.tooMuch !== undefined && !spent) throw tooMuch(brakes.tooMuch);
    const approver = approvers.length > 0 ? { approver: approvers.join(", ") } : {};
    yield* applyChanges(plan.changes, { ...making, ...approver, plan: plan.hash, refuse, brakes });
  } finally {
    changing.close();
  }
}

const tooMuch = (reason: string): CommandError =>
  new CommandError(`nothing was written: ${reason}`, {
    exitCode: exitCodes.refused,
    hint: "plan for less with --checks, --accounts or --regions, or raise the limit",
  });

function proveClock({ evaluatedAt, createdAt }: Plan, { endpointUrl }: GlobalOptions): void {
  if (evaluatedAt <= createdAt || isLoopback(endpointUrl)) return;
  throw new CommandError(`the plan was judged as of ${evaluatedAt}, which was to come when it was made`, {
    exitCode: exitCodes.refused,
    hint: "make the plan again without --now",
  });
}

/** 4 when a change was refused, drifted, failed, or is not verified yet. */
export const exitCodeOfChanges = (applied: readonly Applied[]): ExitCode =>
  applied.every(isSuccess) ? exitCodes.clean : exitCodes.refused;
