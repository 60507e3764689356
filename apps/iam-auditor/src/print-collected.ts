import { counted, printable } from "@plumbline/reports/text";
import type { CollectedAll } from "./collect.ts";
import type { Collected } from "./collected.ts";

interface Row {
  readonly kind: string;
  readonly seen: number;
  readonly added: number;
  readonly changed: number;
  readonly ended: number;
}

const sum = (all: readonly Collected[], count: (one: Collected) => number): number => all.reduce((total, one) => total + count(one), 0);

/** What was written, kind by kind. */
const rowsOf = (collected: readonly Collected[]): readonly Row[] =>
  [...Map.groupBy(collected, ({ kind }) => kind)]
    .map(([kind, all]) => ({
      kind,
      seen: sum(all, ({ seen }) => seen),
      added: sum(all, ({ added }) => added),
      changed: sum(all, ({ changed }) => changed),
      ended: sum(all, ({ ended }) => ended),
    }))
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1));

interface Gap {
  readonly listing: string;
  readonly kinds: readonly string[];
  readonly outcome: string;
  readonly message: string | undefined;
}
/** What could not be seen: a listing's kinds together where the reason is the same. */
const gapsOf = (collected: readonly Collected[]): readonly Gap[] =>
  [...Map.groupBy(collected, ({ listing, outcome, message }) => JSON.stringify([listing, outcome, message])).values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ ...first, kinds: all.map(({ kind }) => kind) }];
  });
const missed = ({ collected }: CollectedAll) => gapsOf(collected.filter(({ isGap }) => isGap));

/** The result for programs. `incomplete` names what keeps the inventory from being whole; `skipped` what another account is asked about. */
export const collectedJson = (all: CollectedAll) => ({
  ...{ run: all.run, accounts: all.accounts, kinds: rowsOf(all.collected) },
  incomplete: missed(all).map(toJson),
  skipped: gapsOf(all.collected.filter(({ outcome, isGap }) => outcome !== "ok" && !isGap)).map(toJson),
});
const toJson = ({ listing, kinds, outcome, message }: Gap) => ({ listing, kinds, outcome, message });

/** The result for people. */
export function collectedText(all: CollectedAll): string {
  const rows = rowsOf(all.collected);
  const width = Math.max(4, ...rows.map(({ kind }) => kind.length));
  const columns = (kind: string, ...numbers: readonly (string | number)[]) =>
    `${kind.padEnd(width)}${numbers.map((one) => String(one).padStart(9)).join("")}\n`;
  const told = [
    `${counted(all.accounts.length, "account")} collected\n`,
    columns("kind", "seen", "new", "changed", "gone"),
    ...rows.map(({ kind, seen, added, changed, ended }) => columns(kind, seen, added, changed, ended)),
  ];
  const gaps = missed(all).map(
    ({ listing, kinds, outcome, message }) =>
      `${printable(`${listing}: ${kinds.join(", ")}: ${outcome}${message === undefined ? "" : `: ${message.replaceAll(/\s+/g, " ")}`}`)}\n`,
  );
  return [...told, ...(gaps.length > 0 ? ["not seen; what was known of it stays:\n", ...gaps] : [])].join("");
}
