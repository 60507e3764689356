import { join, resolve } from "node:path";
import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { looksOf } from "@plumbline/audit-kit/look";
import { tagsAsked } from "@plumbline/audit-kit/run";
import { referencesOf } from "@plumbline/auditors/benchmarks/frameworks";
import type { Benchmark } from "@plumbline/finding-model/benchmark";
import { isGap } from "@plumbline/finding-model/coverage";
import { type Severity, severityRank } from "@plumbline/finding-model/resource";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { RunHeader } from "@plumbline/finding-model/run-report";
import { exceptionNotes } from "@plumbline/reports/exception-notes";
import { proveWritable } from "@plumbline/run-store/folder";
import { findRun, readRun, readUnfinished } from "@plumbline/run-store/read-run";
import { beginRun, type RunWriter, resumeRun } from "@plumbline/run-store/write-run";
import { z } from "zod";
import { chooseChecks, proveSettings } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";
import { type Config, readConfig } from "./config.ts";
import { exceptionUses } from "./exception-use.ts";
import { type ExitCode, exitCodes, gravest } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import { type Ground, idsOf, toInstant } from "./ground.ts";
import { holdRun } from "./hold-run.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { look } from "./look.ts";
import { optionsOfRun, proveSameEndpoint } from "./of-run.ts";
import { newRunId, openSession, type Ways } from "./open-session.ts";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "./prove-exceptions.ts";
import { openStores } from "./stores.ts";
import { findTargets, findTargetsOfRun, type Targets } from "./targets.ts";
import { tool } from "./version.ts";
import type { Watch } from "./watch.ts";

export interface ScanOptions {
  readonly global: GlobalOptions;
  readonly checks?: readonly string[] | undefined;
  readonly excludeChecks?: readonly string[] | undefined;
  /** Answers this benchmark: `checks` are its questions then, and `settings` those with which it puts them, whatever the configuration says. */
  readonly asked?: { readonly benchmark: Benchmark; readonly settings: Config["settings"] } | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Goes on with this run instead of starting one. */
  readonly resume?: string | undefined;
  /** The evaluation clock; never used for signing. */
  readonly now?: Date | undefined;
  readonly ways?: Ways | undefined;
  readonly watch?: Watch | undefined;
}
export interface Scan {
  readonly folder: string;
  readonly report: RunReport;
}

/** Looks, judges, and keeps the run in its folder below `--output`. The same input gives the same bytes, whatever the order of answers. */
export async function scan(options: ScanOptions, io: Io, ground: Ground = {}): Promise<Scan> {
  const read = ground.config ?? (await readConfig(options.global, io));
  const root = outputFolder(options.global, io);
  const resumed = options.resume === undefined ? undefined : await toResume(options, root, options.resume);
  const before = resumed?.header;
  const config = { ...read, settings: before?.settings ?? options.asked?.settings ?? read.settings };
  const wanted = before ? before.checks.map(({ id }) => id) : options.checks;
  // Controls that only a person answers ask for no check.
  const isUnasked = wanted?.length === 0 && (before?.benchmark ?? options.asked?.benchmark) !== undefined;
  const auditors = isUnasked ? [] : await chooseChecks(wanted, options.excludeChecks);
  proveSettings(auditors, config.settings);
  proveExceptions(config.exceptions);
  await proveWritable(root);
  const global = before ? optionsOfRun(options.global, before) : options.global;
  const runId = before?.id ?? ground.stamps?.id ?? newRunId(io);
  const session = await openSession(global, runId, io, options.ways);
  try {
    ground.signedIn?.(session);
    const evaluatedAt = before ? new Date(before.evaluatedAt) : (options.now ?? io.now());
    const exceptions = exceptionsAt(config.exceptions, evaluatedAt);
    const tags = before?.tags ?? options.tags;
    const looks = looksOf(auditors, tagsAsked({ exceptions, ...(tags ? { tags } : {}) }));
    const where = before ? await findTargetsOfRun(session, looks, before, config) : await findTargets(session, looks, global, config);
    proveExceptionAccounts(config, where.knownAccounts);
    await proveExceptionRegions(config.exceptions, session, { writes: false });
    const header = before
      ? { ...before, accounts: accountsOf(where) }
      : headerOf(options, { auditors, where, runId, partition: session.partition, config, now: toInstant(ground.stamps?.startedAt, io) });
    const { journal, state } = await openStores(options.global, io, async () => session);
    const keep = async (run: RunWriter, prove?: () => void): Promise<string> => {
      const changeIdOf = await idsOf(ground, journal);
      await look({ session, auditors, where, config, exceptions, header, run, changeIdOf, watch: options.watch }, global, io);
      prove?.();
      await run.finish({
        finishedAt: toInstant(ground.stamps?.finishedAt, io).toISOString(),
        calls: session.calls,
        exceptions: exceptionUses(config, header),
      });
      return run.folder;
    };
    const folder = resumed
      ? await holdRun(runId, state, io, async (prove) => keep(await resumeRun(resumed.folder, header), prove))
      : await keep(await beginRun(join(root, runId), header));
    const report = await readRun(folder);
    for (const note of exceptionNotes(report)) makeLog(io, global)("warn", note);
    return { folder, report };
  } finally {
    session.close();
  }
}

