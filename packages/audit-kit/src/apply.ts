import type { ChangeStatus, PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { Brakes } from "./brakes.ts";
import type { Change } from "./define.ts";
import { whileHeld } from "./hold.ts";
import { impossibleReason, type Made, type MakeOptions, makeChange, pauses, record } from "./make-change.ts";

/** How a finding stands; `contained` when its containment is in place, `excepted` says why it must be left alone. */
export interface Reaudited {
  readonly status: "pass" | "fail" | "not-applicable" | "unknown";
  readonly contained: boolean;
  readonly reason: string;
  readonly excepted?: string | undefined;
}
/** Reads the verdict on one resource anew. */
export type Reaudit = (change: PlannedChange) => Promise<Reaudited>;

/** Why a change is made by a later run, from `madeAfter` on where that is known. */
export interface Wait {
  readonly reason: string;
  readonly madeAfter?: string;
}

export interface ApplyOptions extends MakeOptions {
  reaudit: Reaudit;
  /** Says why a change must not be made now, such as an exception that came after the plan. */
  refuse?(change: PlannedChange): string | undefined;
  /** Asked last, of a finding that still fails: why its change must wait, and until when. */
  wait?(change: PlannedChange): Promise<Wait | undefined>;
  /** Stops a run that goes wrong. */
  readonly brakes?: Brakes | undefined;
  readonly allowIrreversible: boolean;
  /** Reads anew what became last of each change; when left out, nobody else writes to the journal. */
  latest?(): Promise<readonly JournalEntry[]>;
  /** False when nothing may be written, not even to take back what did not cure; true when left out. */
  readonly takesBack?: boolean;
}
export interface Applied {
  readonly change: PlannedChange;
  readonly status: ChangeStatus;
  readonly reason?: string;
  /** The run that was changing the resource, when that is why this change was refused; later it may be made. */
  readonly heldBy?: string;
  /** Another run, or a later moment, may be able to make it: a brake held it back, or something could not be looked at. */
  readonly isTransient?: true;
  /** From when on a later run makes what was refused now, since it is announced first. */
  readonly madeAfter?: string;
}

const success = new Set<ChangeStatus>(["verified", "undone"]);
/** Tells whether a change ended as it was meant to. */
export const isSuccess = ({ status }: Pick<Applied, "status">): boolean => success.has(status);

const keyOf = ({ account, region, type, id }: ResourceRef) => JSON.stringify([account, region, type, id]);
/** Cuts changes into those of one resource each, in their order. */
export const byResource = (changes: readonly PlannedChange[]): PlannedChange[][] => [
  ...Map.groupBy(changes, ({ resource }) => keyOf(resource)).values(),
];

/**
 * Makes planned changes. The changes of one resource are one group, in order; a group ends at its first failure, the others go on. The
 * steps of one finding are made whole: when the last is made the finding is judged again, and what did not cure or contain it is taken
 * back.
 */
export async function* applyChanges(changes: readonly PlannedChange[], options: ApplyOptions): AsyncGenerator<Applied> {
  for (const group of byResource(changes)) yield* whileHeld(group, "apply", options, (held) => applyGroup(group, held));
}

async function* applyGroup(group: readonly PlannedChange[], options: ApplyOptions): AsyncGenerator<Applied> {
  let ended: string | undefined;
  let isWaiting = false;
  for (const steps of Map.groupBy(group, ({ fingerprint }) => fingerprint).values()) {
    if (ended) {
      const [first] = steps;
      // What waits behind an announced change is announced with it, so that both are made at once.
      const wait = isWaiting && first ? await options.wait?.(first) : undefined;
      for (const change of steps) yield await refused(change, wait ?? { reason: `not tried, since ${ended} did not succeed` }, options);
      continue;
    }
    for await (const applied of applyFinding(steps, options)) {
      options.brakes?.after(applied);
      if (endsGroup(applied)) ended ??= applied.change.change;
      isWaiting ||= applied.madeAfter !== undefined;
      yield applied;
    }
  }
}

/**
 * What was not begun leaves the other findings of the resource to be made: a later one that builds on it has drifted by itself. What went
 * wrong or is not done yet does not, and what waits is waited for.
 */
const endsGroup = ({ status, madeAfter }: Applied): boolean =>
  madeAfter !== undefined || status === "failed" || status === "in-progress" || status === "applied";

async function refused(change: PlannedChange, why: Wait, options: ApplyOptions): Promise<Applied> {
  await record(options, "apply", change, { status: "refused", reason: why.reason });
  return { change, status: "refused", ...why };
}

async function* applyFinding(steps: readonly PlannedChange[], options: ApplyOptions): AsyncGenerator<Applied> {
  const done: PlannedChange[] = [];
  for (const [i, change] of steps.entries()) {
    const made = await applyStep(change, i === 0, options);
    if (made.status === "applied") {
      done.push(change);
      continue;
    }
    const { isRefused, ...end } = made;
    const back = isRefused ? await takeBack(done, options) : "";
    for (const one of done) yield { change: one, status: "applied", reason: `${change.change} did not succeed${back}` };
    yield { change, ...end };
    for (const rest of steps.slice(i + 1))
      yield await refused(rest, { reason: `not tried, since ${change.change} did not succeed` }, options);
    return;
  }
  yield* judged(done, options);
}

async function applyStep(change: PlannedChange, isFirst: boolean, options: ApplyOptions): Promise<Made> {
  const writer = await options.writerOf(change.change);
  const refusal = writer && refusalOf(change, writer.change, options);
  const braked = refusal === undefined ? options.brakes?.before(change) : undefined;
  const reason = refusal ?? braked;
  if (reason === undefined) return makeChange(change, "apply", options, isFirst ? () => mootReason(change, options) : undefined);
  await record(options, "apply", change, { status: "refused", reason });
  return { status: "refused", reason, ...(braked === undefined ? {} : { isTransient: true }) };
}

function refusalOf(planned: PlannedChange, declared: Change, { allowIrreversible, refuse }: ApplyOptions): string | undefined {
  const impossible = impossibleReason(planned, declared);
  if (impossible !== undefined && !allowIrreversible) return `it can't be undone (${impossible}); --allow-irreversible makes it`;
  return refuse?.(planned);
}

/** Judges the finding again before its first write: what was put right since the plan is left alone. */
async function mootReason(planned: PlannedChange, { reaudit, wait }: ApplyOptions): Promise<Made | undefined> {
  const { status, reason, excepted } = await reaudit(planned);
  if (excepted !== undefined) return { status: "refused", reason: excepted };
  if (status === "fail") {
    const waiting = await wait?.(planned);
    return waiting && { status: "refused", ...waiting };
  }
  if (status === "unknown")
    return { status: "refused", isTransient: true, reason: `nothing was written, since ${planned.check} could not be judged: ${reason}` };
  return { status: "drifted", reason: `${planned.check} does not fail any more: ${reason}` };
}

/**
 * Judges a finding whose steps AWS shows: cured or contained is `verified`. What is neither is `failed` and taken back. What can't be judged
 * stays `applied`: not being able to look is no reason to write.
 */
export async function* judged(steps: readonly PlannedChange[], options: ApplyOptions): AsyncGenerator<Applied> {
  const last = steps.at(-1);
  if (!last) return;
  const verdict = await verdictOf(last, options);
  for (const change of steps) await record(options, "apply", change, verdict);
  const back = verdict.status === "failed" ? await takeBack(steps, options) : "";
  for (const change of steps)
    yield { change, status: verdict.status, ...(verdict.reason === undefined ? {} : { reason: verdict.reason + back }) };
}

async function verdictOf(planned: PlannedChange, { reaudit, sleep }: ApplyOptions): Promise<{ status: ChangeStatus; reason?: string }> {
  let last = { isSeen: false, reason: "" };
  for (const pause of [0, ...pauses.slice(0, 4)]) {
    if (pause > 0) await sleep(pause);
    const { status, contained, reason } = await reaudit(planned);
    if (planned.outcome === "contained" ? contained : status === "pass" || status === "not-applicable") return { status: "verified" };
    last = { isSeen: status !== "unknown", reason };
  }
  return last.isSeen
    ? { status: "failed", reason: `written, but ${planned.check} is not ${planned.outcome}: ${last.reason}` }
    : { status: "applied", reason: `written, but ${planned.check} could not be judged: ${last.reason}; plumbline verify judges it again` };
}

/** Takes the steps of a finding back, the last first; says how that went. */
async function takeBack(steps: readonly PlannedChange[], options: ApplyOptions): Promise<string> {
  if (options.takesBack === false) return `; plumbline undo ${steps.map(({ id }) => id).join(" ")} --apply takes it back`;
  const wrong: string[] = [];
  for (const change of steps.toReversed()) {
    if (change.undo.kind === "impossible") wrong.push(`${change.change} can't be undone: ${change.undo.reason}`);
    else {
      const { status, reason } = await makeChange(change, "undo", options);
      if (status !== "undone") wrong.push(`taking ${change.change} back is ${status}: ${reason}`);
    }
  }
  if (steps.length === 0) return "";
  return wrong.length === 0 ? "; it was taken back" : `; ${wrong.join("; ")}`;
}
