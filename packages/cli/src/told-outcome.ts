import type { Applied } from "@plumbline/audit-kit/apply";
import type { Outcome } from "@plumbline/delivery/outcome";

/** What channels are told of a change: one that waits for its announced time is planned, and not refused. */
export const toldOutcome = (applied: Applied): Outcome =>
  applied.madeAfter === undefined ? applied : { change: applied.change, status: "planned", madeAfter: new Date(applied.madeAfter) };
