import type { CallCounts } from "@plumbline/finding-model/run-report";
import type { CallSite } from "../call.ts";

/** Counts the calls of a run. */
export interface CallRecorder {
  /** Notes one attempt; retries are attempts too. */
  note(call: CallSite): void;
  /** By service and operation, in alphabetical order. */
  counts(): CallCounts;
  /** Distinct `service:Operation` that an account was asked, in alphabetical order; for every account when none is named. */
  operations(account?: string): readonly string[];
}

/** Makes a recorder with nothing noted. Memory grows with distinct calls, not with their number. */
export const createCallRecorder = (): CallRecorder => {
  const counts = new Map<string, CallSite & { times: number }>();
  const sorted = () => [...counts.values()].sort((a, b) => compare(nameOf(a), nameOf(b)));
  return {
    note(call) {
      const key = `${call.account}/${call.region}/${nameOf(call)}`;
      const { account, region, service, operation } = call;
      counts.set(key, { account, region, service, operation, times: (counts.get(key)?.times ?? 0) + 1 });
    },
    counts() {
      const all: CallCounts = {};
      for (const { service, operation, times } of sorted()) {
        const ofService = all[service] ?? {};
        ofService[operation] = (ofService[operation] ?? 0) + times;
        all[service] = ofService;
      }
      return all;
    },
    operations: (account) => [
      ...new Set(sorted().flatMap((call) => (account === undefined || call.account === account ? [nameOf(call)] : []))),
    ],
  };
};

const nameOf = ({ service, operation }: CallSite): string => `${service}:${operation}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
