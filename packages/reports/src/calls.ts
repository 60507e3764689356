import { inOrder } from "@plumbline/finding-model/order";
import type { CallCounts } from "@plumbline/finding-model/run-report";

export interface ServiceCalls {
  readonly service: string;
  readonly total: number;
  /** Most called first. */
  readonly operations: readonly { readonly name: string; readonly count: number }[];
}

/** Calls by service in order of names, each with its total. */
export const callsByService = (calls: CallCounts): ServiceCalls[] =>
  Object.entries(inOrder(calls)).map(([service, counts]) => {
    const operations = Object.entries(inOrder(counts))
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count);
    return { service, total: operations.reduce((sum, { count }) => sum + count, 0), operations };
  });
