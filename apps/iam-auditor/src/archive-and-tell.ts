import { resolve } from "node:path";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { archiveVersions } from "@plumbline/iam-store/archive-versions";
import { restoreArchive } from "@plumbline/iam-store/restore-archive";
import { counted } from "@plumbline/reports/text";
import type { ArchiveConfig, RolesConfig } from "./config.ts";
import { withStore } from "./open-store-of-options.ts";

const isJson = ({ format, json }: RolesConfig): boolean => json || format === "json";

/** `plumbline iam archive` */
export const archiveAndTell = (folder: string, config: ArchiveConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const until = new Date(`${config.until}T00:00:00Z`);
    const manifest = await archiveVersions(store, { folder: resolve(io.folder, folder), until, now: io.now() });
    const ofCells = manifest?.cells ?? [];
    const cells = ofCells.reduce((sum, { lines }) => sum + lines, 0);
    const told = { versions: manifest?.versions ?? 0, cells, files: (manifest?.files.length ?? 0) + ofCells.length };
    const text = manifest
      ? `${counted(told.versions, "version")} and ${counted(told.cells, "cell")} moved into ${folder} (${counted(told.files, "file")}); the database is whole from ${config.until} on`
      : `nothing ended before ${config.until}; no archive was made`;
    await print(io.stdout, `${isJson(config) ? JSON.stringify(told) : text}\n`);
    return exitCodes.clean;
  });

/** `plumbline iam restore` */
export const restoreAndTell = (folder: string, config: RolesConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const restored = await restoreArchive(store, { folder: resolve(io.folder, folder), now: io.now() });
    const text = `${counted(restored.added, "version")} put back, ${restored.versions - restored.added} were there`;
    await print(io.stdout, `${isJson(config) ? JSON.stringify(restored) : text}\n`);
    if (!restored.isOwn)
      await print(
        io.stderr,
        "another database made this archive: what still held there is not in it, so answers here call nothing complete by it\n",
      );
    return exitCodes.clean;
  });
