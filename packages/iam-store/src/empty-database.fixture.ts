/** A migrated PGlite database without a row, kept in the cache: making one takes seconds in each test file, loading one a third of a second. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, PGliteDialect } from "kysely";
import { migrate } from "./migrations.ts";
import { type IamStore, openStore } from "./open-store.ts";
import type { Tables } from "./tables.ts";

export const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");

let dump: Promise<Blob> | undefined;
export const dumpOfEmpty = (): Promise<Blob> => {
  dump ??= readOrMake();
  return dump;
};

/** Opens an empty database in memory. */
export const openEmpty = async (): Promise<IamStore> => openStore({ memory: true, dump: await dumpOfEmpty() });

/** Puts an empty database into a folder, as a first command would leave it there. */
export async function putEmptyDatabase(folder: string): Promise<void> {
  const { PGlite } = await import("@electric-sql/pglite");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await (await PGlite.create({ dataDir: join(folder, "pglite"), loadDataDir: await dumpOfEmpty() })).close();
}

const prefix = "iam-store-";

/** What was made of other texts is taken away; two that make it at once each put a whole one in place. */
async function readOrMake(): Promise<Blob> {
  const name = `${prefix}${await keyOf()}.tar`;
  const kept = await readFile(join(cacheFolder, name)).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const made = await makeDump();
  await mkdir(cacheFolder, { recursive: true });
  const part = join(cacheFolder, `part-${randomUUID()}`);
  await writeFile(part, Buffer.from(await made.arrayBuffer()));
  await rename(part, join(cacheFolder, name));
  for (const other of await readdir(cacheFolder))
    if (other.startsWith(prefix) && other !== name) await rm(join(cacheFolder, other), { force: true });
  return made;
}

/** Of all that says what tables there are. Views that are older than the kinds are made anew when the database is opened. */
async function keyOf(): Promise<string> {
  const hash = createHash("sha256");
  const own = ["migrations.ts", "views.ts", "row-security.ts"];
  const numbered = (await readdir(join(import.meta.dirname, "migrations"))).sort().map((name) => join("migrations", name));
  for (const name of [...own, ...numbered]) hash.update(name).update(await readFile(join(import.meta.dirname, name)));
  return hash
    .update(await readFile(join(import.meta.dirname, "../package.json")))
    .digest("hex")
    .slice(0, 16);
}

async function makeDump(): Promise<Blob> {
  const { PGlite } = await import("@electric-sql/pglite");
  const pglite = await PGlite.create();
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  await migrate(db);
  const made = await pglite.dumpDataDir("none");
  await db.destroy();
  return made;
}
