import type { StateStore } from "@plumbline/run-store/state";
import type { GlobalOptions } from "./global-options.ts";

/** What was told of an emulator was not told of AWS. */
export function forEndpoint(state: StateStore, { endpointUrl }: GlobalOptions): StateStore {
  if (endpointUrl === undefined) return state;
  const own = (key: string) => `${endpointUrl}/${key}`;
  return {
    get: (key) => state.get(own(key)),
    put: (key, ...rest) => state.put(own(key), ...rest),
    claim: (key, ...rest) => state.claim(own(key), ...rest),
    renew: (key, ...rest) => state.renew(own(key), ...rest),
    release: (key, ...rest) => state.release(own(key), ...rest),
  };
}
