/** The counts of a connector's run, from the model before and after it. */
import type { KdiFile } from "@plumbline/kdi-writer/kdi";
import type { KennaModel } from "./model.ts";

export type RunCounts = Readonly<Record<string, number>>;

interface Changed {
  readonly before: KennaModel;
  /** After the files. */
  readonly taken: KennaModel;
  /** After the files and what they close by leaving it out. */
  readonly after: KennaModel;
  readonly files: readonly KdiFile[];
  /** How many files there were, the bad ones too. */
  readonly read: number;
}

export function countChanges({ before, taken, after, files, read }: Changed): RunCounts {
  const scanner = [before, taken, after].map(scannerVulns);
  const vulns = [before, taken, after].map(vulnsOf);
  const assets = files.flatMap((file) => file.assets);
  const told = assets.flatMap((asset) => asset.vulns).length;
  const created = [...(scanner[1]?.keys() ?? [])].filter((key) => !scanner[0]?.has(key)).length;
  return {
    total_payload_count: read,
    processed_payload_count: files.length,
    failed_payload_count: read - files.length,
    processed_assets_count: assets.length,
    assets_with_tags_reset_count: files.filter((file) => file.reset_tags).flatMap((file) => file.assets).length,
    processed_scanner_vuln_count: told,
    updated_scanner_vuln_count: told - created,
    created_scanner_vuln_count: created,
    closed_scanner_vuln_count: turned(scanner[0], scanner[1], true),
    autoclosed_scanner_vuln_count: turned(scanner[1], scanner[2], true),
    reopened_scanner_vuln_count: turned(scanner[0], scanner[1], false),
    closed_vuln_count: turned(vulns[0], vulns[1], true),
    autoclosed_vuln_count: turned(vulns[1], vulns[2], true),
    reopened_vuln_count: turned(vulns[0], vulns[1], false),
  };
}

type Open = ReadonlyMap<string, boolean>;

/** How many were open and are not, or the other way about. */
const turned = (before: Open | undefined, after: Open | undefined, wasOpen: boolean): number =>
  [...(before ?? [])].filter(([key, isOpen]) => isOpen === wasOpen && after?.get(key) === !wasOpen).length;

const scannerVulns = (model: KennaModel): Open =>
  new Map(
    [...model].flatMap(([asset, { vulns }]) => [...vulns].map(([key, { status }]) => [JSON.stringify([asset, key]), status === "open"])),
  );

/** Kenna makes one vulnerability of all that scanners tell of one CVE, or of one definition, on one asset. It is open while one of them is. */
const vulnsOf = (model: KennaModel): Open => {
  const open = new Map<string, boolean>();
  for (const [asset, { vulns }] of model)
    for (const { def, vuln_def_name, status } of vulns.values()) {
      const key = JSON.stringify([asset, def.cve_identifiers ?? vuln_def_name]);
      open.set(key, (open.get(key) ?? false) || status === "open");
    }
  return open;
};
