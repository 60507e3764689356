/** What a folder of KDI files holds: written last, so that files beside a manifest are whole. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { z } from "zod";
import { KdiStatus } from "./kdi.ts";

const count = z.int().min(0);

/** A place that should have been looked at and was not. */
export const KdiGap = z.strictObject({
  account: z.string(),
  region: z.string(),
  reason: z.string(),
  /** True where the account was asked for all that it sees: its members' findings are missing with its own. */
  withMembers: z.literal(true).optional(),
});
export type KdiGap = z.infer<typeof KdiGap>;

const chosen = z.union([z.literal("all"), z.array(z.string())]);
const spot = z.strictObject({ account: z.string(), region: z.string() });
/** Where an export looked: each account in each region. An older manifest says `all` alone, and not which these were. */
export const KdiScope = z.strictObject({
  /** Account ids, sorted; those of members among them where an account was asked for all that it sees. */
  accounts: chosen,
  /** True where these are all that there were in the organization. */
  allAccounts: z.literal(true).optional(),
  /**
   * Where an account was asked for all that it sees, so for its members too where it administers Inspector: how these are known, by Inspector's list
   * of them or only as findings of theirs were seen. An older manifest says `true`, and not which they are.
   */
  withMembers: z.union([z.literal(true), z.enum(["listed", "seen"])]).optional(),
  /** Region names, sorted. */
  regions: chosen,
  /** True where these are all that any of the accounts had. */
  allRegions: z.literal(true).optional(),
  /** Which of their pairs were not looked at, such as a region that an account has not enabled, or that is a gap. */
  except: z.array(spot).optional(),
  /** Besides them, where findings were told before the listing broke off: these are in the files, and nobody knows of others. */
  partly: z.array(spot).optional(),
});
export type KdiScope = Readonly<z.infer<typeof KdiScope>>;

export const KdiManifestFile = z.strictObject({
  /** In the manifest's folder. */
  name: z.string().regex(/^[^/\\]+\.json(\.gz)?$/),
  /** Of the file as it lies there, compressed or not. */
  bytes: count,
  /** 64 hex digits, of the file as it lies there. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  assets: count,
  vulns: count,
  vulnDefs: count,
  /** True of a file that holds one asset which is larger than a file should be. */
  isTooLarge: z.literal(true).optional(),
});
export type KdiManifestFile = z.infer<typeof KdiManifestFile>;

export const KdiManifest = z.strictObject({
  format: z.literal("plumbline-kdi-1"),
  name: z.string(),
  /** False when a place was not looked at. Kenna would close what is there: with autoclose on such files must not be sent. */
  complete: z.boolean(),
  gaps: z.array(KdiGap),
  /** ISO 8601, UTC, where only what changed from then on was looked for. */
  since: z.iso.datetime().optional(),
  /** Missing where nobody knows it. */
  scope: KdiScope.optional(),
  /** True where findings were handed over and nobody said that they are all: what is not told may be there. */
  isExcerpt: z.literal(true).optional(),
  settings: z.strictObject({
    skipAutoclose: z.boolean(),
    resetTags: z.boolean(),
    gzip: z.boolean(),
    maxAssets: count,
    /** Of a file before it is compressed. */
    maxBytes: count,
    /** By which assets were taken for one. */
    locatorOrder: z.array(z.string()),
  }),
  counts: z.strictObject({ assets: count, vulns: count, byStatus: z.record(KdiStatus, count), vulnDefs: count }),
  files: z.array(KdiManifestFile),
});
export type KdiManifest = z.infer<typeof KdiManifest>;

export const manifestPath = (folder: string, name: string): string => join(folder, `${name}.manifest.json`);

/** Reads a manifest. Rejects with a StoreError: `missing` when there is none, `broken` when it can't be read. */
export async function readManifest(path: string): Promise<KdiManifest> {
  const hint = "export again into another folder, or take the files away";
  try {
    return KdiManifest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT")
      throw new StoreError(`there is no manifest ${path}`, { code: "missing", path, hint: "export first", cause });
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    throw new StoreError(`can't read the manifest ${path}: ${reason}`, { code: "broken", path, hint, cause });
  }
}
