import { type Io, print } from "@plumbline/cli/io";
import { printable } from "@plumbline/reports/text";
import type { Config } from "./config.ts";
import type { Outcome } from "./run-import.ts";

type Counts = Readonly<Record<string, number>>;
const line = (what: string, counts: Counts) => {
  const each = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return `${what.padEnd(12)}${each.length > 0 ? each.join(", ") : "nothing"}\n`;
};

/** What an import missed, a line each; none when it saw all and CAR holds all of it. */
export const missedOf = ({ gaps, refused, unretired }: Pick<Outcome, "gaps" | "refused" | "unretired">): string[] => [
  ...gaps.map(
    ({ account, region, type, aspect, outcome, message }) =>
      `${type} ${aspect} of ${account}/${region}: ${outcome}${message === undefined ? "" : `, ${message}`}; nothing of it is deleted`,
  ),
  ...refused.map((reason) => `left out: ${reason}`),
  ...(unretired === undefined ? [] : [`nothing was retired; a full import follows as soon as all was seen: ${unretired}`]),
];

/** Prints what an import did: for a person, or as one JSON object. */
export async function printOutcome(outcome: Outcome, { format, dryRun }: Config, io: Io): Promise<void> {
  const { mode, counts, gaps, refused, unretired } = outcome;
  if (format === "json") {
    const reason = mode.kind === "full" ? { reason: mode.reason } : { since: mode.since.toISOString() };
    const told = { mode: mode.kind, ...reason, dryRun: dryRun !== undefined, sent: counts.send, removed: counts.remove };
    return print(
      io.stdout,
      `${JSON.stringify({ ...told, incomplete: gaps, refused, ...(unretired === undefined ? {} : { unretired }) })}\n`,
    );
  }
  const [sent, removed] = dryRun === undefined ? ["sent", "taken away"] : ["would send", "would take"];
  const why = mode.kind === "full" ? mode.reason : `since ${mode.since.toISOString()}`;
  const lines = [
    `${mode.kind} import: ${why}\n${line(sent, counts.send)}${line(removed, counts.remove)}`,
    ...missedOf(outcome).map((line) => `! ${printable(line)}\n`),
  ];
  return print(io.stdout, lines.join(""));
}
