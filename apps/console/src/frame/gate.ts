import type { MiddlewareHandler } from "hono";
import pLimit from "p-limit";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

/** Requests wait in line here; more than so many are turned away at once. */
const mostWaiting = 5000;

/** Does some work when its turn has come; throws a Refusal where the line is too long, or the console is being stopped. */
export type Line = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets so many pieces of work be done at once. The others wait in line, first come, first served, where waiting costs nothing, rather than each
 * for a connection to the database, where it fails after a while. When the line is too long, people are told to come again;
 * so are all in the line once the console is being stopped.
 */
export function lineOf(atOnce: number, stopping?: AbortSignal): Line {
  const line = pLimit(atOnce);
  const proveOpen = (): void => {
    if (stopping?.aborted) throw new Refusal(503, "The console is being stopped. Try again in a while.");
  };
  return async (work) => {
    proveOpen();
    if (line.pendingCount >= mostWaiting) throw new Refusal(503, "Too much is asked of the console at once. Try again in a while.");
    return line(() => {
      // The wait may have been long: behind this the store is wanted, which is closed soon.
      proveOpen();
      return work();
    });
  };
}

/** Lets requests through as their turn comes. */
export const gate =
  (line: Line): MiddlewareHandler<Gathered> =>
  (_c, next) =>
    line(next);
