import { isDeepStrictEqual } from "node:util";
import type { ChangeStatus, PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { Aws, Change, Writer } from "./define.ts";
import { failureOf, lookAt, type Resource } from "./look.ts";

/** How a finding stands; `contained` when its containment is in place, `excepted` says why it must be left alone. */
export interface Reaudited {
  readonly status: "pass" | "fail" | "not-applicable" | "unknown";
  readonly contained: boolean;
  readonly reason: string;
  readonly excepted?: string | undefined;
}
/** Reads the verdict on one resource anew. */
export type Reaudit = (change: PlannedChange) => Promise<Reaudited>;

export interface ApplyOptions {
  readonly action: "apply" | "undo";
  readonly run: string;
  readonly who: string;
  connect(to: { account: string; region: string }): Promise<Aws>;
  /** Finds the writer of a change by its name; undefined for a change that this version does not know. */
  writerOf(change: string): Promise<Writer | undefined>;
  reaudit: Reaudit;
  /** Appends to the journal; a change is written to AWS only after its `writing` entry is kept. */
  journal(entry: JournalEntry): Promise<void>;
  /** Says why a change must not be made now, such as an exception that came after the plan. */
  refuse?(change: PlannedChange): string | undefined;
  /** True for a change that an earlier run wrote and could not verify yet. */
  isBegun?(change: PlannedChange): boolean;
  readonly allowIrreversible: boolean;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
export interface Applied {
  readonly change: PlannedChange;
  readonly status: ChangeStatus;
  readonly reason?: string;
}

const pauses = [250, 500, 1000, 2000, 4000, 8000];
const key = ({ account, region, type, id }: ResourceRef) => [account, region, type, id].join(" ");

/**
 * Makes planned changes, or takes them back: each aspect is read again and refused if it drifted, journaled, written, and read until it
 * shows the change. The changes of one resource are one group, in order; a group ends at its first failure, the others go on.
 */
export async function* applyChanges(changes: readonly PlannedChange[], options: ApplyOptions): AsyncGenerator<Applied> {
  const groups = new Map<string, PlannedChange[]>();
  for (const change of changes) groups.set(key(change.resource), [...(groups.get(key(change.resource)) ?? []), change]);
  for (const group of groups.values()) {
    let ended: string | undefined;
    for (const change of options.action === "undo" ? group.toReversed() : group) {
      const own = group.filter(({ fingerprint }) => fingerprint === change.fingerprint);
      const turn = { isFirst: own[0] === change, isLast: own.at(-1) === change };
      const applied: Applied = ended
        ? { change, status: "refused", reason: `not tried, since ${ended} did not succeed` }
        : await applyOne(change, turn, options);
      if (ended) await record(options, change, applied.status, applied.reason);
      if (!fine.has(applied.status) && !isPassedOver(change, options)) ended ??= change.change;
      yield applied;
    }
  }
}

/** Whether a change is the first, and the last, of its finding's steps. */
interface Turn {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}
const fine = new Set<ChangeStatus>(["verified", "undone"]);
/** An undo leaves out what can't be undone, and goes on with what was done before it. */
const isPassedOver = ({ undo }: PlannedChange, { action }: ApplyOptions): boolean => action === "undo" && undo.kind === "impossible";

async function record(
  { action, run, who, now, journal }: ApplyOptions,
  change: PlannedChange,
  status: JournalEntry["status"],
  reason?: string,
) {
  await journal({ at: now().toISOString(), run, action, status, who, change, requestIds: [], ...(reason === undefined ? {} : { reason }) });
}

async function applyOne(change: PlannedChange, turn: Turn, options: ApplyOptions): Promise<Applied> {
  const { status, reason } = await attempt(change, turn, options).catch((error: unknown) => ({
    status: "failed" as const,
    reason: options.action === "undo" ? refusedByAws(change, failureOf(error).message) : failureOf(error).message,
  }));
  await record(options, change, status, reason);
  return { change, status, ...(reason === undefined ? {} : { reason }) };
}

/** What a person needs to write the state back when AWS did not take it: the state itself, and the command that tries again. */
const refusedByAws = ({ id, before }: PlannedChange, message: string): string =>
  `refused by AWS: ${message}. The state before is ${JSON.stringify(before)}. When the cause is gone: plumbline undo ${id} --apply`;

type Result = { status: ChangeStatus; reason?: string };

async function attempt(planned: PlannedChange, turn: Turn, options: ApplyOptions): Promise<Result> {
  const writer = await options.writerOf(planned.change);
  if (!writer) return { status: "refused", reason: `this version has no change ${planned.change}; make the plan again` };
  const refusal = refusalOf(planned, writer.change, options);
  if (refusal !== undefined) return { status: "refused", reason: refusal };
  const ends = [planned.before, planned.after].map((state) => writer.change.state.parse(state));
  const [from, to] = options.action === "apply" ? ends : ends.toReversed();
  const lens = await openLens(writer.change, planned, options);
  if (!lens) return { status: "drifted", reason: "the resource is gone" };
  const current = await lens.read();
  // What an earlier run began, and AWS has finished since, is only verified. What somebody else did is not ours to undo.
  const isDone = isDeepStrictEqual(current.state, to) && (options.action === "undo" || (options.isBegun?.(planned) ?? false));
  if (!isDone) {
    if (!isDeepStrictEqual(current.state, from)) return { status: "drifted", reason: `${planned.aspect} is not as it was planned` };
    const moot = turn.isFirst && options.action === "apply" ? await mootReason(planned, options) : undefined;
    if (moot) return moot;
    await record(options, planned, "writing");
    await writer.write(lens.aws, lens.resource, { from: current.state, to });
  }
  const taken = await untilTaken(writer.change, lens, to, options);
  if (taken) return taken;
  if (options.action === "undo") return { status: "undone" };
  return turn.isLast ? verify(planned, options) : { status: "verified" };
}

/** What can't be undone is so by its declaration too, whatever a plan file says. */
function refusalOf(planned: PlannedChange, { undo }: Change, { action, allowIrreversible, refuse }: ApplyOptions): string | undefined {
  const declared = typeof undo === "object" && "impossible" in undo ? undo.impossible : undefined;
  const impossible = planned.undo.kind === "impossible" ? planned.undo.reason : declared;
  if (impossible !== undefined && action === "undo") return `it can't be undone: ${impossible}`;
  if (impossible !== undefined && !allowIrreversible) return `it can't be undone (${impossible}); --allow-irreversible makes it`;
  return refuse?.(planned);
}

/** Judges the finding again before its first write: what was put right since the plan is left alone. */
async function mootReason(planned: PlannedChange, { reaudit }: ApplyOptions): Promise<Result | undefined> {
  const { status, reason, excepted } = await reaudit(planned);
  if (excepted !== undefined) return { status: "refused", reason: excepted };
  if (status === "fail") return undefined;
  if (status === "unknown")
    return { status: "failed", reason: `nothing was written, since ${planned.check} could not be judged: ${reason}` };
  return { status: "drifted", reason: `${planned.check} does not fail any more: ${reason}` };
}

interface Lens {
  readonly aws: Aws;
  readonly resource: Resource;
  read(): Promise<{ state: unknown; isSettling: boolean }>;
}

/** Finds the resource and gives a way to read the state that a change is about; undefined when the resource is gone. */
async function openLens(change: Change, { resource: ref }: PlannedChange, { connect }: ApplyOptions): Promise<Lens | undefined> {
  const aws = await connect({ account: ref.account, region: ref.region });
  const find = async (): Promise<Resource | undefined> => {
    try {
      const found: readonly unknown[] = await change.on.find(aws, ref.id);
      const all: Resource[] = found.map((raw) => change.on.base.parse(raw));
      return all.find((one) => one.id === ref.id);
    } catch (error) {
      if (failureOf(error, change.on.gone).kind === "gone") return undefined;
      throw error;
    }
  };
  const resource = await find();
  if (!resource) return undefined;
  const look = async (): Promise<unknown> => {
    if (change.aspect === "base") return (await find()) ?? resource;
    const aspect = change.on.aspects[change.aspect];
    const known = (await lookAt({ aws: async () => aws, aspect, gone: change.on.gone, ask: (_, call) => call() }, [resource])).get(ref.id);
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

/** Waits for AWS to show the change: undefined when it does, else `in-progress` or `failed`. */
async function untilTaken(change: Change, lens: Lens, to: unknown, { sleep }: ApplyOptions): Promise<Result | undefined> {
  for (const pause of [0, ...pauses]) {
    if (pause > 0) await sleep(pause);
    const { state, isSettling } = await lens.read();
    if (isDeepStrictEqual(state, to) && !isSettling) return undefined;
    if (isSettling && pause === pauses.at(-1))
      return { status: "in-progress", reason: "AWS is still working on it; the next run verifies it" };
  }
  return { status: "failed", reason: `written, but ${change.aspect} still reads otherwise` };
}

async function verify(planned: PlannedChange, { reaudit, sleep }: ApplyOptions): Promise<Result> {
  let last = "";
  for (const pause of [0, ...pauses.slice(0, 4)]) {
    if (pause > 0) await sleep(pause);
    const { status, contained, reason } = await reaudit(planned);
    if (planned.outcome === "contained" ? contained : status === "pass" || status === "not-applicable") return { status: "verified" };
    last = reason;
  }
  return { status: "failed", reason: `written, but ${planned.check} is not ${planned.outcome}: ${last}` };
}
