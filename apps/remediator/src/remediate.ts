import { isDeepStrictEqual } from "node:util";
import type { Applied } from "@plumbline/audit-kit/apply";
import type { Spent } from "@plumbline/audit-kit/brakes";
import type { Auditor } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { audit, type NamedResources, type Outcome } from "@plumbline/audit-kit/run";
import type { Target } from "@plumbline/audit-kit/target";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { applyPlan } from "@plumbline/cli/apply-plan";
import { brakesFrom } from "@plumbline/cli/brake-options";
import type { Config as Settings } from "@plumbline/cli/config";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import type { Teller } from "@plumbline/cli/notify";
import { settleAnnounced } from "@plumbline/cli/open-grace";
import { callsBy, gatherPlans } from "@plumbline/cli/plan";
import { sealPlan } from "@plumbline/cli/plan-file";
import { reportAndTell } from "@plumbline/cli/report-and-tell";
import { settleOpen } from "@plumbline/cli/settle";
import { tool } from "@plumbline/cli/version";
import type { PlannedChange, Unplanned } from "@plumbline/finding-model/change";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { type ResourceRef, severityRank } from "@plumbline/finding-model/resource";
import type { changeIds } from "@plumbline/run-store/journal";
import type { Config } from "./config.ts";
import { findingLine } from "./finding-line.ts";
import { groupMessages } from "./group.ts";

export interface Remediating {
  readonly config: Config;
  readonly settings: Settings;
  readonly auditors: readonly Auditor[];
  readonly session: Session;
  readonly runId: string;
  /** Tells what was found and done to the channels of the configuration. */
  readonly teller: Teller;
  /** Those of the session: its own account, those asked for, and the organization's. */
  readonly knownAccounts: ReadonlySet<string>;
  readonly journaled: () => Promise<Journaled>;
  /** What the run has changed so far, for the brakes. */
  readonly spent: Spent;
}

/** What the journal tells: which change contains a resource, and whether nobody knows yet how a change of it ended. */
export interface Journaled {
  readonly containing: ReturnType<typeof changeIds>;
  readonly isLeftOpen: (resource: ResourceRef) => boolean;
}

/** What became of some messages: the reasons for an exit code, and how many findings fail. */
export interface Remediated {
  readonly codes: readonly ExitCode[];
  readonly failing: number;
}

/** What judging some messages told, and all that making the changes takes. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly changes: readonly PlannedChange[];
  readonly unplanned: readonly Unplanned[];
  readonly cells: readonly Cell[];
  readonly targets: readonly Target[];
  readonly knownAccounts: ReadonlySet<string>;
  readonly evaluatedAt: Date;
}

/** Audits the resources of some messages, prints their findings, and makes the changes when told. */
export async function remediateWindow(messages: readonly ResourceRef[], remediating: Remediating, io: Io): Promise<Remediated> {
  const { config, runId, teller } = remediating;
  const judged = await judgeMessages(messages, remediating, io);
  const codes = await printFindings(judged.findings, config, io);
  if (judged.cells.some(isGap)) codes.push(exitCodes.incomplete);
  const failing = judged.findings.filter(({ verdict }) => verdict.status === "fail").length;
  const { findings } = judged;
  const settled = await settleFound(judged, remediating, io);
  if (!config.remediate || judged.changes.length + settled.length === 0)
    return { codes: [...codes, await teller.tell(runId, { findings })], failing };
  async function* all() {
    yield* settled;
    yield* makeChanges(judged, remediating, io);
  }
  // Findings are one line of JSON each, so what became of the changes is too.
  const format = config.format === "json" ? "jsonl" : config.format;
  const code = await reportAndTell(all(), { run: runId, teller, format, findings }, io);
  return { codes: [...codes, code], failing };
}

/** Finds out how changes ended that an earlier run made to these resources and left open, such as those that AWS was still working on. */
export async function settleFound(judged: Judged, { config, session, journaled }: Remediating, io: Io): Promise<Applied[]> {
  if (!config.remediate) return [];
  const { isLeftOpen } = await journaled();
  const left = judged.findings.map(({ resource }) => resource).filter(isLeftOpen);
  if (left.length === 0) return [];
  const isWanted = ({ change }: JournalEntry) => left.some((resource) => isDeepStrictEqual(resource, change.resource));
  const settled: Applied[] = [];
  for await (const one of settleOpen({ global: config, now: judged.evaluatedAt, takesBack: true, isWanted }, io, session))
    settled.push(one);
  return settled;
}

