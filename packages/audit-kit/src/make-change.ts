import { isDeepStrictEqual } from "node:util";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { Failure } from "@plumbline/finding-model/failure";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { Aws, Change, Writer } from "./define.ts";
import { failureOf, type Resource } from "./look.ts";
import { findAll, lookAtAspect } from "./look-once.ts";

/** A place whose calls are watched: `requestIds` are AWS's ids of those that were made through `aws`. */
export interface Watched {
  readonly aws: Aws;
  readonly requestIds: () => readonly string[];
}

/** The right of one run to change a resource. `lost` is aborted when another may have it. */
export interface Hold {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}
/** Takes the right to change a resource, or tells which run has it. */
export type TakeHold = (resource: ResourceRef) => Promise<Hold | { readonly heldBy: string }>;

export interface MakeOptions {
  readonly run: string;
  readonly who: string;
  /** The hash of the plan, and who approved it; for the journal. */
  readonly plan?: string | undefined;
  readonly approver?: string | undefined;
  connect(to: { account: string; region: string }): Promise<Aws>;
  watch?(aws: Aws): Watched;
  /** Lets this run alone change a resource, of all that ask the same; everybody may when left out. */
  hold?: TakeHold;
  /** Finds the writer of a change by its name; undefined for a change that this version does not know. */
  writerOf(change: string): Promise<Writer | undefined>;
  /** Appends to the journal; a change is written to AWS only after its `writing` entry is kept. */
  journal(entry: JournalEntry): Promise<void>;
  /** True for a change that an earlier run wrote and could not verify yet. Asked while the resource is held, so that the answer stands. */
  isBegun?(change: PlannedChange): Promise<boolean>;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
export type Action = JournalEntry["action"];
/** What became of one write: `applied` and `undone` when AWS shows it, `in-progress` while it does not yet. */
export interface Made {
  readonly status: "applied" | "undone" | "in-progress" | "drifted" | "refused" | "failed";
  readonly reason?: string;
  /** Another run, or a later moment, may be able to make it. */
  readonly isTransient?: true;
  /** AWS refused the write, and the state is as it was. */
  readonly isRefused?: true;
  /** From when on a later run makes what was refused now, since it is announced first. */
  readonly madeAfter?: string;
}

export const pauses = [250, 500, 1000, 2000, 4000, 8000];

/** Keeps in the journal what became of a change. */
export async function record(
  { run, who, plan, approver, now, journal }: MakeOptions,
  action: Action,
  change: PlannedChange,
  { status, reason, requestIds = [] }: { status: JournalEntry["status"]; reason?: string | undefined; requestIds?: readonly string[] },
): Promise<void> {
  await journal({
    ...{ at: now().toISOString(), run, action, status, who, change },
    ...(plan === undefined ? {} : { plan }),
    ...(approver === undefined ? {} : { approver }),
    ...(reason === undefined ? {} : { reason }),
    requestIds: [...requestIds],
  });
}

/** Asked just before a write; an answer ends the change without one. */
export type Guard = () => Promise<Made | undefined>;
const letThrough: Guard = async () => undefined;

/**
 * Makes one change, or takes it back: reads the aspect again, refuses when it drifted, journals, writes, and reads until AWS shows it.
 * Rejects only when the journal can't be kept; what AWS refuses is `failed`, and is journaled like every other end.
 */
export async function makeChange(planned: PlannedChange, action: Action, options: MakeOptions, guard = letThrough): Promise<Made> {
  const writer = await options.writerOf(planned.change);
  const isBegun = (await options.isBegun?.(planned)) ?? false;
  const write: Write = { action, guard, isBegun, watched: undefined };
  const made: Made = writer
    ? await attempt(planned, writer, write, options).catch((error: unknown) => notBegun(error, isBegun))
    : { status: "refused", reason: `this version has no change ${planned.change}; make the plan again` };
  await record(options, action, planned, { ...made, requestIds: write.watched?.requestIds() ?? [] });
  return made;
}

interface Write {
  readonly action: Action;
  readonly guard: Guard;
  readonly isBegun: boolean;
  /** Set when the write begins. */
  watched: Watched | undefined;
}

/** The journal could not be kept: nothing is written without it. */
class JournalError extends Error {
  override readonly name = "JournalError";
}

/** Nothing was written now. What an earlier run wrote stays open, so that somebody finds out how it ended. */
function notBegun(error: unknown, isBegun: boolean): Made {
  if (error instanceof JournalError) throw error.cause;
  if (isBegun) return unseen("an earlier run wrote it", failureOf(error));
  return { status: "refused", isTransient: true, reason: `nothing was written: ${failureOf(error).message}` };
}

/** What a person needs to write the state back when AWS did not take it: the state itself, and the command that tries again. */
const refusedByAws = ({ id, before }: PlannedChange, message: string): string =>
  `refused by AWS: ${message}. The state before is ${JSON.stringify(before)}. When the cause is gone: plumbline undo ${id} --apply`;

async function attempt(planned: PlannedChange, { change, write }: Writer, making: Write, options: MakeOptions): Promise<Made> {
  const { action, guard, isBegun } = making;
  const ends = [planned.before, planned.after].map((state) => change.state.parse(state));
  const [from, to] = action === "apply" ? ends : ends.toReversed();
  const lens = await openLens(change, planned, options);
  if (!lens) return { status: "drifted", reason: "the resource is gone" };
  const current = await lens.read();
  // What an earlier run began, and AWS has finished since, is only verified. What somebody else did is not ours to undo.
  const isDone = isDeepStrictEqual(current.state, to) && (action === "undo" || isBegun);
  if (!isDone && isBegun && current.isSettling) return slow;
  if (!isDone) {
    if (!isDeepStrictEqual(current.state, from)) return { status: "drifted", reason: `${planned.aspect} is not as it was planned` };
    const stopped = await guard();
    if (stopped) return stopped;
    await record(options, action, planned, { status: "writing" }).catch((cause: unknown) =>
      Promise.reject(new JournalError("the journal can't be kept", { cause })),
    );
    making.watched = options.watch?.(lens.aws) ?? { aws: lens.aws, requestIds: () => [] };
    const sent = write(making.watched.aws, lens.resource, { from: current.state, to });
    const refusal = await sent.then(() => undefined, failureOf);
    if (refusal) return afterRefusal(planned, lens, { from, to, action }, refusal);
  }
  return untilTaken(change, lens, { from, to, action }, options).catch((error: unknown) => unseen("written", failureOf(error)));
}

const unseen = (what: string, { message }: Failure): Made => ({
  status: "in-progress",
  reason: `${what}, but it could not be looked at: ${message}; plumbline verify finds out how it ended`,
});
const serverFault = /internal|unavailable|servicefail|serviceexception|unknown/i;
/** The answer got lost, or AWS did not know itself: it may have done it. */
const isUncertain = ({ kind, code = "" }: Failure): boolean => kind === "network" || kind === "timed-out" || serverFault.test(code);

/** Looks what a write did that ended with an error. What can't be seen, or may still come, is left open: it is no reason to write. */
async function afterRefusal(planned: PlannedChange, lens: Lens, { from, to, action }: Wanted, refusal: Failure): Promise<Made> {
  const { message } = refusal;
  const seen = await lens.read().catch(failureOf);
  if ("message" in seen) return unseen(`the write ended with ${message}`, seen);
  if (isDeepStrictEqual(seen.state, to)) return seen.isSettling ? slow : { status: action === "apply" ? "applied" : "undone" };
  if (isUncertain(refusal)) return { status: "in-progress", reason: `it is not known whether AWS took it: ${message}` };
  if (!isDeepStrictEqual(seen.state, from))
    return { status: "failed", reason: `${message}; ${planned.aspect} reads neither as before nor as planned` };
  return { status: "failed", isRefused: true, reason: action === "undo" ? refusedByAws(planned, message) : message };
}

const slow: Made = { status: "in-progress", reason: "AWS does not show it yet; the next run verifies it" };

export interface Lens {
  readonly aws: Aws;
  readonly resource: Resource;
  read(): Promise<{ state: unknown; isSettling: boolean }>;
}

/** Finds the resource and gives a way to read the state that a change is about; undefined when the resource is gone. */
export async function openLens(
  change: Change,
  { resource: ref }: PlannedChange,
  { connect }: Pick<MakeOptions, "connect">,
): Promise<Lens | undefined> {
  const aws = await connect({ account: ref.account, region: ref.region });
  const find = async () => (await findAll(change.on, aws, ref.id)).find((one) => one.id === ref.id);
  const resource = await find();
  if (!resource) return undefined;
  const look = async (): Promise<unknown> => {
    if (change.aspect === "base") return (await find()) ?? resource;
    const known = (await lookAtAspect(change.on, aws, change.aspect, [resource])).get(ref.id);
    if (!known || known.failure) throw new Error(`reading ${change.aspect} of ${ref.id}: ${known?.failure.message ?? "no answer"}`);
    return known.value;
  };
  return {
    aws,
    resource,
    async read() {
      const value = await look();
      return { state: change.view(value), isSettling: change.settling?.(value) ?? false };
    },
  };
}

interface Wanted {
  readonly from: unknown;
  readonly to: unknown;
  readonly action: Action;
}

/**
 * Waits for AWS to show the change. What still reads as before may be slow: it is `in-progress`, never failed by a timeout. What reads as
 * neither end was changed by somebody else, and is left to them.
 */
async function untilTaken(change: Change, lens: Lens, { from, to, action }: Wanted, { sleep }: MakeOptions): Promise<Made> {
  let last: unknown;
  for (const pause of [0, ...pauses]) {
    if (pause > 0) await sleep(pause);
    const { state, isSettling } = await lens.read();
    if (isDeepStrictEqual(state, to) && !isSettling) return { status: action === "apply" ? "applied" : "undone" };
    last = isSettling ? from : state;
  }
  return isDeepStrictEqual(last, from)
    ? slow
    : { status: "failed", reason: `written, but ${change.aspect} reads neither as before nor as planned` };
}

/** Why a change can't be undone. It is so by its declaration too, whatever a plan file says. */
export function impossibleReason(planned: PlannedChange, declared: Change | undefined): string | undefined {
  if (planned.undo.kind === "impossible") return planned.undo.reason;
  const undo = declared?.undo;
  return typeof undo === "object" && "impossible" in undo ? undo.impossible : undefined;
}
