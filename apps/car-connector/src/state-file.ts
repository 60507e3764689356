import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Session } from "@plumbline/aws-session/session";
import { openState, type State } from "@plumbline/car-model/state/open-state";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { codeOf, reasonOf, StoreError } from "@plumbline/run-store/error";
import { type Objects, s3Objects } from "@plumbline/run-store/s3-objects";
import type { Config } from "./config.ts";
import { sourceKeyOf } from "./destination.ts";

export interface OpenState {
  readonly state: State;
  /** Keeps what the state has noted so far where it came from, so that a run that is killed from here on is known to the next one. */
  keep(): Promise<void>;
  /** Closes it, and puts it back where it came from. */
  close(): Promise<void>;
}

const inBucket = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(?<key>.+)$/;

/** The file that the options name, or one below `--output` by the name of the source. */
const stateFileOf = (config: Config, { folder }: Pick<Io, "folder">): string =>
  resolve(folder, config.stateFile ?? join(config.output, "car", `${encodeURIComponent(sourceKeyOf(config))}.db`));

/**
 * Opens the state: a file, or an object of the caller's account that `s3://BUCKET/KEY` names. For a dry run it is a copy that goes away.
 * Rejects with a StoreError, and with a usage error for another kind of place.
 */
export async function openStateOf(config: Config, session: Session, io: Pick<Io, "folder">): Promise<OpenState> {
  const named = inBucket.exec(config.stateFile ?? "")?.groups;
  if (named) {
    const aws = await session.connect({ account: session.callerAccount, region: session.region });
    return openObject(s3Objects(aws, named["bucket"] ?? ""), named["key"] ?? "", config.dryRun !== undefined);
  }
  if (config.stateFile?.includes("://") === true)
    throw usageError(`--state-file: ${config.stateFile} is no place for it`, "give a file, or s3://BUCKET/KEY");
  const path = stateFileOf(config, io);
  if (config.dryRun !== undefined) return openCopy(path);
  const state = openState(path);
  return { state, keep: async () => undefined, close: async () => state.close() };
}

/** A copy of the state, if there is one. */
async function openCopy(path: string): Promise<OpenState> {
  const { folder, copy } = await newCopy();
  if (existsSync(path)) {
    const own = openState(path);
    own.database.prepare("VACUUM INTO ?").run(copy);
    own.close();
  }
  const state = openState(copy);
  return { state, keep: async () => undefined, close: () => drop(state, folder) };
}

/**
 * A state in a bucket, gzipped. It is put there before the first row is sent too, so that of a run that is killed the next one knows that it
 * did not finish, and what it may have sent.
 */
async function openObject(objects: Objects, key: string, isDry: boolean): Promise<OpenState> {
  const name = `s3://${objects.bucket}/${key}`;
  const packed = await objects.get(key).catch((error: unknown) => {
    const isNone = error instanceof StoreError && error.code === "missing" && codeOf(error.cause) !== "NoSuchBucket";
    if (isNone) return undefined;
    throw error;
  });
  const { folder, copy } = await newCopy();
  const state = await openPacked(packed, copy).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw new StoreError(`the state ${name} can't be read: ${reasonOf(error)}`, {
      ...{ code: "broken", path: name, cause: error },
      hint: "remove the object: a full import follows",
    });
  });
  async function keep(): Promise<void> {
    if (isDry) return;
    const whole = join(folder, "whole.db");
    await rm(whole, { force: true });
    state.database.prepare("VACUUM INTO ?").run(whole);
    await objects.put(key, await promisify(gzip)(await readFile(whole)), "application/gzip");
  }
  return {
    ...{ state, keep },
    async close() {
      try {
        await keep();
      } finally {
        await drop(state, folder);
      }
    },
  };
}

async function openPacked(packed: Uint8Array | undefined, copy: string): Promise<State> {
  if (packed !== undefined) await writeFile(copy, await promisify(gunzip)(packed));
  return openState(copy);
}

async function newCopy(): Promise<{ folder: string; copy: string }> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-car-"));
  return { folder, copy: join(folder, "state.db") };
}

async function drop(state: State, folder: string): Promise<void> {
  state.close();
  await rm(folder, { recursive: true, force: true });
}
