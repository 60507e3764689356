/** What an upload is told of the files: a part of the manifest that an export writes. */
import { hashOf } from "@plumbline/run-store/digest";
import { z } from "zod";
import { KennaError } from "./kenna-error.ts";

export const UploadManifest = z.object({
  /** False when a place was not looked at. */
  complete: z.boolean(),
  gaps: z.array(z.object({ account: z.string(), region: z.string(), reason: z.string() })).default([]),
  settings: z.object({ skipAutoclose: z.boolean() }),
  /** Of all files together; where they are told, a run that was found by its time alone is held to them. */
  counts: z.object({ assets: z.int(), vulns: z.int() }).optional(),
  files: z.array(
    z.object({
      /** Beside the manifest; no path. */
      name: z.string().regex(/^[^/\\]+$/),
      /** 64 hex digits, of the file as it lies there. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type UploadManifest = z.output<typeof UploadManifest>;

/**
 * What an upload is known by: the SHA-256 of what Kenna gets, its files and whether it is to close; what else a manifest holds has no say. The gaps are left out: AWS's words of a refusal name
 * the session, which is another one each time.
 */
export const identityOf = ({ settings: { skipAutoclose }, files }: Pick<UploadManifest, "settings" | "files">): string =>
  hashOf({ settings: { skipAutoclose }, files: files.map(({ name, sha256 }) => ({ name, sha256 })) });

const mostGaps = 5;

/** Throws a KennaError of kind `incomplete` where Kenna would close what nobody looked at. */
export function proveUploadable({ complete, gaps, settings }: UploadManifest): void {
  if (complete || settings.skipAutoclose) return;
  // What is of no place says itself where it is.
  const told = ({ account, region, reason }: (typeof gaps)[number]) => (account === "*" ? reason : `${region} of ${account} (${reason})`);
  const places = gaps.slice(0, mostGaps).map(told);
  const more = gaps.length > mostGaps ? ` and ${gaps.length - mostGaps} more` : "";
  throw new KennaError({
    kind: "incomplete",
    tried: "upload with autoclose on",
    outcome: `not everything was looked at${places.length > 0 ? `: ${places.join(", ")}${more}` : ""}, so that Kenna would close all that is there`,
    hint: "Export again when it can be looked at, leave those places out by name, or set skip_autoclose to true.",
  });
}
