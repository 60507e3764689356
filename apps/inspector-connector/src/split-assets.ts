import { databaseError } from "@plumbline/kdi-writer/kdi-error";
import { defaultOrder, keyOfAsset, type LocatorOrder, locatorsIn, nameAsset } from "@plumbline/kdi-writer/locators";
import { readKdi } from "@plumbline/kdi-writer/read-kdi";
import { openUses } from "@plumbline/kdi-writer/uses";
import type { KdiFault, KdiVerdict } from "@plumbline/kdi-writer/validate-kdi";

/** Finds assets that stand in several files: with autoclose on Kenna would close by each file what another one holds. */
export interface SplitAssets {
  /** Judges the next file by those before it; assets that stand twice within it are not told. Rejects with a StoreError. */
  judge(path: string, name: string): Promise<Pick<KdiVerdict, "faultCount" | "faults">>;
  close(): void;
}

/** Keeps what it read on disk. `maxFaults` are told of each file at most. Throws a StoreError when there is no room for temporary files. */
export function openSplitAssets(maxFaults: number, order: LocatorOrder = defaultOrder): SplitAssets {
  const uses = openUses();
  const files: { readonly name: string; readonly first: number }[] = [];
  let count = 0;
  return {
    async judge(path, name) {
      const first = count;
      const faults: KdiFault[] = [];
      let faultCount = 0;
      try {
        for await (const part of readKdi(path)) {
          if (part.kind !== "asset") continue;
          count = Math.max(count, first + part.number + 1);
          const locators = locatorsIn(part.value);
          const named = nameAsset(locators, order) ?? nameAsset(locators, defaultOrder);
          const twin = named && uses.noteAsset(keyOfAsset(locators, order), first + part.number);
          if (named === undefined || twin === undefined || twin >= first) continue;
          if (++faultCount > maxFaults) continue;
          const holder = files.findLast((file) => file.first <= twin);
          faults.push({
            place: `assets[${part.number}]`,
            message: `it is the same asset as assets[${twin - (holder?.first ?? 0)}] of ${holder?.name}: an asset is whole in one file`,
            of: `${named.locator} ${named.value}`,
          });
        }
      } catch (error) {
        throw databaseError("write", "", error);
      }
      files.push({ name, first });
      return { faultCount, faults };
    },
    close: () => uses.close(),
  };
}
