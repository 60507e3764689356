/** Uploads whose files are not kept, though Kenna has what they brought: partial ones, and those that newer files of fewer places took the place of. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type KdiManifest, KdiScope } from "@plumbline/kdi-writer/manifest";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import { counted } from "@plumbline/reports/text";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { onlyFound } from "./last-uploaded.ts";
import { coversScope } from "./scope.ts";

const PartialUpload = z.strictObject({
  /** ISO 8601, UTC, when it was sent, or when others took the place of its files. */
  at: z.iso.datetime(),
  /** See `identityOf`; missing where nobody can read it. */
  manifest: z.string().optional(),
  /** Where it looked; missing where nobody knows it. */
  scope: KdiScope.optional(),
  /** That it was sent is told by the time and counts of a run only: the run may be another's. */
  isFound: z.literal(true).optional(),
  /** Its files were kept until newer ones took their place that do not tell of all places. */
  isReplaced: z.literal(true).optional(),
});
const PartialUploads = z.strictObject({ format: z.literal("plumbline-partial-uploads-1"), uploads: z.array(PartialUpload) });
type PartialUpload = Readonly<z.infer<typeof PartialUpload>>;

const pathIn = (kept: string): string => join(kept, "partial-uploads.json");

/**
 * Whether an export did not tell all of the places where it looked: only what changed lately was looked for, nobody said of saved findings that they
 * are all, or something was missed and nobody knows where. A gap of a known place is no place where it looked.
 */
export const isPartial = ({
  complete,
  since,
  isExcerpt,
  scope,
}: Pick<KdiManifest, "complete" | "since" | "isExcerpt" | "scope">): boolean =>
  since !== undefined || isExcerpt === true || (!complete && scope === undefined);

/** The partial uploads since the files in a folder were kept, oldest first. Rejects with a StoreError of code `broken`. */
export async function partialUploads(kept: string): Promise<readonly PartialUpload[]> {
  const path = pathIn(kept);
  try {
    return PartialUploads.parse(JSON.parse(await readFile(path, "utf8"))).uploads;
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return [];
    const reason = cause instanceof z.ZodError ? "it is of another form" : reasonOf(cause);
    throw new StoreError(`can't read which partial uploads there were in ${path}: ${reason}`, {
      code: "broken",
      path,
      cause,
      hint: `upload once with autoclose off: it keeps its files anew, and what was before counts as looked at anywhere; --close-unseen agrees to close that`,
    });
  }
}

/** Notes a partial upload beside the files that stay kept, as the newest; the same one again is moved there. Rejects with a StoreError. */
export async function notePartial(kept: string, manifest: KdiManifest, { now, isFound }: Noted): Promise<void> {
  const earlier = await partialUploads(kept);
  const note = noteOf(manifest, { now, isFound });
  await writeUploads(kept, [...earlier.filter((one) => one.manifest !== note.manifest), note]);
}
interface Noted {
  readonly now: Date;
  readonly isFound?: true | undefined;
}

/**
 * Notes in a folder that is about to take the place of the kept files what these and partial uploads brought that its own do not tell. With
 * autoclose on that was looked at too, or somebody agreed that it is closed. Rejects with a StoreError.
 */
export async function carryPartial(kept: string, next: string, { manifest, earlier, now }: Replacing): Promise<void> {
  const left = manifest.settings.skipAutoclose ? await notCovered(kept, { manifest, earlier, now }) : [];
  if (left.length > 0) await writeUploads(next, left);
  else await rm(pathIn(next), { force: true });
}
interface Replacing {
  readonly manifest: KdiManifest;
  /** Of the kept files; `unknown` where it can't be read. */
  readonly earlier: KdiManifest | "unknown";
  readonly now: Date;
}

