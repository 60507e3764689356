import { isDeepStrictEqual } from "node:util";
import type { Json, Kept, StateStore } from "./state.ts";

/** Keeps state as long as the process lives; for tests, and for what needs no longer. */
export function memoryState(now: () => Date): StateStore {
  const kept = new Map<string, { value: Json } & Kept>();
  const live = (key: string) => {
    const one = kept.get(key);
    return one?.expiresAt !== undefined && one.expiresAt <= now() ? undefined : one;
  };
  return {
    get: async (key) => live(key)?.value,
    put: async (key, value, { expiresAt } = {}) => {
      kept.set(key, { value, expiresAt });
    },
    claim: async (key, value, { expiresAt } = {}) => {
      if (live(key)) return false;
      kept.set(key, { value, expiresAt });
      return true;
    },
    renew: async (key, value, { expiresAt }) => {
      const one = live(key);
      if (!one || !isDeepStrictEqual(one.value, value)) return false;
      kept.set(key, { value, expiresAt });
      return true;
    },
    release: async (key, value) => {
      if (isDeepStrictEqual(live(key)?.value, value)) kept.delete(key);
    },
  };
}
