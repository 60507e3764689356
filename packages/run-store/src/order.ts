import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { byText } from "@plumbline/finding-model/order";

const compareKeys = (a: readonly string[], b: readonly string[]): number => {
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
const cellKey = ({ account, region, type, aspect }: Cell) => [account, region, type, aspect];

/** The order of every report: account, region, type, id, check, subKey, by code unit, so that it is the same on every machine. */
export const compareFindings = (a: Finding, b: Finding): number => compareKeys(findingKey(a), findingKey(b));
export const compareCells = (a: Cell, b: Cell): number => compareKeys(cellKey(a), cellKey(b));

/** One type in one place: its findings stand together in the order. */
export interface Group {
  readonly account: string;
  readonly region: string;
  readonly type: string;
}
export const nameOfGroup = ({ account, region, type }: Group): string => JSON.stringify([account, region, type]);
export const compareGroups = (a: Group, b: Group): number => compareKeys([a.account, a.region, a.type], [b.account, b.region, b.type]);
