import type { Io } from "@plumbline/cli/io";
import type { Context } from "@plumbline/queue-worker/handler";

/** API Gateway waits 29 seconds for a function, or 30. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const mostMilliseconds = 25_000;
/** Kept of an invocation to note what was begun, and to answer. */
const reserveMilliseconds = 3000;

/** The time that all entries of a request have together. */
export interface Clock {
  left(): number;
}

export function openClock(io: Io, context: Context): Clock {
  const end = io.now().getTime() + Math.min(mostMilliseconds, context.getRemainingTimeInMillis() - reserveMilliseconds);
  return { left: () => end - io.now().getTime() };
}

/** What the work gives, or undefined when it has not come in time; what comes of it later is dropped. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const over = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => over.resolve(undefined), milliseconds);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
