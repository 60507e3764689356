import { resolve } from "node:path";
import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { toFinding, unseenVerdict } from "@plumbline/audit-kit/judge";
import { looksOf } from "@plumbline/audit-kit/look";
import { audit, type NamedResources, type Outcome, tagsAsked } from "@plumbline/audit-kit/run";
import type { Target } from "@plumbline/audit-kit/target";
import { type Plan, type PlannedChange, Plan as PlanSchema, type Unplanned } from "@plumbline/finding-model/change";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { FailureKind } from "@plumbline/finding-model/failure";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { changeIds, readJournal } from "@plumbline/run-store/journal";
import { compareFindings } from "@plumbline/run-store/order";
import { readRun } from "@plumbline/run-store/read-run";
import { writeFile } from "@plumbline/run-store/write";
import { chooseChecks, proveSettings } from "./choose-checks.ts";
import { readConfig } from "./config.ts";
import { warnExceptions } from "./exception-use.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { isCellNamed, narrowRun, reasonOutside } from "./limits.ts";
import { makeLog } from "./log.ts";
import { optionsOfRun, proveSameEndpoint } from "./of-run.ts";
import { newRunId, openSession } from "./open-session.ts";
import { proveExceptionAccounts, proveExceptions } from "./prove-exceptions.ts";
import { journalPath, outputFolder } from "./scan.ts";
import { findTargets, findTargetsOfRun, isOff, logLeft } from "./targets.ts";
import { tool } from "./version.ts";

export interface PlanOptions {
  readonly global: GlobalOptions;
  /** Plans for the failing findings of this finished run; for everything that fails now when left out. */
  readonly run?: string | undefined;
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
export async function makePlan({ global: given, run, checks, now }: PlanOptions, io: Io): Promise<Planned> {
  const config = await readConfig(given, io);
  const from = run === undefined ? undefined : await failingOf(run, given);
  const auditors = await chooseChecks(checks ?? from?.checks);
  proveSettings(auditors, config.settings);
  proveExceptions(config.exceptions);
  const global = from ? optionsOfRun(given, from.header) : given;
  const runId = newRunId(io);
  const evaluatedAt = now ?? (from ? new Date(from.header.evaluatedAt) : io.now());
  const exceptions = exceptionsAt(config.exceptions, evaluatedAt);
  warnExceptions(config.exceptions, evaluatedAt, makeLog(io, global));
  const session = await openSession(global, runId, io);
  try {
    const { partition } = session;
    const looks = looksOf(auditors, tagsAsked({ exceptions }));
    const where = await (from ? findTargetsOfRun(session, looks, from.header, config) : findTargets(session, looks, global, config));
    proveExceptionAccounts(config, where.knownAccounts);
    if (!from) logLeft(where, makeLog(io, global));
    const isNothing = isOff(where.targets);
    const { changes, unplanned, findings } = await gatherPlans(
      audit({
        ...{ auditors, partition, knownAccounts: where.knownAccounts, settings: config.settings, now: evaluatedAt, plan: true },
        targets: from ? where.targets.map((target) => withRegions(target, from.only)) : where.targets,
        connect: (place) => session.connect(place),
        exceptions,
        changeIdOf: changeIds(await readJournal(journalPath(outputFolder(global, io)))),
        ...(from ? { only: from.only } : {}),
      }),
      (finding) => finding.verdict.status === "unknown" && !isNothing(finding),
    );
    const plan = PlanSchema.parse({
      ...{ version: 1, run: runId, tool, partition, settings: config.settings, changes, unplanned },
      ...{ createdAt: io.now().toISOString(), evaluatedAt: evaluatedAt.toISOString() },
      ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
      knownAccounts: [...where.knownAccounts].sort(),
      accounts: where.targets.map(({ id, kind }) => ({ id, kind })),
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

async function failingOf(folder: string, options: GlobalOptions) {
  const { header: whole, summary, findings } = await readRun(folder);
  proveSameEndpoint(whole, options);
  const header = narrowRun(whole, options);
  const limits = { accounts: header.accounts.map(({ id }) => id), regions: options.regions.includes("all") ? undefined : options.regions };
  const named = new Map<string, NamedResources & { ids: string[] }>();
  const checks = new Set<string>();
  let unseen = 0;
  for await (const finding of findings()) {
    const { check, verdict, resource } = finding;
    if (verdict.status === "unknown" && (await isCellNamed(resource, limits))) unseen++;
    if (verdict.status !== "fail" || isExcepted(finding) || (await reasonOutside(resource, limits)) !== undefined) continue;
    checks.add(check);
    const { account, region, type, id } = resource;
    const key = JSON.stringify([account, region, type]);
    const entry = named.get(key) ?? { account, region, type, ids: [] };
    if (!entry.ids.includes(id)) entry.ids.push(id);
    named.set(key, entry);
  }
  for (const cell of summary.coverage) if (isGap(cell) && (await isCellNamed(cell, limits))) unseen++;
  return {
    checks: checks.size > 0 ? [...checks] : header.checks.map(({ id }) => id),
    only: [...named.values()],
    header,
    incomplete: unseen > 0 ? incompleteText(header.id) : undefined,
  };
}

const incompleteText = (run: string): string =>
  `run ${run} was incomplete: nothing is planned for what it could not see; plumbline scan --resume ${run} goes on with it`;

const withRegions = (target: Target, only: readonly NamedResources[]): Target => {
  const names = new Set([
    ...target.regions.map(({ name }) => name),
    ...only.filter(({ account }) => account === target.id).map(({ region }) => region),
  ]);
  return { ...target, regions: [...names].sort().map((name) => ({ name, required: true })) };
};

/** Keeps a plan as a JSON file, atomically. */
export async function savePlan(plan: Plan, path: string, { folder }: Io): Promise<string> {
  const full = resolve(folder, path);
  await writeFile(full, [`${JSON.stringify(plan, null, 2)}\n`]);
  return full;
}
