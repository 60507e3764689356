import type { CallCounts } from "@plumbline/finding-model/run-report";
import { byText } from "./text.ts";

const sortedEntries = <T>(record: Readonly<Record<string, T>>): [string, T][] => Object.entries(record).sort(([a], [b]) => byText(a, b));

/** The counts with services and operations in order of their names: calls run side by side, so that their first order is chance. */
export const sortedCalls = (calls: CallCounts): CallCounts =>
  Object.fromEntries(sortedEntries(calls).map(([service, operations]) => [service, Object.fromEntries(sortedEntries(operations))]));

export interface ServiceCalls {
  readonly service: string;
  readonly total: number;
  /** Most called first. */
  readonly operations: readonly { readonly name: string; readonly count: number }[];
}

/** Calls by service in order of names, each with its total. */
export const callsByService = (calls: CallCounts): ServiceCalls[] =>
  sortedEntries(calls).map(([service, counts]) => {
    const operations = sortedEntries(counts)
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count);
    return { service, total: operations.reduce((sum, { count }) => sum + count, 0), operations };
  });
