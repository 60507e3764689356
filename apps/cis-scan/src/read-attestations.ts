import { resolve } from "node:path";
import { editions } from "@plumbline/auditors/benchmarks/cis/registry";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { parseFile, readYaml, unreadable } from "@plumbline/cli/read-yaml";
import { Attestation, type Benchmark } from "@plumbline/finding-model/benchmark";
import { z } from "zod";
import { toEdition } from "./choose.ts";

/** A file of attestations: of one edition, since another one's numbers mean other controls. */
export const AttestationsFile = z.strictObject({
  edition: z.string().describe("Edition whose numbers are meant."),
  attestations: z.array(Attestation),
});

const kind = { what: "the attestations", option: "--attestations", texts: /^\d+(\.\d+)+$/ };

/** Reads what persons found of manual controls. A usage error for a file of another edition, and for a control that is unknown or automated. */
export async function readAttestations(file: string, { edition }: Benchmark, { folder }: Pick<Io, "folder">): Promise<Attestation[]> {
  const path = resolve(folder, file);
  const read = await readYaml(path, kind);
  if (!read) throw unreadable(path, kind);
  const { edition: own, attestations } = parseFile(AttestationsFile, read.raw, path, kind);
  if (own !== edition) throw usageError(`${file} is of edition ${own}, not of ${edition}`, `give --edition ${own}, or another file`);
  const { entries } = await editions[toEdition(edition)]();
  for (const { control, on, until } of attestations) {
    // Of a control that was not asked for, the file may speak all the same.
    const known = entries.find(({ id }) => id === control);
    if (!known) throw usageError(`${file}: ${edition} has no control ${control}`, "--list shows all");
    if (on > until) throw usageError(`${file}: the attestation of ${control} ends before its day`, "until must not be before on");
    if (known.assessment === "automated")
      throw usageError(`${file}: control ${control} is automated`, "only manual controls are answered by attestations");
  }
  return attestations;
}
