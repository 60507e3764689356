import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Applied, applyChanges, type Reaudit } from "@plumbline/audit-kit/apply";
import type { Writer } from "@plumbline/audit-kit/define";
import { type Exceptions, exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { audit } from "@plumbline/audit-kit/run";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { writers } from "@plumbline/changes/registry.generated";
import { Plan, type PlannedChange } from "@plumbline/finding-model/change";
import { type ExceptionMark, exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { proveWritable } from "@plumbline/run-store/folder";
import { latestOf, openJournal, readJournal } from "@plumbline/run-store/journal";
import { z } from "zod";
import { loadCheck } from "./choose-checks.ts";
import { CommandError, usageError } from "./command-error.ts";
import { type Config, readConfig } from "./config.ts";
import { warnExceptions } from "./exception-use.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { limitsOf, reasonOutside } from "./limits.ts";
import { makeLog } from "./log.ts";
import { otherEndpoint } from "./of-run.ts";
import { isLoopback, newRunId, openSession } from "./open-session.ts";
import { proveExceptionAccounts, proveExceptions } from "./prove-exceptions.ts";
import { journalPath, outputFolder } from "./scan.ts";

export interface ChangeOptions {
  readonly global: GlobalOptions;
  readonly allowIrreversible: boolean;
  readonly now?: Date | undefined;
}
/** What judging again needs; a plan holds it. */
type Judging = Pick<Plan, "settings" | "knownAccounts" | "accounts" | "partition" | "evaluatedAt">;

/** Reads a plan file; one of another version, of another endpoint, or a damaged one is refused. */
export async function readPlan(path: string, global: GlobalOptions, { folder }: Io): Promise<Plan> {
  const full = resolve(folder, path);
  const hint = "make it with plumbline plan --plan-file FILE";
  const text = await readFile(full, "utf8").catch((cause: unknown) =>
    Promise.reject(usageError(`can't read the plan ${full}: ${String(cause)}`, hint, cause)),
  );
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw usageError(`the plan ${full} is not JSON: ${String(cause)}`, hint, cause);
  }
  const plan = Plan.safeParse(raw);
  if (!plan.success) throw usageError(`the plan ${full} can't be used: ${z.prettifyError(plan.error)}`, hint);
  const other = otherEndpoint(plan.data.endpoint, global);
  if (other !== undefined)
    throw new CommandError(`the plan ${other}`, {
      exitCode: exitCodes.refused,
      hint: "give the same --endpoint-url, or make the plan again",
    });
  return plan.data;
}

const registry: Readonly<Record<string, () => Promise<Writer>>> = writers;
const writerOf = async (change: string): Promise<Writer | undefined> =>
  Object.hasOwn(registry, change) ? registry[change]?.() : undefined;

/** Makes the changes of a plan. The caller has asked the user; every change is journaled below `--output`. An opened session stays open. */
export async function* applyPlan(plan: Plan, options: ChangeOptions, io: Io, opened?: Session): AsyncGenerator<Applied> {
  const evaluatedAt = new Date(plan.evaluatedAt);
  if (plan.evaluatedAt > plan.createdAt && !isLoopback(options.global.endpointUrl))
    throw new CommandError(`the plan was judged as of ${plan.evaluatedAt}, which was to come when it was made`, {
      exitCode: exitCodes.refused,
      hint: "make the plan again without --now",
    });
  const config = await readConfig(options.global, io);
  proveExceptions(config.exceptions);
  // An exception that holds at either instant is obeyed.
  const at = options.now ?? (evaluatedAt < io.now() ? evaluatedAt : io.now());
  if (!opened) warnExceptions(config.exceptions, at, makeLog(io, options.global));
  yield* change("apply", plan.changes, plan, { ...options, config, exceptions: exceptionsAt(config.exceptions, at) }, io, opened);
}

/** Takes journaled changes back, the last first. Those of another endpoint are refused. */
export async function* undoChanges(entries: readonly JournalEntry[], options: ChangeOptions, io: Io): AsyncGenerator<Applied> {
  proveMadeThere(entries, options.global);
  const changes = entries.map((entry) => entry.change);
  const judging = {
    settings: {},
    knownAccounts: [],
    accounts: [],
    partition: changes[0]?.partition ?? "aws",
    evaluatedAt: io.now().toISOString(),
  };
  yield* change("undo", changes, judging, options, io);
}

async function* change(
  action: "apply" | "undo",
  changes: readonly PlannedChange[],
  judging: Judging,
  options: ChangeOptions & { config?: Config; exceptions?: Exceptions },
  io: Io,
  opened?: Session,
): AsyncGenerator<Applied> {
  const run = newRunId(io);
  const journal = journalPath(outputFolder(options.global, io));
  await proveWritable(dirname(journal));
  const { endpointUrl: endpoint } = options.global;
  const isBegun = await begunIn(journal, endpoint);
  const session = opened ?? (await openSession(options.global, run, io));
  try {
    if (session.partition !== judging.partition)
      throw new CommandError(`the changes are of partition ${judging.partition}, and the credentials of ${session.partition}`, {
        exitCode: exitCodes.refused,
        hint: `sign in to ${judging.partition}`,
      });
    const { config, exceptions } = options;
    if (config) proveExceptionAccounts(config, [...(await session.accounts()).knownAccounts, ...judging.knownAccounts]);
    const outside = await outsideNamed(changes, session, options.global);
    const { append } = openJournal(journal);
    yield* applyChanges(changes, {
      action,
      run,
      who: session.callerArn,
      connect: (place) => session.connect(place),
      writerOf,
      reaudit: reauditBy(session, judging, options),
      journal: async (entry) => void (await append(endpoint === undefined ? entry : { ...entry, endpoint })),
      isBegun,
      refuse: (change) => outside.get(change) ?? exceptedText(exceptions?.markOf(change)),
      allowIrreversible: options.allowIrreversible,
      now: io.now,
      sleep: io.sleep,
    });
  } finally {
    if (!opened) session.close();
  }
}

const exceptedText = (mark: ExceptionMark | undefined): string | undefined => mark && exceptionText(mark);

/** Why changes must not be made: nobody who names accounts or regions expects a write elsewhere. */
async function outsideNamed(changes: readonly PlannedChange[], session: Session, global: GlobalOptions) {
  const limits = await limitsOf(session, global);
  const reasons = new Map<PlannedChange, string>();
  for (const change of changes) {
    const reason = await reasonOutside(change.resource, limits);
    if (reason !== undefined) reasons.set(change, reason);
  }
  return reasons;
}

/** Tells which changes an earlier run wrote and could not verify yet, since AWS was still working on them. */
async function begunIn(journal: string, endpoint: string | undefined): Promise<(change: PlannedChange) => boolean> {
  const latest = latestOf((await readJournal(journal)).filter((entry) => entry.endpoint === endpoint));
  const begun = [...latest.values()].filter(({ action, status }) => action === "apply" && status === "in-progress");
  const keys = new Set(begun.map(({ change }) => JSON.stringify([change.id, change.resource])));
  return ({ id, resource }) => keys.has(JSON.stringify([id, resource]));
}

/** Judges one resource by one check again, as the plan did, and holds it against the exceptions of today: its tags may be new. */
const reauditBy =
  (
    session: Session,
    { settings, knownAccounts, accounts, partition, evaluatedAt }: Judging,
    { now, exceptions }: Pick<ChangeOptions, "now"> & { exceptions?: Exceptions },
  ): Reaudit =>
  async ({ check, resource, fingerprint }) => {
    const { account, region, type, id } = resource;
    const kind = accounts.find((one) => one.id === account)?.kind ?? "prod";
    const outcomes = audit({
      auditors: [await loadCheck(check)],
      targets: [{ id: account, kind, mainRegion: mainRegion(partition), regions: [{ name: region, required: true }] }],
      partition,
      connect: (place) => session.connect(place),
      settings,
      knownAccounts: new Set(knownAccounts),
      now: now ?? new Date(evaluatedAt),
      exceptions,
      only: [{ account, region, type, ids: [id] }],
    });
    const findings: Finding[] = [];
    for await (const outcome of outcomes) if (outcome.kind === "resource") findings.push(...outcome.findings);
    const found =
      findings.find((finding) => finding.fingerprint === fingerprint) ?? findings.find(({ verdict }) => verdict.status === "unknown");
    // A part that is no longer there (a deleted access key) can't fail any more.
    if (!found) return { status: "not-applicable", contained: false, reason: "it is gone" };
    const reason = found.verdict.status === "pass" ? "it passes" : found.verdict.reason;
    return { status: found.verdict.status, contained: found.contained !== undefined, reason, excepted: exceptedText(found.exception) };
  };

/** Finds the changes that `undo` names: one by its id, or all of a run; only those that are in effect. */
export async function changesToUndo(named: string, global: GlobalOptions, io: Io): Promise<JournalEntry[]> {
  const path = journalPath(outputFolder(global, io));
  const entries = await readJournal(path);
  const inEffect = new Map<string, JournalEntry>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.change.id, entry.change.resource]);
    if (entry.action === "apply" && ["verified", "in-progress", "failed", "writing"].includes(entry.status)) inEffect.set(key, entry);
    if (entry.action === "undo" && entry.status === "undone") inEffect.delete(key);
  }
  const found = [...inEffect.values()].filter(({ change, run }) => change.id === named || run === named);
  proveMadeThere(found, global);
  if (found.length > 0) return found;
  const isKnown = entries.some(({ change, run }) => change.id === named || run === named);
  if (isKnown)
    throw new CommandError(`nothing of ${named} is in effect`, {
      exitCode: exitCodes.refused,
      hint: "plumbline journal shows what became of it",
    });
  throw usageError(`the journal ${path} has no run or change ${named}`, "plumbline journal lists them");
}

/** Refuses to take back at AWS what was done at an emulator, and the other way round. */
function proveMadeThere(entries: readonly JournalEntry[], global: GlobalOptions): void {
  for (const { change, endpoint } of entries) {
    const other = otherEndpoint(endpoint, global);
    if (other !== undefined)
      throw new CommandError(`the change ${change.id} ${other}`, {
        exitCode: exitCodes.refused,
        hint: "give the same --endpoint-url; plumbline journal --format json shows it",
      });
  }
}

const fine = new Set<Applied["status"]>(["verified", "undone"]);

/** 4 when a change was refused, drifted, failed, or is not verified yet. */
export const exitCodeOfChanges = (applied: readonly Applied[]): ExitCode =>
  applied.every(({ status }) => fine.has(status)) ? exitCodes.clean : exitCodes.refused;
