interface Limits {
  readonly ratePerSecond: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Waits until one more attempt under a key is within the budget. Attempts of one key go in the order in which they asked. */
export type RateBudget = (key: string) => Promise<void>;

/** Makes a token bucket for each key. */
export const createRateBudget = ({ ratePerSecond, burst, elapsed, sleep }: Limits): RateBudget => {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return async (key) => {
    const at = elapsed();
    const last = buckets.get(key) ?? { tokens: burst, at };
    const refilled = Math.min(burst, last.tokens + ((at - last.at) / 1000) * ratePerSecond);
    // A debt is a place in the queue: the next one waits behind it.
    const tokens = refilled - 1;
    buckets.set(key, { tokens, at });
    if (tokens < 0) await sleep((-tokens / ratePerSecond) * 1000);
  };
};
