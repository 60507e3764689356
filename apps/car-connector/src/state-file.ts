import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openState, type State } from "@plumbline/car-model/state/open-state";
import type { Io } from "@plumbline/cli/io";
import type { Config } from "./config.ts";
import { sourceKeyOf } from "./destination.ts";

export interface OpenState {
  readonly state: State;
  close(): Promise<void>;
}

/** The file that the options name, or one below `--output` by the name of the source. */
export const stateFileOf = (config: Config, { folder }: Pick<Io, "folder">): string =>
  resolve(folder, config.stateFile ?? join(config.output, "car", `${encodeURIComponent(sourceKeyOf(config))}.db`));

/** Opens the state; for a dry run a copy of it, which goes away with it. Throws a StoreError. */
export function openStateOf(config: Config, io: Pick<Io, "folder">): OpenState {
  const path = stateFileOf(config, io);
  if (config.dryRun === undefined) {
    const state = openState(path);
    return { state, close: async () => state.close() };
  }
  const folder = mkdtempSync(join(tmpdir(), "plumbline-car-"));
  const copy = join(folder, "state.db");
  if (existsSync(path)) {
    const own = openState(path);
    own.database.prepare("VACUUM INTO ?").run(copy);
    own.close();
  }
  const state = openState(copy);
  return {
    state,
    async close() {
      state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
