/** Looking again and again, at growing pauses. */

export interface Waiting {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly patienceMilliseconds: number;
}

const firstPause = 20_000;
const longestPause = 120_000;

/** Looks at once and then after 20, 30, 45... up to 120 seconds, until it answers something; undefined when the patience is over. */
export async function waitLonger<T>(
  look: () => Promise<T | undefined>,
  { sleep, now, patienceMilliseconds }: Waiting,
): Promise<T | undefined> {
  const since = now().getTime();
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 1.5)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const left = patienceMilliseconds - (now().getTime() - since);
    if (left <= 0) return undefined;
    await sleep(Math.min(pause, left));
  }
}