/** Audits the resources of some messages, and plans what would put them right. Writes nothing to AWS. */
export async function judgeMessages(messages: readonly ResourceRef[], remediating: Remediating, io: Io): Promise<Judged> {
  const { config, settings, session } = remediating;
  const evaluatedAt = config.now === undefined ? io.now() : new Date(config.now);
  const only = groupMessages(messages, mainRegion(session.partition));
  const targets = targetsOf(only, settings, session.partition);
  const knownAccounts = await knownOf(targets, remediating);
  const planned = await judge({ ...remediating, only, targets, knownAccounts, evaluatedAt }, io);
  await settleAnnounced(planned.findings, settings, config, io, async () => session);
  return { ...planned, targets, knownAccounts, evaluatedAt };
}

/** Makes the changes that judging planned, and journals them; what it yields is done. */
export async function* makeChanges(judged: Judged, remediating: Remediating, io: Io): AsyncGenerator<Applied> {
  const { config, settings, session, runId, spent } = remediating;
  const { targets, knownAccounts, evaluatedAt, changes, unplanned } = judged;
  const plan = sealPlan({
    ...{ run: runId, tool, who: session.callerArn, partition: session.partition, settings: settings.settings },
    ...{ createdAt: io.now().toISOString(), evaluatedAt: evaluatedAt.toISOString(), knownAccounts: [...knownAccounts].sort() },
    ...(config.endpointUrl === undefined ? {} : { endpoint: config.endpointUrl }),
    accounts: targets.map(({ id, kind }) => ({ id, kind })),
    // How many resources a type has is not known here: the brake on percentages needs a listing.
    ...{ changes: [...changes], unplanned: [...unplanned], population: [] },
  });
  const { allowIrreversible } = config;
  yield* applyPlan(plan, { global: config, allowIrreversible, now: evaluatedAt, spent, ...brakesFrom(config) }, io, session);
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

/** An account that only a message names is known when the session may act in it: a made-up one must not pass for our own. */
async function knownOf(targets: readonly Target[], { settings, session, knownAccounts }: Remediating): Promise<Set<string>> {
  const own = await Promise.all(
    targets.map(({ id, mainRegion }) =>
      session.connect({ account: id, region: mainRegion }).then(
        () => [id],
        () => [], // told by the audit, which signs in too
      ),
    ),
  );
  return new Set([...own.flat(), ...Object.keys(settings.accounts), ...settings.knownAccounts.map(({ id }) => id), ...knownAccounts]);
}

interface Judging extends Remediating {
  readonly only: readonly NamedResources[];
  readonly targets: readonly Target[];
  readonly knownAccounts: ReadonlySet<string>;
  readonly evaluatedAt: Date;
}

async function judge({ config, settings, auditors, session, journaled, only, targets, knownAccounts, evaluatedAt }: Judging, io: Io) {
  const types = new Set(only.map(({ type }) => type));
  return gatherPlans(
    tellAmbiguous(
      config,
      io,
    )(
      audit({
        ...{ targets, only, knownAccounts, now: evaluatedAt, plan: true, partition: session.partition, settings: settings.settings },
        auditors: auditors.filter(({ subject }) => types.has(subject.type)),
        connect: (place) => session.connect(place),
        ...(config.remediate ? { callsOf: callsBy(session) } : {}),
        exceptions: exceptionsAt(settings.exceptions, evaluatedAt),
        changeIdOf: (await journaled()).containing,
      }),
    ),
  );
}

/** Says when a message's name means several resources; each of them is judged. */
const tellAmbiguous = (config: Config, io: Io) =>
  async function* (outcomes: AsyncIterable<Outcome>): AsyncGenerator<Outcome> {
    const log = makeLog(io, config);
    const told = new Set<string>();
    for await (const outcome of outcomes) {
      const { key, named } = outcome.kind === "resource" ? outcome : { key: outcome.key, named: undefined };
      const name = `${key.type} ${named?.as} in ${key.account}/${key.region}`;
      if (named && named.matches > 1 && !told.has(name))
        log("warn", `${name} means ${named.matches} resources; each is judged`, { ...key });
      told.add(name);
      yield outcome;
    }
  };

async function printFindings(findings: readonly Finding[], { format, failOn }: Config, io: Io): Promise<ExitCode[]> {
  const codes: ExitCode[] = [];
  for (const finding of findings) {
    const { status } = finding.verdict;
    if (status === "unknown") codes.push(exitCodes.incomplete);
    if (status === "fail" && !isExcepted(finding) && failOn !== "never" && severityRank[finding.severity] >= severityRank[failOn])
      codes.push(exitCodes.findings);
    if (format === "json") await print(io.stdout, `${JSON.stringify(finding)}\n`);
    else if (status === "fail" || status === "unknown") await print(io.stdout, `${findingLine(finding)}\n`);
  }
  return codes;
}
