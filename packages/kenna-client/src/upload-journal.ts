/** How far an upload is: a file beside the KDI files, written before and after each step that must not be taken twice. */

import { readFile } from "node:fs/promises";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { ConnectorRun } from "./connector-run.ts";

const head = {
  format: z.literal("plumbline-kenna-upload-1"),
  /** Of Kenna, such as `https://api.kennasecurity.com`. */
  origin: z.string(),
  connector: z.string(),
  /** What the upload is known by: see `identityOf`. */
  manifest: z.string(),
  /** Kenna's ids of the files, by the SHA-256 of the file. */
  dataFiles: z.record(z.string(), z.string()),
};
const uploading = z.strictObject({ ...head, step: z.literal("uploading") });
/** Kenna has or will have answered the call that starts a run; `runsBefore` are runs that are not it, `askedAt` is when we began to ask. */
const starting = z.strictObject({ ...head, step: z.literal("starting"), runsBefore: z.array(z.string()), askedAt: z.iso.datetime() });
/** `isFound`: the answer to the start was lost, and the run was found by its time. */
const running = z.strictObject({ ...head, step: z.literal("running"), run: z.string(), isFound: z.literal(true).optional() });

/** `uploading`, `starting`, `running`, and then `done` or `failed`. */
export const UploadJournal = z.discriminatedUnion("step", [
  uploading,
  starting,
  running,
  z.strictObject({ ...head, step: z.literal("done"), run: ConnectorRun, isFound: z.literal(true).optional() }),
  z.strictObject({ ...head, step: z.literal("failed"), run: ConnectorRun }),
]);
export type UploadJournal = z.infer<typeof UploadJournal>;
export type Held = z.infer<typeof uploading>;
export type Starting = z.infer<typeof starting>;
export type Running = z.infer<typeof running>;

/** Reads how far an upload is; undefined where none was begun. Rejects with a StoreError of code `broken` when the file can't be read. */
export async function readJournal(path: string): Promise<UploadJournal | undefined> {
  try {
    return UploadJournal.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    throw new StoreError(`can't read how far the upload is in ${path}: ${reason}`, {
      code: "broken",
      path,
      cause,
      hint: "look at the connector's runs in Kenna; when none goes on, begin anew (--anew)",
    });
  }
}

/** Whether an upload leaves nothing that could be lost, or gone on with: it failed, or has sent nothing yet. */
export const leavesNothing = ({ step, dataFiles = {} }: Pick<UploadJournal, "step"> & Partial<Pick<UploadJournal, "dataFiles">>): boolean =>
  step === "failed" || (step === "uploading" && Object.keys(dataFiles).length === 0);

/** The keys of a step's schema. Spreading is no excess to the compiler, and reading refuses what the step does not have. */
type KeysAt<Step> = keyof Extract<UploadJournal, { step: Step }>;
type Exactly<J extends UploadJournal> = J & Readonly<Partial<Record<Exclude<keyof J, KeysAt<J["step"]>>, never>>>;

/** Writes it, all or nothing. Rejects with a StoreError. */
export const writeJournal = <J extends UploadJournal>(path: string, journal: Exactly<J>): Promise<void> =>
  writeFile(path, [`${JSON.stringify(journal, undefined, 2)}\n`]);
