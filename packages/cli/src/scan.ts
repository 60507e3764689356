import { join, resolve } from "node:path";
import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { looksOf } from "@plumbline/audit-kit/look";
import { audit, settingsOf } from "@plumbline/audit-kit/run";
import { isGap } from "@plumbline/finding-model/coverage";
import { type Severity, severityRank } from "@plumbline/finding-model/resource";
import { type RunHeader, RunHeader as RunHeaderSchema, type RunReport } from "@plumbline/finding-model/run-report";
import { changeIds, readJournal } from "@plumbline/run-store/journal";
import { findRun, readHeader, readRun } from "@plumbline/run-store/read-run";
import { beginRun, type RunWriter, resumeRun } from "@plumbline/run-store/write-run";
import { z } from "zod";
import { chooseChecks } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";
import { type Config, readConfig } from "./config.ts";
import { type ExitCode, exitCodes, gravest } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { newRunId, openSession } from "./open-session.ts";
import { makeProgress } from "./progress.ts";
import { findTargets, type Targets } from "./targets.ts";
import { tool } from "./version.ts";

export interface ScanOptions {
  readonly global: GlobalOptions;
  readonly checks?: readonly string[] | undefined;
  readonly excludeChecks?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Goes on with this run instead of starting one. */
  readonly resume?: string | undefined;
  /** The evaluation clock; never used for signing. */
  readonly now?: Date | undefined;
}
export interface Scan {
  readonly folder: string;
  readonly report: RunReport;
}

/** Looks, judges, and keeps the run in its folder below `--output`. The same input gives the same bytes, whatever the order of answers. */
export async function scan(options: ScanOptions, io: Io): Promise<Scan> {
  const { global } = options;
  const read = await readConfig(global.config, io);
  const root = outputFolder(global, io);
  const resumed = options.resume === undefined ? undefined : await findRun(root, options.resume);
  const before = resumed === undefined ? undefined : await readHeader(resumed);
  const config = before ? { ...read, settings: before.settings } : read;
  const auditors = await chooseChecks(before ? before.checks.map(({ id }) => id) : options.checks, options.excludeChecks);
  settingsOf(auditors, config.settings);
  const evaluatedAt = before ? new Date(before.evaluatedAt) : (options.now ?? io.now());
  const runId = before?.id ?? newRunId(io);
  const asked = before ? { ...global, ...namedIn(before) } : global;
  const session = await openSession(asked, runId, io);
  try {
    const where = await findTargets(session, looksOf(auditors), asked, config);
    const header =
      before ?? headerOf(options, { auditors, where, runId, evaluatedAt, partition: session.partition, config, startedAt: io.now() });
    const run = resumed === undefined ? await beginRun(join(root, runId), header) : await resumeRun(resumed);
    await look({ session, auditors, where, config, evaluatedAt, run, journal: journalPath(root), tags: options.tags }, global, io);
    await run.finish({ finishedAt: io.now().toISOString(), calls: session.calls });
    return { folder: run.folder, report: await readRun(run.folder) };
  } finally {
    session.close();
  }
}

/** The folder that holds the runs and the journal. */
export const outputFolder = ({ output }: GlobalOptions, { folder }: Io): string => resolve(folder, output);
export const journalPath = (root: string): string => join(root, "journal.jsonl");

const namedIn = ({ accounts, regionsAsked }: RunHeader) => ({
  accounts: accounts.map(({ id }) => id),
  org: false,
  ou: [],
  regions: regionsAsked,
});

interface HeaderParts {
  readonly auditors: readonly Auditor[];
  readonly where: Targets;
  readonly runId: string;
  readonly evaluatedAt: Date;
  readonly startedAt: Date;
  readonly partition: string;
  readonly config: Config;
}

function headerOf({ global }: ScanOptions, { auditors, where, runId, evaluatedAt, startedAt, partition, config }: HeaderParts): RunHeader {
  return RunHeaderSchema.parse({
    version: 1,
    id: runId,
    tool,
    startedAt: startedAt.toISOString(),
    evaluatedAt: evaluatedAt.toISOString(),
    partition,
    regionsAsked: [...global.regions],
    ...(global.endpointUrl === undefined ? {} : { endpoint: global.endpointUrl }),
    accounts: [
      ...where.targets.map(({ id, name, regions }) => ({
        id,
        ...(name === undefined ? {} : { name }),
        regions: regions.map((region) => region.name),
      })),
      ...[...new Set(where.lost.map(({ account }) => account))].map((id) => ({ id, regions: [] })),
    ],
    checks: auditors.map(({ id, title, severity, source, remediation }) => ({
      id,
      title,
      severity,
      source,
      ...(remediation ? { remediation: remediation.summary } : {}),
    })),
    settings: config.settings,
  });
}

interface Looking {
  readonly session: Awaited<ReturnType<typeof openSession>>;
  readonly auditors: readonly Auditor[];
  readonly where: Targets;
  readonly config: Config;
  readonly evaluatedAt: Date;
  readonly run: RunWriter;
  readonly journal: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

async function look(
  { session, auditors, where, config, evaluatedAt, run, journal, tags }: Looking,
  global: GlobalOptions,
  io: Io,
): Promise<void> {
  const log = makeLog(io, global);
  for (const { account, reason } of where.left) log("info", `account ${account} is left out: ${reason}`, { account });
  const places = where.targets.reduce(
    (sum, target) => sum + looksOf(auditors).reduce((n, l) => n + (l.collector.scope === "global" ? 1 : target.regions.length), 0),
    0,
  );
  const progress = makeProgress(io, places, global);
  const done = { surveys: 0, resources: 0 };
  const outcomes = audit({
    auditors,
    targets: where.targets,
    partition: session.partition,
    connect: (place) => session.connect(place),
    settings: config.settings,
    knownAccounts: where.knownAccounts,
    now: evaluatedAt,
    skip: run.isDone,
    exceptionOf: exceptionsAt(config.exceptions, evaluatedAt),
    changeIdOf: changeIds(await readJournal(journal)),
    ...(tags ? { tags } : {}),
  });
  for await (const outcome of outcomes) {
    if (outcome.kind === "survey") {
      done.surveys++;
      await run.endSurvey(outcome.key, outcome.cells);
    } else {
      done.resources++;
      await run.add(outcome.key, outcome.findings);
    }
    progress.advance(done.surveys, `${done.resources} resources`);
  }
  for (const cell of where.lost)
    await run.endSurvey({ account: cell.account, region: `${cell.region}/${cell.aspect}`, type: cell.type }, [cell]);
  progress.end();
}

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
