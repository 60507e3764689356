import type { Finding } from "./finding.ts";
import type { CallCounts } from "./run-report.ts";

/** By code unit, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A record with its names in order. */
export const inOrder = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => byText(a, b)));

/** The counts with services and operations in order: calls run side by side, so that which came first is chance. */
export const callsInOrder = (calls: CallCounts): CallCounts =>
  inOrder(Object.fromEntries(Object.entries(calls).map(([service, operations]) => [service, inOrder(operations)])));

/** Texts in their order, the first first. */
export const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? "";
    if (left !== right) return byText(left, right);
  }
  return a.length - b.length;
};
const findingKey = ({ check, subKey, resource: { account, region, type, id } }: Finding) => [
  account,
  region,
  type,
  id,
  check,
  subKey ?? "",
];

/** The order of every report: account, region, type, id, check, subKey, by code unit, so that it is the same on every machine. */
export const compareFindings = (a: Finding, b: Finding): number => compareKeys(findingKey(a), findingKey(b));
