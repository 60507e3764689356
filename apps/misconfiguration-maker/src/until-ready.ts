import type { Kitchen } from "./recipe.ts";

const pauseMilliseconds = 15_000;
const longestMinutes = 60;

/** Asks every 15 seconds until AWS says yes. Throws after an hour with what was waited for. */
export async function untilReady(what: string, { sleep }: Pick<Kitchen, "sleep">, isReady: () => Promise<boolean>): Promise<void> {
  for (let pauses = 0; !(await isReady()); pauses++) {
    if (pauses * pauseMilliseconds >= longestMinutes * 60_000)
      throw new Error(`waited an hour for ${what}; look at it in the account, or run --destroy`);
    await sleep(pauseMilliseconds);
  }
}
