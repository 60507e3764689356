import { printable } from "@plumbline/reports/text";
import type { Collected } from "./collected.ts";

const numbersOf = ({ seen, added, changed, ended }: Collected) => ({ seen, added, changed, ended });

/** The result for programs: every cell of every listing. */
export const sourcesJson = (run: string, collected: readonly Collected[]) => ({
  run,
  listings: [...Map.groupBy(collected, ({ listing }) => listing)].map(([listing, all]) => ({
    listing,
    kinds: all.map((one) => ({ kind: one.kind, outcome: one.outcome, message: one.message, ...numbersOf(one) })),
  })),
});

/** The result for people. */
export const sourcesText = (collected: readonly Collected[]): string =>
  collected.length === 0
    ? "there was nothing to ask\n"
    : [...Map.groupBy(collected, ({ listing }) => listing)]
        .map(([listing, all]) => `${printable(listing)}\n${all.map(lineOf).join("")}`)
        .join("");

const lineOf = (one: Collected): string => {
  const { seen, added, changed, ended } = numbersOf(one);
  const numbers = `${seen} seen, ${added} new, ${changed} changed, ${ended} gone`;
  if (!one.isGap) return `  ${one.kind}: ${one.outcome}: ${numbers}\n`;
  const why = printable((one.message ?? "").replaceAll(/\s+/g, " "));
  return `  ${one.kind}: ${one.outcome}: ${numbers}; what was not seen stays as it was: ${why}\n`;
};
