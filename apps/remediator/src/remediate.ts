import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { audit, type NamedResources, type Target } from "@plumbline/audit-kit/run";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { applyPlan } from "@plumbline/cli/change";
import type { Config as Settings } from "@plumbline/cli/config";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { reportApplied } from "@plumbline/cli/report-applied";
import { journalPath, outputFolder } from "@plumbline/cli/scan";
import { tool } from "@plumbline/cli/version";
import { Plan, type PlannedChange, type Unplanned } from "@plumbline/finding-model/change";
import { isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { type ResourceRef, severityRank } from "@plumbline/finding-model/resource";
import { changeIds, readJournal } from "@plumbline/run-store/journal";
import type { Config } from "./config.ts";
import { findingLine } from "./finding-line.ts";
import { groupMessages } from "./group.ts";

export interface Remediating {
  readonly config: Config;
  readonly settings: Settings;
  readonly auditors: readonly Auditor[];
  readonly session: Session;
  readonly runId: string;
}

/** Audits the resources of some messages, prints their findings, and makes the changes when told. Resolves to the reasons for an exit code. */
export async function remediateWindow(messages: readonly ResourceRef[], remediating: Remediating, io: Io): Promise<ExitCode[]> {
  const { config, settings, session, runId } = remediating;
  const evaluatedAt = config.now === undefined ? io.now() : new Date(config.now);
  const only = groupMessages(messages, mainRegion(session.partition));
  const targets = targetsOf(only, settings, session.partition);
  const knownAccounts = knownOf(targets, remediating);
  const judged = await judge({ ...remediating, only, targets, knownAccounts, evaluatedAt }, io);
  const codes = await printFindings(judged.findings, config, io);
  if (judged.hasGap) codes.push(exitCodes.incomplete);
  if (!config.remediate || judged.changes.length === 0) return codes;
  const plan = Plan.parse({
    ...{ version: 1, run: runId, tool, partition: session.partition, settings: settings.settings },
    ...{ createdAt: io.now().toISOString(), evaluatedAt: evaluatedAt.toISOString(), knownAccounts: [...knownAccounts].sort() },
    ...(config.endpointUrl === undefined ? {} : { endpoint: config.endpointUrl }),
    accounts: targets.map(({ id, kind }) => ({ id, kind })),
    ...{ changes: judged.changes, unplanned: judged.unplanned },
  });
  const applied = applyPlan(plan, { global: config, allowIrreversible: config.allowIrreversible, now: evaluatedAt }, io, session);
  return [...codes, await reportApplied(applied, config, io)];
}

function targetsOf(only: readonly NamedResources[], { accounts }: Settings, partition: string): Target[] {
  const ids = [...new Set(only.map(({ account }) => account))].sort();
  return ids.map((id) => ({
    id,
    name: accounts[id]?.name,
    kind: accounts[id]?.kind ?? "prod",
    mainRegion: mainRegion(partition),
    regions: [...new Set(only.filter(({ account }) => account === id).map(({ region }) => region))]
      .sort()
      .map((name) => ({ name, required: true })),
  }));
}

const knownOf = (targets: readonly Target[], { settings, session, config }: Remediating): Set<string> =>
  new Set([
    ...targets.map(({ id }) => id),
    ...Object.keys(settings.accounts),
    ...settings.knownAccounts.map(({ id }) => id),
    ...(config.accounts ?? []),
    session.callerAccount,
  ]);

interface Judging extends Remediating {
  readonly only: readonly NamedResources[];
  readonly targets: readonly Target[];
  readonly knownAccounts: ReadonlySet<string>;
  readonly evaluatedAt: Date;
}

async function judge({ config, settings, auditors, session, only, targets, knownAccounts, evaluatedAt }: Judging, io: Io) {
  const types = new Set(only.map(({ type }) => type));
  const findings: Finding[] = [];
  const changes: PlannedChange[] = [];
  const unplanned: Unplanned[] = [];
  let hasGap = false;
  const outcomes = audit({
    auditors: auditors.filter(({ subject }) => types.has(subject.type)),
    targets,
    only,
    partition: session.partition,
    connect: (place) => session.connect(place),
    settings: settings.settings,
    knownAccounts,
    now: evaluatedAt,
    plan: true,
    exceptionOf: exceptionsAt(settings.exceptions, evaluatedAt),
    changeIdOf: changeIds(await readJournal(journalPath(outputFolder(config, io)))),
  });
  for await (const outcome of outcomes) {
    if (outcome.kind === "survey") hasGap ||= outcome.cells.some(isGap);
    else {
      findings.push(...outcome.findings);
      changes.push(...outcome.plan.changes);
      unplanned.push(...outcome.plan.unplanned);
    }
  }
  return { findings, changes, unplanned, hasGap };
}

async function printFindings(findings: readonly Finding[], { format, failOn }: Config, io: Io): Promise<ExitCode[]> {
  const codes: ExitCode[] = [];
  for (const finding of findings) {
    const { status } = finding.verdict;
    if (status === "unknown") codes.push(exitCodes.incomplete);
    if (status === "fail" && !finding.exception && failOn !== "never" && severityRank[finding.severity] >= severityRank[failOn])
      codes.push(exitCodes.findings);
    if (format === "json") await print(io.stdout, `${JSON.stringify(finding)}\n`);
    else if (status === "fail" || status === "unknown") await print(io.stdout, `${findingLine(finding)}\n`);
  }
  return codes;
}
