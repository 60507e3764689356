import type { Connection } from "@plumbline/http-call/call";
import { interruptible } from "@plumbline/http-call/interruptible";

/** What a source takes from the process around it. */
export interface Surroundings {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  /** Told of each pause before a repetition, in one line without secrets. */
  readonly log?: ((line: string) => void) | undefined;
  readonly fetch?: typeof fetch;
  /** For one call; 60 seconds unless told. */
  readonly timeoutMilliseconds?: number | undefined;
  /** How often a call is made at most; 5 unless told, which is a quarter of a minute of pauses. */
  readonly attempts?: number | undefined;
}

/** The part of a connection that every source has alike. */
export const connectionOf = (
  { sleep, now, log, timeoutMilliseconds = 60_000, attempts = 5, ...given }: Surroundings,
  signal: AbortSignal | undefined,
): Pick<Connection, "fetch" | "sleep" | "now" | "signal" | "log" | "timeoutMilliseconds" | "attempts"> => ({
  fetch: given.fetch ?? fetch,
  sleep: interruptible(sleep, signal),
  log: log ?? (() => undefined),
  ...{ now, signal, timeoutMilliseconds, attempts },
});