async function toResume({ global, tags }: ScanOptions, root: string, named: string) {
  if (tags) throw usageError("--resume goes on with the run's own tags", "leave --tags out");
  const { accounts, org, ou, regions } = global;
  if (accounts || org || ou.length > 0 || !regions.includes("all"))
    throw usageError(
      "--resume goes on with the run's own accounts and regions",
      "leave --accounts, --org, --ou and --regions out; a variable may have set them",
    );
  const folder = await findRun(root, named);
  const header = await readUnfinished(folder);
  proveSameEndpoint(header, global);
  return { folder, header };
}

/** The folder that holds the runs and the journal. */
export const outputFolder = ({ output }: GlobalOptions, { folder }: Pick<Io, "folder">): string => resolve(folder, output);

interface HeaderParts {
  readonly auditors: readonly Auditor[];
  readonly where: Targets;
  readonly runId: string;
  readonly now: Date;
  readonly partition: string;
  readonly config: Config;
}

function headerOf({ global, tags, asked, now: evaluatedAt }: ScanOptions, parts: HeaderParts): RunHeader {
  const { auditors, where, runId, now, partition, config } = parts;
  return RunHeader.parse({
    ...{ version: 1, id: runId, tool, partition, settings: config.settings },
    ...{ startedAt: now.toISOString(), evaluatedAt: (evaluatedAt ?? now).toISOString() },
    ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
    ...(tags === undefined ? {} : { tags }),
    ...(asked === undefined ? {} : { benchmark: asked.benchmark }),
    regionsAsked: [...global.regions],
    knownAccounts: [...where.knownAccounts].sort(),
    accounts: accountsOf(where),
    checks: auditors.map(({ id, title, severity, source, remediation }) => ({
      ...{ id, title, severity, source },
      ...(remediation ? { remediation: remediation.summary } : {}),
      references: referencesOf(id),
    })),
  });
}

/** An account without regions is one that could not be asked for them. */
const accountsOf = ({ targets, lost }: Targets): RunHeader["accounts"] =>
  [
    ...targets.map(({ id, name, regions }) => ({
      id,
      ...(name === undefined ? {} : { name }),
      regions: regions.map((region) => region.name),
    })),
    ...[...new Set(lost.filter(({ required }) => required).map(({ account }) => account))].map((id) => ({ id, regions: [] })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));

export const FailOn = z.enum(["low", "medium", "high", "critical", "never"]);

/** The exit code that a finished run asks for: 3 when something could not be looked at, else 1 when it fails at or above the bar. */
export function exitCodeOf({ summary }: RunReport, failOn: z.infer<typeof FailOn>): ExitCode {
  const codes: ExitCode[] = [];
  if (summary.coverage.some(isGap) || summary.counts.unknown > 0) codes.push(exitCodes.incomplete);
  if (failOn !== "never") {
    const isFailing = (severity: Severity) => severityRank[severity] >= severityRank[failOn] && (summary.failBySeverity[severity] ?? 0) > 0;
    if ((["low", "medium", "high", "critical"] as const).some(isFailing)) codes.push(exitCodes.findings);
  }
  return gravest(codes);
}

/** Reads `key=value,key=value`. */
export function toTagFilter(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    parts.map((part) => {
      const [name, ...value] = part.split("=");
      if (!name || value.length === 0) throw usageError(`--tags: ${part} is not of the form key=value`);
      return [name, value.join("=")];
    }),
  );
}
