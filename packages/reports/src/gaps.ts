import { type Cell, isGap, type Outcome, Outcome as Outcomes } from "@plumbline/finding-model/coverage";
import { byText } from "@plumbline/finding-model/order";

/** Gaps with the same cause, type and aspect, in whatever account and region. */
export interface GapGroup {
  readonly outcome: Outcome;
  readonly type: string;
  readonly aspect: string;
  /** Cells. */
  readonly count: number;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Resources that were asked about, and those that answered. */
  readonly asked: number;
  readonly ok: number;
  /** What AWS said of the first of them. */
  readonly message: string | undefined;
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort(byText);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const groupOf = (first: Cell, cells: readonly Cell[]): GapGroup => ({
  outcome: first.outcome,
  type: first.type,
  aspect: first.aspect,
  count: cells.length,
  accounts: unique(cells.map(({ account }) => account)),
  regions: unique(cells.map(({ region }) => region)),
  asked: sum(cells.map(({ asked }) => asked)),
  ok: sum(cells.map(({ ok }) => ok)),
  message: cells.find(({ message }) => message !== undefined)?.message,
});

/** Every gap of a coverage ledger, equal ones as one group, by cause, type and aspect. */
export const gapGroups = (coverage: readonly Cell[]): GapGroup[] => {
  const groups = new Map<string, { first: Cell; cells: Cell[] }>();
  for (const gap of coverage.filter(isGap)) {
    const key = JSON.stringify([gap.outcome, gap.type, gap.aspect]);
    const group = groups.get(key);
    if (group) group.cells.push(gap);
    else groups.set(key, { first: gap, cells: [gap] });
  }
  const rank = (outcome: Outcome) => Outcomes.options.indexOf(outcome);
  return [...groups.values()]
    .map(({ first, cells }) => groupOf(first, cells))
    .sort((a, b) => rank(a.outcome) - rank(b.outcome) || byText(a.type, b.type) || byText(a.aspect, b.aspect));
};
