import { dirname, join, resolve } from "node:path";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Session } from "@plumbline/aws-session/session";
import type { Journal } from "@plumbline/run-store/chained-journal";
import { dynamodbJournal } from "@plumbline/run-store/dynamodb-journal";
import { dynamodbState } from "@plumbline/run-store/dynamodb-state";
import { fileJournal } from "@plumbline/run-store/file-journal";
import { fileState } from "@plumbline/run-store/file-state";
import { proveWritable } from "@plumbline/run-store/folder";
import type { StateStore } from "@plumbline/run-store/state";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { newRunId, openSession } from "./open-session.ts";
import { parseFile, readYaml } from "./read-yaml.ts";

/** A file or folder, or a table of the caller's account; its region is the caller's unless it is named. */
export type Place =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "table"; readonly table: string; readonly region: string | undefined };

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const table = /^dynamodb:\/\/(?:(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+)\/)?(?<table>[\w.-]{3,255})$/;

/** Reads where something is kept; a relative path begins at `base`. What is neither a path nor a table is a usage error of the option. */
export function toPlace(named: string, base: string, option: string): Place {
  const found = table.exec(named)?.groups;
  if (found?.["table"] !== undefined) return { kind: "table", table: found["table"], region: found["region"] };
  if (named.includes("://"))
    throw usageError(`${option}: ${named} is no place to keep it`, "give a path, dynamodb://TABLE, or dynamodb://REGION/TABLE");
  return { kind: "path", path: resolve(base, named) };
}

type Asked = Pick<GlobalOptions, "journal" | "state" | "output" | "config">;
const Named = z.object({ journal: z.string().min(1).optional(), state: z.string().min(1).optional() });

/**
 * Where the journal and the state are kept: as `--journal` and `--state` say, else as the configuration does, else below `--output`.
 * Nothing but these two is read of the configuration, so that the rest of it may be broken when somebody asks what was done.
 */
export async function findStores(asked: Asked, { folder }: Pick<Io, "folder">): Promise<{ journal: Place; state: Place }> {
  const path = resolve(folder, asked.config ?? "plumbline.yaml");
  const kind = { what: "the configuration", option: "--config" };
  const named = parseFile(Named, (await readYaml(path, kind))?.raw ?? {}, path, kind);
  const placeOf = (name: "journal" | "state", inOutput: string): Place => {
    if (asked[name] !== undefined) return toPlace(asked[name], folder, `--${name}`);
    if (named[name] !== undefined) return toPlace(named[name], dirname(path), `${name} in ${path}`);
    return { kind: "path", path: join(resolve(folder, asked.output), inOutput) };
  };
  return { journal: placeOf("journal", "journal.jsonl"), state: placeOf("state", "state") };
}

/** Signs in, or gives the session that is there. */
type SignIn = () => Promise<Session>;

async function reach({ region }: { region: string | undefined }, signIn: SignIn): Promise<Aws> {
  const { connect, callerAccount, region: own } = await signIn();
  return connect({ account: callerAccount, region: region ?? own });
}

const openJournal = async (place: Place, signIn: SignIn): Promise<Journal> =>
  place.kind === "path" ? fileJournal(place.path) : dynamodbJournal(await reach(place, signIn), { table: place.table });
const openState = async (place: Place, signIn: SignIn, { now }: Pick<Io, "now">): Promise<StateStore> =>
  place.kind === "path" ? fileState(place.path, now) : dynamodbState(await reach(place, signIn), place.table, now);

export interface Stores {
  readonly journal: Journal;
  readonly state: StateStore;
}

/** Opens the journal and the state of a run; signs in only when one of them is a table. Nothing is read or written yet. */
export async function openStores(asked: Asked, io: Pick<Io, "folder" | "now">, signIn: SignIn): Promise<Stores> {
  const { journal, state } = await findStores(asked, io);
  return { journal: await openJournal(journal, signIn), state: await openState(state, signIn, io) };
}

/** Proves that files can be made where they are to be; a table proves itself when it is first read. Rejects with a StoreError. */
export async function proveStores(asked: Asked, io: Pick<Io, "folder">): Promise<void> {
  const { journal, state } = await findStores(asked, io);
  if (journal.kind === "path") await proveWritable(dirname(journal.path));
  if (state.kind === "path") await proveWritable(state.path);
}

/** Works with the journal where nobody has signed in; signs in only when it is kept in a table. */
export async function withJournal<T>(global: GlobalOptions, io: Io, work: (journal: Journal) => Promise<T>): Promise<T> {
  let session: Session | undefined;
  const signIn = async () => {
    session ??= await openSession(global, newRunId(io), io);
    return session;
  };
  try {
    return await work(await openJournal((await findStores(global, io)).journal, signIn));
  } finally {
    session?.close();
  }
}
