import type { PlannedChange } from "@plumbline/finding-model/change";
import { type Action, type MakeOptions, record } from "./make-change.ts";

interface Refused {
  readonly change: PlannedChange;
  readonly status: "refused";
  readonly reason: string;
  readonly heldBy: string;
}
interface Refusing extends MakeOptions {
  refuse?(change: PlannedChange): string | undefined;
}

/**
 * Works on the changes of one resource while this run alone holds it. They are refused when another run does, and from the moment on when
 * this one was held up so long that it lost its right.
 */
export async function* whileHeld<O extends Refusing, A>(
  group: readonly PlannedChange[],
  action: Action,
  options: O,
  work: (options: O) => AsyncGenerator<A>,
): AsyncGenerator<A | Refused> {
  const [first] = group;
  const hold = first && (await options.hold?.(first.resource));
  if (!hold) return yield* work(options);
  if ("heldBy" in hold) {
    const reason = `another run (${hold.heldBy}) is changing it`;
    for (const change of group) {
      await record(options, action, change, { status: "refused", reason });
      yield { change, status: "refused", reason, heldBy: hold.heldBy };
    }
    return;
  }
  const lost = "this run was held up, and another may be changing it";
  try {
    yield* work({ ...options, refuse: (change) => (hold.lost.aborted ? lost : options.refuse?.(change)) });
  } finally {
    await hold.release();
  }
}
