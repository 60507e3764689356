import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { type KdiVerdict, validateKdi } from "@plumbline/kdi-writer/validate-kdi";
import { counted, printable } from "@plumbline/reports/text";
import { StoreError } from "@plumbline/run-store/error";
import type { ValidateConfig } from "./config.ts";
import { filesIn, orderIn } from "./last-uploaded.ts";
import { openSplitAssets, type SplitAssets } from "./split-assets.ts";

/** What became of one file: its faults, or why it can't be read. */
type Judged = { readonly file: string } & (
  | ({ readonly kind: "read" } & KdiVerdict)
  | { readonly kind: "unreadable"; readonly reason: string }
);

/** `plumbline kdi validate`: each file, and the files together; one that can't be read does not keep the others from being judged. */
export async function validateAndTell(named: readonly string[], given: ValidateConfig, io: Io): Promise<ExitCode> {
  const folder = resolve(io.folder, given.outputDirectory);
  const files = named.length > 0 ? named : await filesIn(folder);
  // The export's own files are as its own order made them.
  const config = named.length > 0 ? given : { ...given, locatorOrder: given.locatorOrder ?? [...(await orderIn(folder))] };
  if (files.length === 0) throw usageError("the export has no file to validate", "name files: plumbline kdi validate FILE...");
  const codes: ExitCode[] = [];
  const split = files.length > 1 ? openSplitAssets(config.maxFaults, config.locatorOrder) : undefined;
  try {
    for (const file of files) {
      const judged = await judge(file, { config, io, split });
      codes.push(judged.kind === "unreadable" ? exitCodes.usage : judged.faultCount > 0 ? exitCodes.findings : exitCodes.clean);
      await print(io.stdout, config.format === "json" ? `${JSON.stringify(judged)}\n` : text(judged));
    }
  } finally {
    split?.close();
  }
  return gravest(codes);
}

interface Judging {
  readonly config: ValidateConfig;
  readonly io: Io;
  readonly split: SplitAssets | undefined;
}

async function judge(file: string, { config: { maxFaults, locatorOrder }, io, split }: Judging): Promise<Judged> {
  const path = resolve(io.folder, file);
  const ofMany = split?.open(file);
  try {
    const verdict = await validateKdi(path, { maxFaults, order: locatorOrder, onAsset: ofMany?.note });
    // Of another version nothing else is told.
    if (verdict.version === 1) ofMany?.forget();
    const twins = verdict.version === 1 ? undefined : ofMany?.told();
    if (!twins) return { file, kind: "read", ...verdict };
    const faults = [...verdict.faults, ...twins.faults].slice(0, maxFaults);
    return { file, kind: "read", ...verdict, faultCount: verdict.faultCount + twins.faultCount, faults };
  } catch (error) {
    ofMany?.forget();
    // A full disk is no fault of the file.
    if (!(error instanceof StoreError) || (error.code !== "missing" && error.code !== "broken")) throw error;
    return { file, kind: "unreadable", reason: error.message };
  }
}

function text(judged: Judged): string {
  if (judged.kind === "unreadable") return `! ${printable(judged.reason)}\n`;
  const { file, assets, vulns, findings, vulnDefs, faultCount, faults, remarkCount, remarks } = judged;
  const parts = [counted(assets, "asset"), counted(vulns, "vuln"), ...(findings > 0 ? [counted(findings, "finding")] : [])];
  const lines = [
    `${file}: ${faultCount === 0 ? "no fault" : counted(faultCount, "fault")}; ${[...parts, counted(vulnDefs, "definition")].join(", ")}`,
    ...faults.map(({ place, message, of }) => `  ${place === "" ? "the file" : place}${of === undefined ? "" : ` (${of})`}: ${message}`),
    ...(faultCount > faults.length ? [`  and ${faultCount - faults.length} more; --max-faults shows more`] : []),
    ...remarks.map(({ place, message, of }) => `  · ${place} (${of}): ${message}`),
    ...(remarkCount > remarks.length ? [`  · and ${remarkCount - remarks.length} more; --max-faults shows more`] : []),
  ];
  return lines.map((line) => `${line.slice(0, 2) === "  " ? "  " : ""}${printable(line.trim())}\n`).join("");
}
