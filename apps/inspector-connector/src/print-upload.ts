import { type Io, print } from "@plumbline/cli/io";
import { counted, printable } from "@plumbline/reports/text";
import { leftOpenText } from "./left-open.ts";
import type { Uploaded } from "./upload-files.ts";

/** What an upload did, as one JSON object: Kenna's own summary of the run with it. */
export const uploadJson = ({ outcome, connector, manifest, leaves }: Uploaded) => ({
  ...{ connector, files: manifest.files.length, ...outcome },
  ...(leaves === undefined ? {} : { leaves }),
});

const told =
  "! that this run is of these files its time and counts tell, as the answer to its start was lost; the next upload sends them once more";

/** Prints what an upload did, for a person: every count that Kenna gives. */
export async function printUpload({ outcome, connector, manifest, leaves }: Uploaded, io: Io): Promise<void> {
  if (outcome.outcome === "nothing")
    return print(io.stdout, `nothing to upload: the export has no asset${manifest.complete ? "" : ", and not everything was looked at"}\n`);
  const left = leftOpenText(leaves, outcome.run.autoclosed_scanner_vuln_count);
  const { id, success: _, start_time, end_time, error_message, ...counts } = outcome.run;
  const lines = [
    outcome.outcome === "done-before"
      ? `run ${id} of connector ${connector} has taken these files before; --anew sends them again`
      : `run ${id} of connector ${connector} took ${counted(manifest.files.length, "file")}`,
    ...(outcome.isFound ? [told] : []),
    ...(start_time === undefined ? [] : [`from ${start_time}${end_time === undefined ? "" : ` to ${end_time}`}`]),
    ...Object.entries(counts).flatMap(([name, count]) =>
      typeof count === "number" ? [`${name.replaceAll("_", " ").padEnd(36)}${count}`] : [],
    ),
    ...(error_message === undefined ? [] : [`! Kenna says: ${error_message}`]),
    ...(left === undefined ? [] : [`! ${left}`]),
  ];
  return print(io.stdout, lines.map((line) => `${printable(line)}\n`).join(""));
}
