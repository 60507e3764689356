/** Waiting for jobs. */

export interface Patience {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** How long nothing may happen before a job counts as hanging. */
  readonly patienceMilliseconds: number;
}

const longestPause = 60_000;

/**
 * Looks again and again, after 1, 2, 4... 60 seconds, until `look` says that it is done; progress starts the pauses anew. Answers false when
 * there was no progress for as long as the patience lasts. Rejects with the reason of the signal.
 */
export const waitUntil = async (
  look: () => Promise<"done" | "progress" | "nothing">,
  { sleep, now, signal, patienceMilliseconds }: Patience,
): Promise<boolean> => {
  let since = now().getTime();
  for (let pause = 1000; ; pause = Math.min(longestPause, pause * 2)) {
    signal?.throwIfAborted();
    const seen = await look();
    if (seen === "done") return true;
    if (seen === "progress") {
      since = now().getTime();
      pause = 1000;
    }
    const left = patienceMilliseconds - (now().getTime() - since);
    if (left <= 0) return false;
    await sleep(Math.min(pause, left));
  }
};
