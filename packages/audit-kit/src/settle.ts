import { isDeepStrictEqual } from "node:util";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { type Applied, type ApplyOptions, byResource, judged } from "./apply.ts";
import { whileHeld } from "./hold.ts";
import { failureOf } from "./look.ts";
import { type Made, openLens, record } from "./make-change.ts";

/** What a change's last entry says when nobody knows yet how it ended. */
const open = new Set<JournalEntry["status"]>(["writing", "applied", "in-progress"]);
const notMade = new Set<JournalEntry["status"]>(["refused", "failed", "drifted"]);
/** Tells whether the last entry of a change leaves its end open. */
export const isOpen = ({ status }: JournalEntry): boolean => open.has(status);

/**
 * Finds out how changes ended that an earlier run left open: those that AWS had not shown yet, that could not be judged, or that a crash cut
 * off. `entries` are the last ones of their changes, also of those that ended. What is still on its way stays `in-progress`.
 */
export async function* settleChanges(entries: readonly JournalEntry[], options: ApplyOptions): AsyncGenerator<Applied> {
  const actions = new Map(entries.filter(isOpen).map((entry) => [entry.change, entry]));
  const unmade = new Set(entries.filter(({ status }) => notMade.has(status)).map(({ run, change }) => `${run} ${change.fingerprint}`));
  for (const group of byResource([...actions.keys()]))
    yield* whileHeld(group, "apply", options, async function* (held) {
      yield* settleGroup(await stillOpen(group, held), { actions, unmade }, held);
    });
}

const keyOf = ({ id, resource }: PlannedChange): string => JSON.stringify([id, resource]);

/** Another run may have ended a change between our reading of the journal and the moment from which we alone hold the resource. */
async function stillOpen(group: readonly PlannedChange[], { latest }: ApplyOptions): Promise<readonly PlannedChange[]> {
  if (!latest) return group;
  const left = new Set((await latest()).filter(isOpen).map(({ change }) => keyOf(change)));
  return group.filter((change) => left.has(keyOf(change)));
}

async function* settleGroup(
  group: readonly PlannedChange[],
  { actions, unmade }: { actions: ReadonlyMap<PlannedChange, JournalEntry>; unmade: ReadonlySet<string> },
  options: ApplyOptions,
): AsyncGenerator<Applied> {
  for (const steps of Map.groupBy(group, ({ fingerprint }) => fingerprint).values()) {
    const shown: PlannedChange[] = [];
    for (const change of steps) {
      const entry = actions.get(change);
      const action = entry?.action ?? "apply";
      const made = await look(change, entry, options);
      if (made.status === "applied") shown.push(change);
      else {
        // What is as it was is no news, and its age counts from when it began.
        if (made.status !== entry?.status) await record(options, action, change, made);
        yield { change, ...made };
      }
    }
    // Where another step was never made, that these did not cure is no surprise, and no reason to write.
    const isPart = steps.some((change) => unmade.has(`${actions.get(change)?.run} ${change.fingerprint}`));
    // A finding is judged when all of its steps are there.
    if (shown.length === steps.length) yield* judged(shown, isPart ? { ...options, takesBack: false } : options);
    else for (const change of shown) yield { change, status: "applied", reason: "another step of the same finding is not there yet" };
  }
}

/** What AWS has not shown for a day, and says that it does not work on, it did not take. */
const patience = 24 * 3_600_000;

async function look(change: PlannedChange, entry: JournalEntry | undefined, options: ApplyOptions): Promise<Made> {
  const writer = await options.writerOf(change.change);
  if (!writer) return { status: "refused", reason: `this version has no change ${change.change}` };
  const isUndo = entry?.action === "undo";
  try {
    const lens = await openLens(writer.change, change, options);
    if (!lens) return { status: "drifted", reason: "the resource is gone" };
    const [before, after] = [change.before, change.after].map((state) => writer.change.state.parse(state));
    const { state, isSettling } = await lens.read();
    const [from, to] = isUndo ? [after, before] : [before, after];
    if (isSettling) return { status: "in-progress", reason: "AWS is still working on it" };
    if (isDeepStrictEqual(state, to)) return { status: isUndo ? "undone" : "applied" };
    if (!isDeepStrictEqual(state, from)) return { status: "drifted", reason: `${change.aspect} reads neither as before nor as planned` };
    return entry?.status === "in-progress" && options.now().getTime() - Date.parse(entry.at) < patience
      ? { status: "in-progress", reason: "AWS does not show it yet" }
      : { status: "failed", reason: `${change.aspect} is as it was before: the write was never made, or was taken back` };
  } catch (error) {
    return { status: "in-progress", reason: `it could not be looked at: ${failureOf(error).message}` };
  }
}
