import type { Applied } from "@plumbline/audit-kit/apply";
import { type Io, print } from "@plumbline/cli/io";
import { openStores } from "@plumbline/cli/stores";
import { toldOutcome } from "@plumbline/cli/told-outcome";
import type { FailureKind } from "@plumbline/finding-model/failure";
import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { Outcome } from "@plumbline/queue-worker/answer-batch";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import type { StateStore } from "@plumbline/run-store/state";
import { type Judged, judgeMessages, makeChanges, type Remediating, settleFound } from "./remediate.ts";
import { type TimeLeft, within, writeSeconds } from "./time-left.ts";
import { withLeases } from "./with-leases.ts";

/** What the messages of a process share. */
export interface Handling {
  readonly remediating: Remediating;
  readonly state: StateStore;
  /** Changes are made one after the other, while others are judged: what stops a run after failures must see each before the next. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

const done: Outcome = { kind: "done" };
/** Causes that another try does not change. */
const lasting = new Set<FailureKind>(["scp-denied", "region-disabled", "unsupported"]);

/**
 * Judges the resource of one message and, when told to remediate, puts it right. Writing begins only while the message has time and holds
 * the lease of every resource that it would change; once begun it is finished and journaled, whatever the time.
 */
export async function handleMessage(ref: ResourceRef, time: TimeLeft, handling: Handling, io: Io): Promise<Outcome> {
  const { remediating } = handling;
  const milliseconds = time.toJudge();
  if (milliseconds === 0) return { kind: "again", reason: `timed-out: the invocation had no time left to judge ${nameOf(ref)}` };
  const judging = await within(milliseconds, judgeMessages([ref], remediating, io));
  if (!judging) return { kind: "again", reason: `timed-out: judging ${nameOf(ref)} took more than ${milliseconds / 1000} s` };
  const judged = judging.done;
  for (const finding of judged.findings)
    if (finding.verdict.status === "fail" || finding.verdict.status === "unknown") await print(io.stdout, `${JSON.stringify(finding)}\n`);
  const { config, teller, runId } = remediating;
  const applied: Applied[] = [];
  try {
    if (time.mayWrite()) applied.push(...(await handling.inTurn(() => settleFound(judged, remediating, io))));
    const changed = config.remediate && judged.changes.length > 0 ? await change(judged, time, handling, applied, io) : done;
    return gravest([changed, ...judged.findings.map(outcomeOf)]);
  } finally {
    // What could not be told waits, and is no reason to judge again.
    await teller.tell(runId, { findings: judged.findings, outcomes: applied.map(toldOutcome) });
  }
}

/** Makes the changes while this message holds their resources; what became of each is added to `applied`. */
async function change(judged: Judged, time: TimeLeft, handling: Handling, applied: Applied[], io: Io): Promise<Outcome> {
  const { remediating, state, inTurn } = handling;
  const resources = judged.changes.map(({ resource }) => resource);
  const held = await withLeases(state, resources, io, (lost) => inTurn(() => makeAll(judged, time, lost, { remediating, applied }, io)));
  return "done" in held ? held.done : { kind: "again", reason: `${nameOf(held.resource)} is being changed by ${held.heldBy}` };
}

interface Making {
  readonly remediating: Remediating;
  readonly applied: Applied[];
}
const late: Outcome = { kind: "again", reason: `timed-out: less than ${writeSeconds} s were left, in which a write might not end` };

async function makeAll(judged: Judged, time: TimeLeft, lost: AbortSignal, { remediating, applied }: Making, io: Io): Promise<Outcome> {
  if (!time.mayWrite()) return late;
  const began = io.now().toISOString();
  const outcomes: Outcome[] = [];
  for await (const one of makeChanges(judged, remediating, io)) {
    applied.push(one);
    await print(io.stdout, `${JSON.stringify(one)}\n`);
    outcomes.push(await becameOf(one, began, remediating, io));
    // The next finding's changes have not begun yet.
    if (lost.aborted) outcomes.push({ kind: "again", reason: "the lease could not be renewed" });
    else if (!time.mayWrite()) outcomes.push(late);
    else continue;
    break;
  }
  return gravest(outcomes);
}

/**
 * A refusal stands until a person changes what refuses. What drifted, what another run holds, and what a brake or a denied read held
 * back, is judged again. What failed after its write needs a person.
 */
async function becameOf(
  { change, status, reason, heldBy, isTransient }: Applied,
  began: string,
  { config, session }: Remediating,
  io: Io,
): Promise<Outcome> {
  const what = `${change.change} of ${nameOf(change.resource)} is ${status}: ${reason}`;
  if (status === "drifted" || heldBy !== undefined || isTransient) return { kind: "again", reason: what };
  if (status !== "failed") return done;
  const { journal } = await openStores(config, io, async () => session);
  const entries = await entriesOf(journal);
  const isWritten = entries.some((entry) => entry.change.id === change.id && entry.status === "writing" && entry.at >= began);
  return { kind: isWritten ? "poison" : "again", reason: what };
}

function outcomeOf({ check, resource, verdict }: Finding): Outcome {
  if (verdict.status !== "unknown") return done;
  const reason = `${check} could not judge ${nameOf(resource)}: ${verdict.reason}`;
  return { kind: lasting.has(verdict.cause) ? "poison" : "again", reason };
}

const ranks: Readonly<Record<Outcome["kind"], number>> = { done: 0, again: 1, poison: 2 };

/** Of several outcomes that of the greatest rank, and the first of these: poison is never tried again, and says why. */
const gravest = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce((most, one) => (ranks[one.kind] > ranks[most.kind] ? one : most), done);

const nameOf = ({ account, region, type, id }: ResourceRef): string => `${type}${id === "" ? "" : ` ${id}`} in ${account}/${region}`;
