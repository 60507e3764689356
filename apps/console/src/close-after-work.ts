import type { IamStore } from "@plumbline/iam-store/open-store";
import { Refusal } from "./frame/refusal.ts";

/**
 * A store that waits with its closing for the transactions under way, at most until `patience` ends: who hung up meanwhile holds no connection
 * to the console, but the work for them still runs. What would begin after that is refused.
 */
export function closeAfterWork(store: IamStore, patience: () => Promise<unknown>): IamStore {
  const running = new Set<Promise<unknown>>();
  let isClosing = false;
  return {
    ...store,
    async as(actor, work, options) {
      if (isClosing) throw new Refusal(503, "The console is being stopped. Try again in a while.");
      const one = store.as(actor, work, options);
      running.add(one);
      try {
        return await one;
      } finally {
        running.delete(one);
      }
    },
    async close() {
      isClosing = true;
      await Promise.race([Promise.allSettled(running), patience()]);
      await store.close();
    },
  };
}
