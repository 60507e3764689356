import { type Applied, isSuccess } from "@plumbline/audit-kit/apply";
import { counted, printable } from "@plumbline/reports/text";
import { createColors } from "picocolors";
import { exitCodeOfChanges } from "./apply-plan.ts";
import type { ExitCode } from "./exit-code.ts";
import { coloursOf, type Io, print } from "./io.ts";

/**
 * Prints what became of each change as it happens, then the counts. Format `json` is one array of all, `jsonl` one line of JSON for each.
 * Resolves to the exit code.
 */
export async function reportApplied(
  changes: AsyncIterable<Applied>,
  { format }: { format?: string | undefined },
  io: Io,
): Promise<ExitCode> {
  const all: Applied[] = [];
  const colours = createColors(coloursOf(io));
  for await (const applied of changes) {
    all.push(applied);
    if (format === "jsonl") await print(io.stdout, `${JSON.stringify(applied)}\n`);
    if (format === "json" || format === "jsonl") continue;
    const { change, status, reason } = applied;
    const { account, region, id } = change.resource;
    const word = isSuccess(applied) ? colours.green(status.padEnd(11)) : colours.yellow(status.padEnd(11));
    const end = status === "verified" ? ` ${change.outcome}` : reason ? `: ${reason}` : "";
    await print(io.stdout, `${word} ${printable(`${change.id} ${change.change} ${account}/${region} ${id}${end}`)}\n`);
  }
  if (format === "json") await print(io.stdout, `${JSON.stringify(all, null, 2)}\n`);
  else if (format !== "jsonl") await print(io.stdout, `${summary(all)}\n`);
  return exitCodeOfChanges(all);
}

function summary(all: readonly Applied[]): string {
  const counts = Map.groupBy(all, ({ status }) => status);
  return `${counted(all.length, "change")}: ${[...counts].map(([status, of]) => `${of.length} ${status}`).join(", ") || "none"}`;
}
