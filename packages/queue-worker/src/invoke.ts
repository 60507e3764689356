import type { Context, Handler } from "./handler.ts";

/** Thrown when a handler did not answer in time. */
export class InvocationTimeout extends Error {
  override readonly name = "InvocationTimeout";
}

export interface Invoking {
  readonly seconds: number;
  readonly requestId: string;
  /** Milliseconds on a clock that only goes forward. */
  elapsed(): number;
}

/**
 * Runs a handler once, as Lambda does: with a context that tells the time left, and no longer than `seconds`. Rejects with what the
 * handler threw, or with an InvocationTimeout; a handler that heeds `context.signal` can end then, Lambda would freeze it.
 */
export async function invoke(handler: Handler, event: unknown, { seconds, requestId, elapsed }: Invoking): Promise<unknown> {
  const end = elapsed() + seconds * 1000;
  const abort = new AbortController();
  const context: Context = {
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - elapsed())),
    signal: abort.signal,
  };
  const timeout = new InvocationTimeout(`the handler did not answer within ${seconds} seconds`);
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    over.reject(timeout);
    abort.abort(timeout);
  }, seconds * 1000);
  try {
    return await Promise.race([handler(event, context), over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
