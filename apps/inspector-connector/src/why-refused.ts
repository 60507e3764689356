import type { KdiManifest } from "@plumbline/kdi-writer/manifest";
import { originOf } from "@plumbline/kenna-client/kenna-host";
import type { DiffConfig } from "./config.ts";
import { keptTarget, type UploadTarget } from "./last-uploaded.ts";
import { pendingOrNone } from "./pending-upload.ts";
import { whyUncovered } from "./prove-covered.ts";

/** Why an upload of files with autoclose on is refused. */
export interface Refused {
  readonly reason: string;
  /** What it goes on with all the same. */
  readonly unless?: string;
}

/**
 * Why an upload of the exported files to the connector that is named, or that the folder belongs to, would be refused; undefined where autoclose is
 * off or nothing that the folder tells speaks against it. Asks nobody.
 */
export async function whyRefused(folder: string, manifest: KdiManifest, config: DiffConfig): Promise<Refused | undefined> {
  if (manifest.settings.skipAutoclose) return undefined;
  if (!manifest.complete) return { reason: "not everything was looked at, so that Kenna would close what is there" };
  if (manifest.files.length === 0)
    return {
      reason: "no file names an asset, and Kenna closes by files alone, so that all would stay open",
      unless: "the connector never had a run",
    };
  const target = await targetOf(folder, config);
  const uncovered = target && (await whyUncovered(folder, manifest, target));
  return uncovered === undefined ? undefined : { reason: uncovered, unless: "--close-unseen agrees to what it closes" };
}

/** Where the next upload goes. */
async function targetOf(folder: string, { kennaConnectorId: connector, kennaApiHost }: DiffConfig): Promise<UploadTarget | undefined> {
  if (connector !== undefined) return { connector, origin: originOf(kennaApiHost) };
  return (await pendingOrNone(folder)) ?? (await keptTarget(folder));
}

/** The same for a person. */
export const refusedText = ({ reason, unless }: Refused): string =>
  `! an upload of them with autoclose on is refused${unless === undefined ? "" : `, unless ${unless}`}: ${reason}`;
