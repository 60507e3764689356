import { join } from "node:path";
import { diffKdi, type KdiAssetChange } from "@plumbline/kdi-writer/diff-kdi";
import { KdiError } from "@plumbline/kdi-writer/kdi-error";
import { WrittenOrder } from "@plumbline/kdi-writer/locators";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { counted } from "@plumbline/reports/text";
import { StoreError } from "@plumbline/run-store/error";
import { filesIn, lastUploaded, type UploadTarget, uploadedTo } from "./last-uploaded.ts";
import { type NotKept, notKept, notKeptText } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";

/**
 * Assets with open vulnerabilities that were uploaded last and that no file names now, `first` those with the most of them. Kenna's pages do not say
 * whether autoclose reaches them, so that they may stay open. `onNamed` are open vulnerabilities that it surely closes: on assets that files name.
 * `unknown` tells why nobody can look.
 */
export type LeftOpen =
  | {
      readonly onNamed: number;
      readonly assets: number;
      readonly openVulns: number;
      readonly first: readonly KdiAssetChange[];
      /** What of what Kenna has is not counted here. */
      readonly notKept?: NotKept;
    }
  | { readonly unknown: string };
const mostNamed = 10;

/** What an upload that means to close may leave open; undefined where autoclose is off, or nothing is known of an earlier upload to the target. */
export async function leftOpen(folder: string, manifest: KdiManifest, target: UploadTarget): Promise<LeftOpen | undefined> {
  if (manifest.settings.skipAutoclose) return undefined;
  try {
    const before = await uploadedTo(folder);
    if (before?.origin !== target.origin || before.connector !== target.connector) return undefined;
    const order = WrittenOrder.parse(manifest.settings.locatorOrder.join());
    const files = manifest.files.map(({ name }) => join(folder, name));
    const more = await notKept(lastUploaded(folder), await readManifest(manifestPath(lastUploaded(folder), exportName)));
    const diff = await diffKdi(await filesIn(lastUploaded(folder)), files, { order });
    try {
      let [assets, openVulns] = [0, 0];
      let first: readonly KdiAssetChange[] = [];
      for (const row of diff.assetRows("gone")) {
        if (row.openVulns === 0) continue;
        assets++;
        openVulns += row.openVulns;
        first = [...first, row].toSorted((a, b) => b.openVulns - a.openVulns).slice(0, mostNamed);
      }
      return { onNamed: diff.changes.autocloses, assets, openVulns, first, ...(more && { notKept: more }) };
    } finally {
      diff.close();
    }
  } catch (error) {
    // What was kept of an earlier upload must not keep a later one from Kenna; what is wrong with the files of this one the upload tells.
    if (error instanceof KdiError || error instanceof StoreError) return { unknown: error.message };
    throw error;
  }
}

/** The same in one line, by how many the run has closed where it is known; undefined where there is nothing to say. */
export function leftOpenText(left: LeftOpen | undefined, autoclosed?: number): string | undefined {
  if (left === undefined) return undefined;
  if ("unknown" in left) return `what may stay open of the upload before can't be told: ${left.unknown}`;
  const more = left.notKept && `more may stay open than can be told: ${notKeptText(left.notKept)}`;
  if (left.assets === 0) return more;
  const [was, stands, them] = left.assets === 1 ? ["was", "stands", "it"] : ["were", "stand", "them"];
  const named = left.first.map(({ asset: { locator, value }, openVulns }) => `${locator} ${value}: ${openVulns}`);
  const others = left.assets > named.length ? `, and ${left.assets - named.length} more` : "";
  return `${counted(left.assets, "asset")} that ${was} uploaded before ${stands} in no file, with ${counted(left.openVulns, "open vulnerability")} (${named.join(", ")}${others}): the export has no finding on ${them}, and ${reached(left, left.notKept ? undefined : autoclosed)}. Look at ${them} in Kenna${more ? `. And ${more}` : ""}`;
}

/** Kenna counts what it closed, and not where: only these two numbers can be told apart, and none where more was uploaded than is compared with. */
function reached({ onNamed, openVulns }: { readonly onNamed: number; readonly openVulns: number }, autoclosed: number | undefined): string {
  if (autoclosed === onNamed) return "by Kenna's count autoclose left them open";
  if (autoclosed === onNamed + openVulns) return "by Kenna's count autoclose closed them";
  return "Kenna does not say whether autoclose reaches what no file names";
}
