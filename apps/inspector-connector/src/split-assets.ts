import type { Locators } from "@plumbline/kdi-writer/kdi";
import { defaultOrder, keyOfAsset, type LocatorOrder, nameAsset } from "@plumbline/kdi-writer/locators";
import { openUses } from "@plumbline/kdi-writer/uses";
import type { KdiFault, KdiVerdict } from "@plumbline/kdi-writer/validate-kdi";

/** What one of several files holds that one before it holds too. */
export interface SplitFile {
  /** Judges an asset of it. Throws an error of SQLite when there is no room. */
  note(locators: Locators, number: number): void;
  told(): Pick<KdiVerdict, "faultCount" | "faults">;
  /** No later file is judged by this one. */
  forget(): void;
}

/** Finds assets that stand in several files: with autoclose on Kenna would close by each file what another one holds. */
export interface SplitAssets {
  /** Begins the next file, which is judged by those before it; assets that stand twice within it are not told. */
  open(name: string): SplitFile;
  close(): void;
}

/** Keeps what it was told on disk. `maxFaults` are told of each file at most. Throws a StoreError when there is no room for temporary files. */
export function openSplitAssets(maxFaults: number, order: LocatorOrder = defaultOrder): SplitAssets {
  const uses = openUses();
  const files: { readonly name: string; readonly first: number }[] = [];
  let count = 0;
  return {
    open(name) {
      const first = count;
      const faults: KdiFault[] = [];
      let faultCount = 0;
      files.push({ name, first });
      return {
        note(locators, number) {
          count = Math.max(count, first + number + 1);
          const named = nameAsset(locators, order) ?? nameAsset(locators, defaultOrder);
          const twin = named && uses.noteAsset(keyOfAsset(locators, order), first + number);
          if (named === undefined || twin === undefined || twin >= first || ++faultCount > maxFaults) return;
          const holder = files.findLast((file) => file.first <= twin);
          faults.push({
            place: `assets[${number}]`,
            message: `it is the same asset as assets[${twin - (holder?.first ?? 0)}] of ${holder?.name}: an asset is whole in one file`,
            of: `${named.locator} ${named.value}`,
          });
        },
        told: () => ({ faultCount, faults }),
        forget: () => uses.forgetAssets(first),
      };
    },
    close: () => uses.close(),
  };
}
