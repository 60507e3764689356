import type { ConnectorRun } from "./connector-run.ts";
import type { Running } from "./upload-journal.ts";
import type { UploadManifest } from "./upload-manifest.ts";

/**
 * Why a run that was found by its time took something else than these files, by Kenna's counts of assets and of what the scanner told;
 * undefined where it fits, where Kenna answered its start or somebody named it, and where either side has no counts.
 */
export function strangeIn(
  { isFound }: Pick<Running, "isFound">,
  run: ConnectorRun,
  { counts }: Pick<UploadManifest, "counts">,
): string | undefined {
  if (!isFound || counts === undefined || run.success !== true) return undefined;
  const pairs = [
    ["assets", run.processed_assets_count, counts.assets],
    ["vulnerabilities", run.processed_scanner_vuln_count, counts.vulns],
  ] as const;
  const [wrong] = pairs.filter(([, took, ours]) => took !== undefined && took !== ours);
  return wrong && `it took ${wrong[1]} ${wrong[0]}, and the files hold ${wrong[2]}`;
}
