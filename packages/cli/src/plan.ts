import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { toFinding, unseenVerdict } from "@plumbline/audit-kit/judge";
import { looksOf } from "@plumbline/audit-kit/look";
import type { CallsOf } from "@plumbline/audit-kit/planned-calls";
import { audit, type NamedResources, type Outcome, tagsAsked } from "@plumbline/audit-kit/run";
import type { Target } from "@plumbline/audit-kit/target";
import { rehearse } from "@plumbline/aws-session/rehearse";
import type { Session } from "@plumbline/aws-session/session";
import type { Plan, PlannedChange, Unplanned } from "@plumbline/finding-model/change";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { FailureKind } from "@plumbline/finding-model/failure";
import type { Finding } from "@plumbline/finding-model/finding";
import { compareFindings } from "@plumbline/finding-model/order";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import { changeIds } from "@plumbline/run-store/journal";
import { writerOf } from "./changing.ts";
import { chooseChecks, proveSettings } from "./choose-checks.ts";
import { readConfig } from "./config.ts";
import { warnExceptions } from "./exception-use.ts";
import { type Failing, failingIn, failingOf, populationOf } from "./failing.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { optionsOfRun } from "./of-run.ts";
import { newRunId, openSession } from "./open-session.ts";
import { sealPlan } from "./plan-file.ts";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "./prove-exceptions.ts";
import { openStores } from "./stores.ts";
import { findTargets, findTargetsOfRun, isOff, logLeft } from "./targets.ts";
import { tool } from "./version.ts";

export interface PlanOptions {
  readonly global: GlobalOptions;
  /** Plans for the failing findings of this finished run, or for these findings; for everything that fails now when both are left out. */
  readonly run?: string | undefined;
  readonly findings?: AsyncIterable<Finding> | undefined;
  readonly checks?: readonly string[] | undefined;
  readonly now?: Date | undefined;
}
export interface Planned {
  readonly plan: Plan;
  /** Findings that could not be judged when the plan was made; nothing is planned for them. */
  readonly unknown: readonly Finding[];
  /** Says that the run from which was planned had not seen everything; undefined when it had. */
  readonly incomplete: string | undefined;
}

/** Looks anew at what fails and says what would put it right. Writes nothing to AWS. */
export async function makePlan({ global: given, run, findings: told, checks, now }: PlanOptions, io: Io): Promise<Planned> {
  const config = await readConfig(given, io);
  const from: Failing | undefined = told ? await failingIn(told, given) : run === undefined ? undefined : await failingOf(run, given);
  const auditors = await chooseChecks(checks ?? from?.checks);
  proveSettings(auditors, config.settings);
  proveExceptions(config.exceptions);
  const global = from ? optionsOfRun(given, from.header) : given;
  const runId = newRunId(io);
  const evaluatedAt = now ?? from?.evaluatedAt ?? io.now();
  const exceptions = exceptionsAt(config.exceptions, evaluatedAt);
  warnExceptions(config.exceptions, evaluatedAt, makeLog(io, global));
  const session = await openSession(global, runId, io);
  try {
    const { partition } = session;
    const looks = looksOf(auditors, tagsAsked({ exceptions }));
    const where = await (from ? findTargetsOfRun(session, looks, from.header, config) : findTargets(session, looks, global, config));
    proveExceptionAccounts(config, where.knownAccounts);
    await proveExceptionRegions(config.exceptions, session, { writes: false });
    if (!from) logLeft(where, makeLog(io, global));
    const isNothing = isOff(where.targets);
    const { changes, unplanned, findings, cells } = await gatherPlans(
      audit({
        ...{ auditors, partition, knownAccounts: where.knownAccounts, settings: config.settings, now: evaluatedAt, plan: true },
        targets: from ? where.targets.map((target) => withRegions(target, from.only)) : where.targets,
        connect: (place) => session.connect(place),
        callsOf: callsBy(session),
        exceptions,
        changeIdOf: changeIds(await entriesOf((await openStores(given, io, async () => session)).journal)),
        ...(from ? { only: from.only } : {}),
      }),
      (finding) => finding.verdict.status === "unknown" && !isNothing(finding),
    );
    const plan = sealPlan({
      ...{ run: runId, tool, who: session.callerArn, partition, settings: config.settings, changes, unplanned },
      ...{ createdAt: io.now().toISOString(), evaluatedAt: evaluatedAt.toISOString() },
      ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
      knownAccounts: [...where.knownAccounts].sort(),
      accounts: where.targets.map(({ id, kind }) => ({ id, kind })),
      population: [...(from?.population ?? populationOf(cells))],
    });
    return {
      plan,
      incomplete: from?.incomplete,
      unknown: [...lostFindings(where.lost, auditors, { partition, only: from?.only }), ...findings],
    };
  } finally {
    session.close();
  }
}

