import { resolve } from "node:path";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type Log, makeLog } from "@plumbline/cli/log";
import { diffKdi } from "@plumbline/kdi-writer/diff-kdi";
import { locatorTable } from "@plumbline/kdi-writer/locator-table";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { originOf } from "@plumbline/kenna-client/kenna-host";
import { StoreError } from "@plumbline/run-store/error";
import { writeStream } from "@plumbline/run-store/write";
import type { DiffConfig } from "./config.ts";
import { diffLines, diffText } from "./diff-text.ts";
import { explained } from "./explained.ts";
import { filesIn, lastUploaded, orderIn, type UploadTarget, uploadedTo } from "./last-uploaded.ts";
import { type Looked, lookedAt } from "./looked-at.ts";
import { type NotKept, notKept, notKeptText, sentAt } from "./partial-uploads.ts";
import { lastDone, type PendingUpload, pendingText, pendingUpload } from "./pending-upload.ts";
import { exportName } from "./run-export.ts";
import { whyRefused } from "./why-refused.ts";

/** `plumbline kdi diff`: the exported files against those that Kenna took last, or files by name. Asks nobody anything. */
export async function diffAndTell(config: DiffConfig, io: Io): Promise<ExitCode> {
  const folder = resolve(io.folder, config.outputDirectory);
  const after = config.after?.map((file) => resolve(io.folder, file)) ?? (await filesIn(folder));
  const exported = config.after === undefined ? await readManifest(manifestPath(folder, exportName)) : undefined;
  const looked = exported && lookedOf(exported);
  const order = config.locatorOrder ?? (config.after === undefined ? await orderIn(folder) : undefined);
  return explained(async () => {
    const { files: before, notKept: earlier, manifest: kept, pending } = await earlierFiles(folder, config, io);
    const refused = exported && (await whyRefused(folder, exported, config));
    const locators = await locatorTable(after, config.locatorOrder === undefined ? {} : { given: config.locatorOrder });
    const diff = await diffKdi(before, after, { order, isLookedAt: looked && lookedAt(looked, kept) });
    try {
      const lines =
        config.format === "json"
          ? diffLines(diff, locators, { before: earlier, after: looked, pending, refused })
          : diffText(diff, locators, config.maxRows, { after: looked, before: kept, refused });
      await writeStream(io.stdout, lines);
    } finally {
      diff.close();
    }
    return looked?.complete === false ? exitCodes.incomplete : exitCodes.clean;
  });
}

const lookedOf = ({ complete, gaps, since, scope, isExcerpt }: KdiManifest): Looked => ({
  ...{ complete, gaps },
  ...(since && { since }),
  ...(scope && { scope }),
  ...(isExcerpt && { isExcerpt }),
});

interface Earlier {
  readonly files: readonly string[];
  readonly notKept?: NotKept | undefined;
  readonly manifest?: KdiManifest;
  /** What may be in Kenna besides. */
  readonly pending?: PendingUpload | undefined;
}

async function earlierFiles(folder: string, config: DiffConfig, io: Io): Promise<Earlier> {
  if (config.before !== undefined) return { files: config.before.map((file) => resolve(io.folder, file)) };
  const kept = lastUploaded(folder);
  const log = makeLog(io, config);
  const pending = await pendingOf(folder, log);
  try {
    const files = await filesIn(kept);
    await tellWhose(folder, config, io);
    const manifest = await readManifest(manifestPath(kept, exportName));
    const more = await notKept(kept, manifest);
    if (more) log("warn", `not all that Kenna has is compared: ${notKeptText(more)}`);
    const last = config.after === undefined ? await lastDone(folder) : undefined;
    const sent = last && (await sentAt(kept, await readManifest(manifestPath(folder, exportName)), last));
    if (sent) log("warn", `these files were sent at ${sent} as a partial upload: what they open, close and change is done already`);
    return { files, notKept: more, manifest, pending };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "missing") throw error;
    const nothing = pending ? "nothing that is known to have ended was uploaded" : "nothing was uploaded";
    log("info", `${nothing} from this folder yet, so that everything is new; --before names other files`);
    return { files: [], pending };
  }
}

/** The upload that has not ended, and says so; where nobody can read how far it is that is said. */
async function pendingOf(folder: string, log: Log): Promise<PendingUpload | undefined> {
  try {
    const pending = await pendingUpload(folder);
    if (pending) log("warn", pendingText(pending));
    return pending;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "broken") throw error;
    log("warn", `an upload may not have ended: ${error.message}`);
    return undefined;
  }
}

/** Says which connector took the files, and warns when it is not the one that is named. */
async function tellWhose(folder: string, config: DiffConfig, io: Io): Promise<void> {
  const took = await uploadedTo(folder);
  if (took === undefined) return;
  const log = makeLog(io, config);
  const whose = ({ connector, origin }: UploadTarget) => `connector ${connector} of ${origin}`;
  const said = `compared with what ${whose(took)} took last`;
  const asked = config.kennaConnectorId && { connector: config.kennaConnectorId, origin: originOf(config.kennaApiHost) };
  if (!asked || whose(asked) === whose(took)) log("info", said);
  else log("warn", `${said}, not ${whose(asked)}: that one may hold something else; --before names other files`);
}
