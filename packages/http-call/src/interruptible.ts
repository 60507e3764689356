export type Sleep = (milliseconds: number) => Promise<void>;

/** A sleep that ends with the run: it then rejects with the reason of the signal. */
export const interruptible =
  (sleep: Sleep, signal: AbortSignal | undefined): Sleep =>
  async (milliseconds) => {
    if (!signal) return sleep(milliseconds);
    signal.throwIfAborted();
    const ended = Promise.withResolvers<never>();
    const end = () => ended.reject(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    try {
      await Promise.race([sleep(milliseconds), ended.promise]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  };