/** Works out what a change would send to AWS: its writer runs where nothing is written. */
export const callsBy =
  (session: Session): CallsOf =>
  async ({ change: name, resource: { account, region }, before, after }, resource) => {
    const writer = await writerOf(name);
    if (!writer) return [];
    const { state } = writer.change;
    const { aws, calls } = rehearse(await session.connect({ account, region }));
    await writer.write(aws, resource, { from: state.parse(before), to: state.parse(after) });
    return [...calls()];
  };

/** The findings of accounts that could not even be asked for their regions: nobody knows how these checks stand. */
function lostFindings(
  lost: readonly Cell[],
  auditors: readonly Auditor[],
  { partition, only }: { partition: string; only: readonly NamedResources[] | undefined },
): Finding[] {
  return lost
    .filter((cell) => isGap(cell) && (only?.some((one) => one.account === cell.account && one.type === cell.type) ?? true))
    .flatMap(({ account, region, type, outcome, message = "" }) =>
      auditors
        .filter(({ subject }) => subject.type === type)
        .map((auditor) => {
          const failure = { kind: FailureKind.catch("failed").parse(outcome), message };
          const verdict = unseenVerdict({ aspect: "list", failure });
          return toFinding(auditor, partition, { account, region, type, id: "*" }, { verdict });
        }),
    );
}

/** All that an audit planned, its cells, and the findings to be kept, in the order of the reports, whatever the order of answers. */
export async function gatherPlans(outcomes: AsyncIterable<Outcome>, isKept: (finding: Finding) => boolean = () => true) {
  const changes: PlannedChange[][] = [];
  const unplanned: Unplanned[] = [];
  const findings: Finding[] = [];
  const cells: Cell[] = [];
  for await (const outcome of outcomes) {
    if (outcome.kind === "survey") cells.push(...outcome.cells);
    else {
      if (outcome.plan.changes.length > 0) changes.push([...outcome.plan.changes]);
      unplanned.push(...outcome.plan.unplanned);
      findings.push(...outcome.findings.filter(isKept));
    }
  }
  return {
    changes: changes.sort((a, b) => compareRefs(a[0]?.resource, b[0]?.resource)).flat(),
    unplanned: unplanned.sort((a, b) => compareRefs(a.resource, b.resource) || (a.check < b.check ? -1 : 1)),
    findings: findings.sort(compareFindings),
    cells,
  };
}

const keyOf = (ref: ResourceRef | undefined) => (ref ? [ref.account, ref.region, ref.type, ref.id].join("\u0000") : "");
const compareRefs = (a: ResourceRef | undefined, b: ResourceRef | undefined) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);

const withRegions = (target: Target, only: readonly NamedResources[]): Target => {
  const names = new Set([
    ...target.regions.map(({ name }) => name),
    ...only.filter(({ account }) => account === target.id).map(({ region }) => region),
  ]);
  return { ...target, regions: [...names].sort().map((name) => ({ name, required: true })) };
};
