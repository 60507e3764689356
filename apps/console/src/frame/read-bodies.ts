import { setTimeout as sleep } from "node:timers/promises";
import type { MiddlewareHandler } from "hono";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

/** How long a body may be and how long it may take; all of a sort that are held at once have a limit too. */
export interface BodyLimits {
  readonly sort: "form" | "upload";
  /** Bytes. */
  readonly most: number;
  readonly mostAtOnce: number;
  readonly milliseconds: number;
}
const mebibyte = 1024 * 1024;
const ofForms: BodyLimits = { sort: "form", most: mebibyte / 4, mostAtOnce: 64 * mebibyte, milliseconds: 10_000 };
const ofUploads = { sort: "upload", mostAtOnce: 256 * mebibyte, milliseconds: 30_000 } as const;

/** No form of the console is longer than a quarter of a mebibyte; files are as long as their pages say. */
export const bodyLimits = (longestUpload: number | undefined): BodyLimits =>
  longestUpload === undefined ? ofForms : { ...ofUploads, most: longestUpload };

/**
 * Reads a request's body to its end, before the request waits in line: who sends slowly holds no place that others need. What is too long is
 * read on and thrown away a while, for who is still sending hears no answer. Who holds too much memory together is told to come again.
 */
export function readBodies(limitsOf: (path: string) => BodyLimits): MiddlewareHandler<Gathered> {
  const held = new Map<string, number>();
  return async (c, next) => {
    const { body, method, url, headers } = c.req.raw;
    if (body === null) return next();
    const { sort, most, mostAtOnce, milliseconds } = limitsOf(c.req.path);
    let own = 0;
    const hold = (bytes: number): void => {
      own += bytes;
      held.set(sort, (held.get(sort) ?? 0) + bytes);
    };
    try {
      const late = new AbortController();
      const timer = sleep(milliseconds, "late" as const, { signal: late.signal }).catch(() => "late" as const);
      const reader = body.getReader();
      const pieces: Uint8Array[] = [];
      let length = 0;
      try {
        for (;;) {
          const reading = reader.read().catch(brokenOff);
          // Nobody waits for it any more once it is late.
          reading.catch(() => undefined);
          const read = await Promise.race([reading, timer]);
          if (read === "late") throw length > most ? tooLong() : tooSlow();
          if (read.done) break;
          length += read.value.byteLength;
          if (length > most) {
            hold(-own);
            pieces.length = 0;
            // Twice the size is patience enough.
            if (length > 2 * most + mebibyte) throw tooLong();
            continue;
          }
          hold(read.value.byteLength);
          if ((held.get(sort) ?? 0) > mostAtOnce) throw new Refusal(503, "Too much is sent to the console at once. Try again in a while.");
          pieces.push(read.value);
        }
        if (length > most) throw tooLong();
      } finally {
        late.abort();
        // Cancelling would cut the connection before the answer; the listener throws away what still comes.
        reader.releaseLock();
      }
      c.req.raw = new Request(url, { method, headers, body: Buffer.concat(pieces) });
      await next();
    } finally {
      hold(-own);
    }
  };
}

const brokenOff = (cause: unknown): never => {
  throw new Refusal(400, "The form did not come whole.", { cause });
};
const tooLong = () => new Refusal(413, "That is too much for one form.");
const tooSlow = () => new Refusal(408, "The form was sent too slowly. Send it again.");
