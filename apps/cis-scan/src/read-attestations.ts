import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { parseFile, readYaml, unreadable } from "@plumbline/cli/read-yaml";
import { Attestation, type Benchmark } from "@plumbline/finding-model/benchmark";
import { z } from "zod";

/** A file of attestations: of one edition, since another one's numbers mean other controls. */
export const AttestationsFile = z.strictObject({
  edition: z.string().describe("Edition whose numbers are meant."),
  attestations: z.array(Attestation),
});

const kind = { what: "the attestations", option: "--attestations", texts: /^\d+(\.\d+)+$/ };

/** Reads what persons found of manual controls. A usage error for a file of another edition, and for a control that is unknown or automated. */
export async function readAttestations(
  file: string,
  { edition, controls }: Benchmark,
  { folder }: Pick<Io, "folder">,
): Promise<Attestation[]> {
  const path = resolve(folder, file);
  const read = await readYaml(path, kind);
  if (!read) throw unreadable(path, kind);
  const { edition: own, attestations } = parseFile(AttestationsFile, read.raw, path, kind);
  if (own !== edition) throw usageError(`${file} is of edition ${own}, not of ${edition}`, `give --edition ${own}, or another file`);
  for (const { control, on, until } of attestations) {
    if (on > until) throw usageError(`${file}: the attestation of ${control} ends before its day`, "until must not be before on");
    // A control of the edition that was not asked for may be in the file all the same.
    if (controls.find(({ id }) => id === control)?.assessment === "automated")
      throw usageError(`${file}: control ${control} is automated`, "only manual controls are answered by attestations");
  }
  return attestations;
}
