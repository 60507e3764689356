import type { MiddlewareHandler } from "hono";
import pLimit from "p-limit";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

/** Requests wait in line here; more than so many are turned away at once. */
const mostWaiting = 5000;

/**
 * Lets so many requests be answered at once. The others wait in line, first come, first served, where waiting costs nothing, rather than each
 * for a connection to the database, where it fails after a while. When the line is too long, people are told to come again.
 */
export function gate(atOnce: number): MiddlewareHandler<Gathered> {
  const line = pLimit(atOnce);
  return (_c, next) => {
    if (line.pendingCount >= mostWaiting) throw new Refusal(503, "Too much is asked of the console at once. Try again in a while.");
    return line(next);
  };
}
