import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { makeFolder } from "@plumbline/run-store/folder";
import { sql, type Transaction } from "kysely";
import type { Actor } from "./actor.ts";
import {
  type ArchivedCell,
  type ArchivedVersion,
  type ArchiveFile,
  type ArchiveManifest,
  archiveIdOf,
  manifestName,
  manifestText,
  verifyArchive,
} from "./archive-format.ts";
import { cellsOf, monthsOfCells, removeCells } from "./archived-cells.ts";
import type { IamStore } from "./open-store.ts";
import { readByCursor } from "./read-by-cursor.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

export const archivist: Actor = { role: "archivist", accounts: "all", subject: "archivist" };

interface Archiving {
  /** A folder that is not there yet; it is never written again. */
  readonly folder: string;
  /** What ended until then goes into the archive; not later than `now`. */
  readonly until: Date;
  readonly now: Date;
}

/**
 * Moves versions that have ended into files, and cells that no later instant needs, and answers what went; undefined where there was nothing. They are deleted only when the files
 * were written, flushed and read back, all in one transaction: where it breaks off after the folder appeared, the same call goes on from
 * there. From then on the database says `archived` of earlier instants. What holds stays, and so does every thing's first and last sight.
 */
export function archiveVersions(store: IamStore, { folder, until, now }: Archiving): Promise<ArchiveManifest | undefined> {
  if (until > now) throw new StoreError("bad-query", `what ends until ${until.toISOString()} is not known yet: name an earlier time`);
  return store.as(archivist, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('plumbline archives'))`.execute(transaction);
    const groups = await groupsOf(transaction, until);
    const months = await monthsOfCells(transaction, until);
    if (groups.length + months.length === 0) return undefined;
    await makeFolder(dirname(folder));
    const part = await mkdtemp(`${folder}.part-`);
    try {
      await writeArchive(transaction, { part, until, groups, months });
      const manifest = await verifyArchive(part);
      await remove(transaction, manifest);
      await note(transaction, manifest, now);
      await putInPlace(part, folder, manifest);
      return manifest;
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  });
}

interface Group {
  readonly kind: string;
  /** `2026-01`, of UTC. */
  readonly month: string;
}
const monthOf = sql`to_char(v.valid_to at time zone 'UTC', 'YYYY-MM')`;

async function groupsOf(transaction: Transaction<Tables>, until: Date): Promise<readonly Group[]> {
  const { rows } = await sql<Group>`
    select v.kind, ${monthOf} as month from versions v where v.valid_to <= ${until} group by 1, 2 order by 1, 2`.execute(transaction);
  return rows;
}

interface Writing {
  readonly part: string;
  readonly until: Date;
  readonly groups: readonly Group[];
  /** Of cells. */
  readonly months: readonly string[];
}

async function writeArchive(transaction: Transaction<Tables>, { part, until, groups, months }: Writing): Promise<void> {
  const files: ArchiveManifest["files"] = [];
  for (const group of groups) {
    const path = `${group.kind}/${group.month}.jsonl.gz`;
    await mkdir(join(part, group.kind), { recursive: true });
    files.push({ path, ...(await writeLines(join(part, path), toVersions(readByCursor(transaction, linesOf(group, until))))) });
  }
  const cells: ArchiveFile[] = [];
  for (const month of months) {
    const path = `cells/${month}.jsonl.gz`;
    await mkdir(join(part, "cells"), { recursive: true });
    cells.push({ path, ...(await writeLines(join(part, path), cellsOf(transaction, month, until))) });
  }
  const versions = files.reduce((sum, { lines }) => sum + lines, 0);
  const about = { until: until.toISOString(), versions, files };
  const manifest: ArchiveManifest =
    cells.length > 0 ? { format: "plumbline-iam-archive/2", ...about, cells } : { format: "plumbline-iam-archive/1", ...about };
  await pipeline(Readable.from([manifestText(manifest)]), createWriteStream(join(part, manifestName), { flush: true, mode: 0o600 }));
}

interface Row {
  readonly line: Omit<ArchivedVersion, "createdAt" | "updatedAt" | "from" | "to">;
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
  readonly valid_from: Date;
  readonly valid_to: Date;
}

const linesOf = ({ kind, month }: Group, until: Date) => sql<Row>`
  select jsonb_build_object('listing', v.listing, 'kind', v.kind, 'id', v.record_id, 'account', v.account_id, 'name', v.name, 'arn', v.arn,
    'hash', v.hash, 'facts', v.facts) as line, v.created_at, v.updated_at, v.valid_from, v.valid_to
  from versions v where v.kind = ${kind} and v.valid_to <= ${until} and ${monthOf} = ${month}
  order by v.listing collate "C", v.record_id collate "C", v.valid_from`;

async function* toVersions(rows: AsyncIterable<Row>): AsyncGenerator<ArchivedVersion> {
  for await (const { line, created_at, updated_at, valid_from, valid_to } of rows) {
    const times = { createdAt: created_at?.toISOString() ?? null, updatedAt: updated_at?.toISOString() ?? null };
    yield { ...line, ...times, from: valid_from.toISOString(), to: valid_to.toISOString() };
  }
}

async function writeLines(path: string, rows: AsyncIterable<ArchivedVersion | ArchivedCell>): Promise<Omit<ArchiveFile, "path">> {
  const hash = createHash("sha256");
  let [bytes, lines] = [0, 0];
  const text = async function* () {
    for await (const row of rows) {
      lines++;
      yield `${JSON.stringify(row)}\n`;
    }
  };
  const count = new Transform({
    transform(chunk, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(text()), createGzip(), count, createWriteStream(path, { flush: true, mode: 0o600 }));
  return { sha256: hash.digest("hex"), bytes, lines };
}

async function remove(transaction: Transaction<Tables>, { until, versions, cells = [] }: ArchiveManifest): Promise<void> {
  const { numAffectedRows = 0n } = await sql`delete from versions where valid_to <= ${until}`.execute(transaction);
  if (Number(numAffectedRows) !== versions)
    throw new StoreError("busy", `versions until ${until} were still written while they were archived; nothing was archived: try again`);
  const kept = cells.reduce((sum, { lines }) => sum + lines, 0);
  if ((await removeCells(transaction, until)) !== kept)
    throw new StoreError("busy", `cells until ${until} were still written while they were archived; nothing was archived: try again`);
}

async function note(transaction: Transaction<Tables>, manifest: ArchiveManifest, now: Date): Promise<void> {
  await sql`insert into archives (archive_id, until, versions, made_at) values (${archiveIdOf(manifest)}, ${manifest.until}, ${manifest.versions}, ${now})
    on conflict (archive_id) do update set restored_at = null`.execute(transaction);
}

/** An archive that is there already must be the same one: of a call that broke off, or of one whose archive was restored since. */
async function putInPlace(part: string, folder: string, manifest: ArchiveManifest): Promise<void> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    if (archiveIdOf(await verifyArchive(folder)) === archiveIdOf(manifest)) return;
    throw new StoreError("bad-archive", `${folder} holds another archive, and none is ever written over: name another folder`);
  }
  for (const path of [part, ...new Set([...manifest.files, ...(manifest.cells ?? [])].map((file) => join(part, dirname(file.path))))])
    await flush(path);
  await rename(part, folder);
  await flush(dirname(folder));
}

/** What a folder lists is written to the disk apart from its files. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
