import type { Context } from "@plumbline/queue-worker/handler";

/** Seconds that one finding's changes may take: AWS has 16 to show each, and the verdict 4; a write that began is never broken off. */
export const writeSeconds = 45;

/** The time of one message, within that of the invocation. */
export interface TimeLeft {
  /** Milliseconds until judging must be done. */
  toJudge(): number;
  /** Whether a write may still begin: what begins must end, and be journaled, before the invocation does. */
  mayWrite(): boolean;
}

/** Gives a message its time: `seconds` to judge, or less where the invocation has less left beside the seconds that are kept for a write. */
export function timeLeft(context: Pick<Context, "getRemainingTimeInMillis">, seconds: number, kept: number): TimeLeft {
  const begun = context.getRemainingTimeInMillis();
  const end = Math.max(begun - seconds * 1000, kept * 1000);
  return {
    toJudge: () => Math.max(0, context.getRemainingTimeInMillis() - end),
    mayWrite: () => context.getRemainingTimeInMillis() >= kept * 1000,
  };
}

/** Waits for work no longer than the milliseconds given; undefined when it took longer. What comes of it later is dropped. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<{ readonly done: T } | undefined> {
  const over = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => over.resolve(undefined), milliseconds);
  try {
    return await Promise.race([work.then((done) => ({ done })), over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
