import { resolve } from "node:path";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { looksOf } from "@plumbline/audit-kit/look";
import { audit, type NamedResources, type Target } from "@plumbline/audit-kit/run";
import { type Plan, type PlannedChange, Plan as PlanSchema, type Unplanned } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { changeIds, readJournal } from "@plumbline/run-store/journal";
import { readRun } from "@plumbline/run-store/read-run";
import { writeFile } from "@plumbline/run-store/write";
import { chooseChecks } from "./choose-checks.ts";
import { readConfig } from "./config.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { newRunId, openSession } from "./open-session.ts";
import { journalPath, outputFolder } from "./scan.ts";
import { findTargets } from "./targets.ts";
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
}

/** Looks anew at what fails and says what would put it right. Writes nothing to AWS. */
export async function makePlan({ global, run, checks, now }: PlanOptions, io: Io): Promise<Planned> {
  const config = await readConfig(global.config, io);
  const from = run === undefined ? undefined : await failingOf(run);
  const auditors = await chooseChecks(checks ?? from?.checks);
  const runId = newRunId(io);
  const evaluatedAt = now ?? (from ? new Date(from.evaluatedAt) : io.now());
  const asked = from ? { ...global, ...from.where } : global;
  const session = await openSession(asked, runId, io);
  try {
    const where = await findTargets(session, looksOf(auditors), asked, config);
    const outcomes = audit({
      auditors,
      targets: from ? where.targets.map((target) => withRegions(target, from.only)) : where.targets,
      partition: session.partition,
      connect: (place) => session.connect(place),
      settings: config.settings,
      knownAccounts: where.knownAccounts,
      now: evaluatedAt,
      plan: true,
      exceptionOf: exceptionsAt(config.exceptions, evaluatedAt),
      changeIdOf: changeIds(await readJournal(journalPath(outputFolder(global, io)))),
      ...(from ? { only: from.only } : {}),
    });
    const changes: PlannedChange[][] = [];
    const unplanned: Unplanned[] = [];
    const unknown: Finding[] = [];
    for await (const outcome of outcomes) {
      if (outcome.kind !== "resource") continue;
      changes.push([...outcome.plan.changes]);
      unplanned.push(...outcome.plan.unplanned);
      unknown.push(...outcome.findings.filter(({ verdict }) => verdict.status === "unknown"));
    }
    const plan = PlanSchema.parse({
      ...{
        version: 1,
        run: runId,
        tool,
        createdAt: io.now().toISOString(),
        evaluatedAt: evaluatedAt.toISOString(),
        partition: session.partition,
      },
      ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
      settings: config.settings,
      knownAccounts: [...where.knownAccounts].sort(),
      accounts: where.targets.map(({ id, kind }) => ({ id, kind })),
      changes: changes
        .filter((group) => group.length > 0)
        .sort((a, b) => compareRefs(a[0]?.resource, b[0]?.resource))
        .flat(),
      unplanned: unplanned.sort((a, b) => compareRefs(a.resource, b.resource) || (a.check < b.check ? -1 : 1)),
    });
    return { plan, unknown };
  } finally {
    session.close();
  }
}

const keyOf = (ref: ResourceRef | undefined) => (ref ? [ref.account, ref.region, ref.type, ref.id].join("\u0000") : "");
const compareRefs = (a: ResourceRef | undefined, b: ResourceRef | undefined) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);

async function failingOf(folder: string) {
  const { header, findings } = await readRun(folder);
  const named = new Map<string, NamedResources & { ids: string[] }>();
  const checks = new Set<string>();
  for await (const { check, verdict, exception, resource } of findings()) {
    if (verdict.status !== "fail" || exception) continue;
    checks.add(check);
    const { account, region, type, id } = resource;
    const key = JSON.stringify([account, region, type]);
    const entry = named.get(key) ?? { account, region, type, ids: [] };
    if (!entry.ids.includes(id)) entry.ids.push(id);
    named.set(key, entry);
  }
  const regions = [...new Set([...named.values()].map(({ region }) => region))].sort();
  const where = {
    accounts: header.accounts.map(({ id }) => id),
    org: false,
    ou: [],
    regions: regions.length > 0 ? regions : header.regionsAsked,
  };
  return {
    checks: checks.size > 0 ? [...checks] : header.checks.map(({ id }) => id),
    only: [...named.values()],
    where,
    evaluatedAt: header.evaluatedAt,
  };
}

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