async function notCovered(kept: string, { manifest, earlier, now }: Replacing): Promise<readonly PartialUpload[]> {
  // What nobody can read may have looked anywhere.
  const unknown: PartialUpload = { at: now.toISOString(), isReplaced: true };
  const noted = await partialUploads(kept).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "broken") return [unknown];
    throw error;
  });
  const isOther = earlier !== "unknown" && identityOf(earlier) !== identityOf(manifest);
  const ofKept = isOther ? [{ ...noteOf(earlier, { now, isFound: await onlyFound(kept) }), isReplaced: true as const }] : [];
  // What is partial itself makes up for nothing.
  const isLeft = ({ scope }: PartialUpload) => isPartial(manifest) || !coversScope(manifest.scope, scope);
  const left = noted.filter(isLeft);
  // What an earlier note tells of all places once more would be a note more with each upload.
  const isNoted = (one: PartialUpload) => !one.isFound && left.some((other) => isWithin(one.scope, other.scope));
  return [...left, ...[...ofKept, ...(earlier === "unknown" ? [unknown] : [])].filter((one) => isLeft(one) && !isNoted(one))];
}

/** One that nobody knows is within none but such a one: not even all that is there now holds an account that has left. */
const isWithin = (one: KdiScope | undefined, other: KdiScope | undefined): boolean =>
  one === undefined || other === undefined ? one === other : coversScope(other, one);

const noteOf = (manifest: KdiManifest, { now, isFound }: Noted): PartialUpload => ({
  ...{ at: now.toISOString(), manifest: identityOf(manifest) },
  ...(manifest.scope && { scope: manifest.scope }),
  ...(isFound && { isFound }),
});
const writeUploads = (folder: string, uploads: readonly PartialUpload[]): Promise<void> =>
  writeFile(pathIn(folder), [`${JSON.stringify({ format: "plumbline-partial-uploads-1", uploads })}\n`]);

/**
 * When these same files were sent as a partial upload, where that is known for sure and `last`, the upload of the journal that is done, is theirs;
 * undefined otherwise: what others have changed since nobody tells. Rejects with a StoreError.
 */
export const sentAt = async (kept: string, manifest: KdiManifest, last: string | undefined): Promise<string | undefined> =>
  last === identityOf(manifest) ? (await partialUploads(kept)).find((one) => !one.isFound && one.manifest === last)?.at : undefined;

/** What of what Kenna has does not stand in the files that are kept; undefined where they are whole and nothing came since. */
export interface NotKept {
  /** The kept files are themselves of a partial upload: Kenna may have more from before. */
  readonly isPartial: boolean;
  /** When partial uploads were sent since, oldest first. */
  readonly partialSince: readonly string[];
  /** When newer files took the place of some that tell of more places, oldest first; missing where none did. */
  readonly replacedAt?: readonly string[];
  /** That Kenna took the kept files, or one of the partial uploads, is told by the time and counts of a run only. */
  readonly isFound?: true;
}

export async function notKept(kept: string, manifest: KdiManifest): Promise<NotKept | undefined> {
  const noted = await partialUploads(kept);
  const isFound = (await onlyFound(kept)) || noted.some((one) => one.isFound);
  if (!isPartial(manifest) && noted.length === 0 && !isFound) return undefined;
  const partialSince = noted.filter(({ isReplaced }) => !isReplaced).map(({ at }) => at);
  const replacedAt = noted.filter(({ isReplaced }) => isReplaced).map(({ at }) => at);
  return { isPartial: isPartial(manifest), partialSince, ...(replacedAt.length > 0 && { replacedAt }), ...(isFound && { isFound }) };
}

/** The same in words that go on after a colon. */
export function notKeptText({ isPartial: isItself, partialSince, replacedAt, isFound }: NotKept): string {
  const [first] = partialSince;
  const parts = [
    ...(isItself ? ["the files kept of it are of a partial upload themselves"] : []),
    ...(first === undefined
      ? []
      : [`${counted(partialSince.length, "partial upload")} since ${first} ${partialSince.length === 1 ? "is" : "are"} not in them`]),
  ];
  const more = "Kenna has more than they tell, and may have changed some of it; an upload of all that was looked at makes them whole";
  const told = parts.length === 0 ? [] : [`${parts.join(", and ")}: ${more}`];
  const elsewhere = replacedAt
    ? [
        `what was uploaded until ${replacedAt.at(-1)} tells of places that they do not: Kenna has that as it was then, until an upload looks there or, with autoclose on, agrees that it is closed (--close-unseen)`,
      ]
    : [];
  const unsure =
    "Kenna may have something else instead, as that it took all of this is told by the time and counts of a run only; an upload of it makes that sure";
  return [...told, ...elsewhere, ...(isFound ? [unsure] : [])].join(". And ");
}
