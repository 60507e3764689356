import { setTimeout as sleep } from "node:timers/promises";
import type { MiddlewareHandler } from "hono";
import { network, TooMany } from "./rate-limits.ts";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

/** How long a body may be and how long it may take; what is held at once of a sort has limits too: in all, of one address and of one person. */
export interface BodyLimits {
  readonly sort: "sign-in" | "form" | "upload";
  /** Bytes. */
  readonly most: number;
  readonly mostAtOnce: number;
  readonly mostOfAddress: number;
  readonly mostOfPerson: number;
  readonly milliseconds: number;
}
const mebibyte = 1024 * 1024;
/** Of a person who is not signed in yet nothing is known but the address. */
const ofSignIns: BodyLimits = {
  ...{ sort: "sign-in", most: 8 * 1024, milliseconds: 10_000 },
  ...{ mostAtOnce: 4 * mebibyte, mostOfAddress: mebibyte / 16, mostOfPerson: mebibyte / 16 },
};
const ofForms: BodyLimits = {
  ...{ sort: "form", most: mebibyte / 4, milliseconds: 10_000 },
  ...{ mostAtOnce: 64 * mebibyte, mostOfAddress: 8 * mebibyte, mostOfPerson: 2 * mebibyte },
};

/** No form of the console is longer than a quarter of a mebibyte; files are as long as their pages say, and sent one at a time by one address. */
export function bodyLimits({ isSignIn, maxBytes }: { readonly isSignIn: boolean; readonly maxBytes: number | undefined }): BodyLimits {
  if (isSignIn) return ofSignIns;
  if (maxBytes === undefined) return ofForms;
  return {
    ...{ sort: "upload", most: maxBytes, milliseconds: 30_000 },
    ...{ mostAtOnce: 256 * mebibyte, mostOfAddress: maxBytes, mostOfPerson: maxBytes },
  };
}

/**
 * Reads a request's body to its end, before the request waits in line: who sends slowly holds no place that others need. What is too long is
 * read on and thrown away a while, for who is still sending hears no answer. Who holds too much memory is told to come again, alone (429) where it
 * is one address or one person, so that nobody takes what is there for all (503).
 */
export function readBodies(limitsOf: (path: string) => BodyLimits): MiddlewareHandler<Gathered> {
  const held = new Map<string, number>();
  return async (c, next) => {
    const { body, method, url, headers } = c.req.raw;
    if (body === null) return next();
    const { sort, most, mostAtOnce, mostOfAddress, mostOfPerson, milliseconds } = limitsOf(c.req.path);
    const subject = c.get("subject");
    const [all, address, person] = [
      sort,
      `${sort} at ${network(c.get("address"))}`,
      subject === undefined ? [] : [`${sort} by ${subject}`],
    ];
    let own = 0;
    const hold = (bytes: number): void => {
      own += bytes;
      for (const holder of [all, address, ...person]) {
        const sum = (held.get(holder) ?? 0) + bytes;
        if (sum === 0) held.delete(holder);
        else held.set(holder, sum);
      }
    };
    const isOver = (holder: string, limit: number): boolean => (held.get(holder) ?? 0) > limit;
    const proveShare = (): void => {
      if (isOver(address, mostOfAddress) || person.some((one) => isOver(one, mostOfPerson))) throw new TooMany(10);
      if (isOver(all, mostAtOnce)) throw new Refusal(503, "Too much is sent to the console at once. Try again in a while.");
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
          proveShare();
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
