import type { Cell } from "@plumbline/finding-model/coverage";
import { compareKeys } from "@plumbline/finding-model/order";

const cellKey = ({ account, region, type, aspect }: Cell) => [account, region, type, aspect];

export const compareCells = (a: Cell, b: Cell): number => compareKeys(cellKey(a), cellKey(b));

/** One type in one place: its findings stand together in the order. */
export interface Group {
  readonly account: string;
  readonly region: string;
  readonly type: string;
}
export const nameOfGroup = ({ account, region, type }: Group): string => JSON.stringify([account, region, type]);
export const compareGroups = (a: Group, b: Group): number => compareKeys([a.account, a.region, a.type], [b.account, b.region, b.type]);
