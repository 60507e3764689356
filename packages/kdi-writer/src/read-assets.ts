/** Reads files for comparing them, also such as `validateKdi` finds faults in: files of other tools stand there too. */
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import { KdiStatus, type Locators } from "./kdi.ts";
import { KdiError } from "./kdi-error.ts";
import { locatorsIn } from "./locators.ts";
import { readKdi } from "./read-kdi.ts";

const ComparedVuln = z.object({
  scanner_type: z.string(),
  scanner_identifier: z.string(),
  vuln_def_name: z.string(),
  status: KdiStatus,
  scanner_score: z.number().optional(),
  port: z.number().optional(),
  last_seen_at: z.string().optional(),
});
export type ComparedVuln = z.infer<typeof ComparedVuln>;
const Compared = z.object({ asset_type: z.string().optional(), vulns: z.array(ComparedVuln).default([]) });
const Head = z.object({ version: z.literal(2), skip_autoclose: z.boolean() });

export type ComparedPart =
  | { readonly kind: "asset"; readonly locators: Locators; readonly type: string | undefined; readonly vulns: readonly ComparedVuln[] }
  | { readonly kind: "file"; readonly skipAutoclose: boolean };

/**
 * The assets of files, one at a time, and after those of each file what it says of autoclose. Rejects with a KdiError `bad-file` for what is no
 * KDI of version 2, or lacks what is compared, and a StoreError for what can't be read.
 */
export async function* readAssets(paths: readonly string[]): AsyncGenerator<ComparedPart> {
  for (const path of paths)
    for await (const part of readKdi(path)) {
      if (part.kind === "broken") throw badFile(path, `it can't be read to its end: ${part.reason}`);
      if (part.kind === "asset") {
        const { data, error } = Compared.safeParse(part.value);
        if (error) throw badFile(path, `assets[${part.number}]: ${faultsIn(error)}`);
        const locators = locatorsIn(part.value);
        if (Object.keys(locators).length === 0) throw badFile(path, `assets[${part.number}] has no locator`);
        yield { kind: "asset", locators, type: data.asset_type, vulns: data.vulns };
      }
      if (part.kind !== "rest") continue;
      const { data, error } = Head.safeParse(part.value);
      if (error) throw badFile(path, faultsIn(error));
      yield { kind: "file", skipAutoclose: data.skip_autoclose };
    }
}

const badFile = (path: string, reason: string): KdiError =>
  new KdiError(`${path} is no KDI file that can be compared: ${reason.replaceAll(/\s*\n\s*/g, " ")}`, {
    ...{ code: "bad-file", where: path },
    hint: "plumbline kdi validate tells all its faults",
  });
