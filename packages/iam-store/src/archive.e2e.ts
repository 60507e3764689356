import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { ArchivedVersion, ArchiveManifest } from "./archive-format.ts";
import { archiveVersions } from "./archive-versions.ts";
import { diffRecords } from "./diff-records.ts";
import { readHorizon, readWhole } from "./horizon.ts";
import type { IamStore } from "./open-store.ts";
import { lookedAsOf, readAsOf, readSnapshot } from "./read-as-of.ts";
import { restoreArchive } from "./restore-archive.ts";
import { searchRecords } from "./search-records.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const account = "012345678901";
const reader: Actor = { role: "reader", accounts: [account], subject: "test" };
const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const now = day(100);
const user = (id: string, name: string): RecordOf<"iam_user"> => ({
  ...{ kind: "iam_user", id, account, name, arn: null, createdAt: "2026-01-01T00:00:00Z", updatedAt: null },
  facts: { path: "/", permissionsBoundary: null, tags: { 'a"b\n': "\u2028" } },
});
const group = (name: string): RecordOf<"iam_group"> => ({
  ...{ kind: "iam_group", id: "G", account, name, arn: null, createdAt: null, updatedAt: null },
  facts: { path: "/" },
});

onBothStores("archives", (given) => {
  const home = mkdtempSync(join(tmpdir(), "archive-"));
  afterAll(() => rm(home, { recursive: true }));
  let count = 0;
  let folder = "";
  let store: IamStore;
  beforeAll(() => {
    store = given.store;
  });
  beforeEach(async () => {
    folder = join(home, `archive-${++count}`);
    await sql`truncate records, versions, listings, cells, archives`.execute(store.db);
    for (const [n, records] of [
      [1, [user("A", "ann"), user("B", "bob"), group("one")]],
      [20, [user("A", "anne"), group("one")]],
      [40, [user("A", "anna"), user("B", "bob"), group("two")]],
    ] as const) {
      const writer = await writeListing(store, { run: `${n}`, listing: `aws/${account}/global/iam`, account, at: day(n) });
      await writer.put(records);
      await writer.end([
        { kind: "iam_user", outcome: "ok" },
        { kind: "iam_group", outcome: "ok" },
      ]);
    }
  });
  const everything = async () => {
    const days = [1, 19, 20, 39, 40, 99].map(day);
    return Promise.all(days.map((at) => store.as(reader, async (transaction) => (await readSnapshot(transaction, { at })).of("iam_user"))));
  };
  const archive = (until = day(50)) => archiveVersions(store, { folder, until, now });

  it("moves what has ended into files by kind and month, and says from when on the database is whole", async () => {
    const manifest = await archive();
    expect(manifest?.versions).toBe(4);
    expect(manifest?.files.map(({ path, lines }) => [path, lines])).toEqual([
      ["iam_group/2026-02.jsonl.gz", 1],
      ["iam_user/2026-01.jsonl.gz", 2],
      ["iam_user/2026-02.jsonl.gz", 1],
    ]);
    for (const { path, sha256, bytes } of manifest?.files ?? []) {
      const file = readFileSync(join(folder, path));
      expect([createHash("sha256").update(file).digest("hex"), file.length]).toEqual([sha256, bytes]);
    }
    expect(JSON.parse(gunzipSync(readFileSync(join(folder, "iam_user/2026-02.jsonl.gz"))).toString())).toMatchObject({
      ...{ id: "A", name: "anne", account, from: day(20).toISOString(), to: day(40).toISOString() },
      facts: { tags: { 'a"b\n': "\u2028" } },
    });
    const as = <T>(work: Parameters<typeof store.as<T>>[1]) => store.as(reader, work);
    expect(await as(readHorizon)).toEqual(day(50));
    expect(await as(async (transaction) => (await Array.fromAsync(readAsOf(transaction, { at: day(50) }))).length)).toBe(3);
    const archived = { code: "archived", message: expect.stringContaining("Restore the archive first") };
    await expect(as((transaction) => Array.fromAsync(readAsOf(transaction, { at: day(49) })))).rejects.toMatchObject(archived);
    await expect(as((transaction) => lookedAsOf(transaction, { at: day(49) }))).rejects.toMatchObject(archived);
    await expect(as((transaction) => searchRecords(transaction, { kind: "iam_user", at: day(1), limit: 1 }))).rejects.toMatchObject(
      archived,
    );
    await expect(as((transaction) => Array.fromAsync(diffRecords(transaction, { from: day(1), to: now })))).rejects.toMatchObject(archived);
  });

  it("gives everything back, once or twice", async () => {
    const before = await everything();
    await archive();
    expect(await restoreArchive(store, { folder, now })).toEqual({ versions: 4, added: 4, isOwn: true });
    expect(await restoreArchive(store, { folder, now })).toEqual({ versions: 4, added: 0, isOwn: true });
    expect(await everything()).toEqual(before);
  });

  it("moves restored versions into the same archive again, and nothing into an archive of nothing", async () => {
    const first = await archive();
    expect(await archiveVersions(store, { folder: `${folder}-none`, until: day(50), now })).toBeUndefined();
    expect(existsSync(`${folder}-none`)).toBe(false);
    await restoreArchive(store, { folder, now });
    expect(await archive()).toEqual(first);
    expect(await store.as(reader, readHorizon)).toEqual(day(50));
  });

  it("moves cells that no later instant needs, and gives them back", async () => {
    const looks: readonly (readonly [number, string])[] = [
      [41, "denied"],
      [42, "throttled"],
      [43, "skipped"],
      [44, "skipped"],
    ];
    for (const [n, outcome] of looks) {
      const writer = await writeListing(store, { run: `${n}`, listing: `aws/${account}/global/iam`, account, at: day(n) });
      await writer.end([{ kind: "iam_user", outcome }]);
    }
    // The newest that told all of an instance stays: it says whose word on it is over.
    for (const [n, told] of [
      [45, ["x"]],
      [46, ["x", "y"]],
      [47, ["x"]],
    ] as const) {
      const writer = await writeListing(store, { run: `${n}`, listing: `aws/${account}/eu-west-1/sso_group`, account: "", at: day(n) });
      await writer.end([{ kind: "sso_group", outcome: "ok", told }]);
    }
    const lookedAt = (n: number) => store.as(reader, (transaction) => lookedAsOf(transaction, { at: day(n) }));
    const cells = async () =>
      (await sql<{ text: string }>`select kind || ' ' || run_id as text from cells order by at, kind`.execute(store.db)).rows.map(
        ({ text }) => text,
      );
    const [all, later] = [await cells(), await lookedAt(60)];
    const manifest = await archive();
    expect(manifest?.cells?.map(({ path, lines }) => [path, lines])).toEqual([
      ["cells/2026-01.jsonl.gz", 4],
      ["cells/2026-02.jsonl.gz", 3],
    ]);
    expect(await cells()).toEqual(["iam_group 40", "iam_user 40", "iam_user 42", "iam_user 44", "sso_group 46", "sso_group 47"]);
    expect(await lookedAt(60)).toEqual(later);
    await restoreArchive(store, { folder, now });
    await restoreArchive(store, { folder, now });
    expect([await cells(), await lookedAt(60)]).toEqual([all, later]);
    expect((await lookedAt(19)).map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
    await sql`update cells set outcome = 'denied' where run_id = '1' and kind = 'iam_user'`.execute(store.db);
    await expect(restoreArchive(store, { folder, now })).rejects.toMatchObject({
      code: "bad-archive",
      message: expect.stringContaining(`another cell of iam_user of aws/${account}/global/iam by the run 1`),
    });
  });

  it("knows which of two archives lacks", async () => {
    await archive(day(30));
    await archiveVersions(store, { folder: `${folder}-later`, until: day(50), now });
    await restoreArchive(store, { folder, now });
    expect(await store.as(reader, readHorizon)).toEqual(day(50));
    await restoreArchive(store, { folder: `${folder}-later`, now });
    expect(await store.as(reader, readHorizon)).toBeNull();
  });

  it("fills another database, which does not say that anybody looked", async () => {
    await archive();
    const other = await given.another();
    expect(await restoreArchive(other, { folder, now })).toEqual({ versions: 4, added: 4, isOwn: false });
    expect(await other.as(reader, (transaction) => lookedAsOf(transaction, { at: day(19) }))).toEqual([]);
    const names = await other.as(reader, async (transaction) =>
      (await Array.fromAsync(readAsOf(transaction, { at: day(19) }))).map(({ name }) => name),
    );
    expect(names.sort()).toEqual(["ann", "bob", "one"]);
  });

  it("writes over nothing, and deletes nothing then", async () => {
    await archive(day(30));
    const listing = readdirSync(folder);
    await expect(archive()).rejects.toMatchObject({ code: "bad-archive", message: expect.stringContaining("name another folder") });
    expect([readdirSync(folder), (await sql`select 1 from versions where valid_to is not null`.execute(store.db)).rows.length]).toEqual([
      listing,
      2,
    ]);
    expect(readdirSync(home).filter((name) => name.includes(".part"))).toEqual([]);
  });

  it("goes on where the folder was written and the database was not", async () => {
    const first = await archive();
    await restoreArchive(store, { folder, now });
    await sql`delete from archives`.execute(store.db);
    expect(await archive()).toEqual(first);
  });

  /** Puts other lines into a file of an archive, and tells its manifest so. */
  const rewrite = (path: string, change: (lines: ArchivedVersion[]) => readonly ArchivedVersion[]) => {
    const lines = gunzipSync(readFileSync(join(folder, path)))
      .toString()
      .trimEnd()
      .split("\n");
    const changed = change(lines.map((line) => ArchivedVersion.parse(JSON.parse(line))));
    const bytes = gzipSync(changed.map((version) => `${JSON.stringify(version)}\n`).join(""));
    writeFileSync(join(folder, path), bytes);
    const manifest = ArchiveManifest.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
    const told = { path, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length, lines: changed.length };
    const files = manifest.files.map((file) => (file.path === path ? told : file));
    const versions = files.reduce((sum, file) => sum + file.lines, 0);
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, versions, files }));
  };
  const later = (one: ArchivedVersion, from: number, to: number) => ({ ...one, from: day(from).toISOString(), to: day(to).toISOString() });
  const of = (id: string) => `iam_user ${id} of aws/${account}/global/iam has a version from`;
  const overlaps: Record<string, { change: (lines: ArchivedVersion[]) => readonly ArchivedVersion[]; says: string }> = {
    "the version that holds": {
      change: (lines) => lines.map((one) => (one.id === "A" ? later(one, 1, 41) : one)),
      says: `${of("A")} ${day(1).toISOString()} to ${day(41).toISOString()}, and there is another from ${day(40).toISOString()} on`,
    },
    "a line of the same file": {
      change: (lines) => lines.flatMap((one) => (one.id === "B" ? [one, later(one, 10, 30)] : [one])),
      says: `${of("B")} ${day(1).toISOString()} to ${day(20).toISOString()}, and there is another from ${day(10).toISOString()} to ${day(30).toISOString()}`,
    },
    "a line of another file": {
      change: (lines) => lines.map((one) => (one.id === "A" ? later(one, 1, 21) : one)),
      says: `${of("A")} ${day(1).toISOString()} to ${day(21).toISOString()}, and there is another from ${day(20).toISOString()} to ${day(40).toISOString()}`,
    },
  };
  it.each(Object.entries(overlaps))("takes nothing out of an archive with a version that overlaps %s", async (_, { change, says }) => {
    await archive();
    rewrite("iam_user/2026-01.jsonl.gz", change);
    await expect(restoreArchive(store, { folder, now })).rejects.toMatchObject({
      code: "bad-archive",
      message: expect.stringContaining(says),
    });
    expect((await sql`select 1 from versions where valid_to is not null`.execute(store.db)).rows).toEqual([]);
  });

  it("tells of what was archived between the question for the horizon and the read", async () => {
    const late = store.as(reader, (transaction) =>
      readWhole(transaction, day(1), async () => {
        await sql`reset role`.execute(transaction);
        await sql`insert into archives (archive_id, until, versions, made_at) values ('x', ${day(50)}, 1, ${now})`.execute(transaction);
      }),
    );
    await expect(late).rejects.toMatchObject({ code: "archived" });
  });

  it("answers nothing where an archive was made and restored meanwhile", async () => {
    const asked = (at: Date) =>
      store.as(reader, (transaction) =>
        readWhole(transaction, at, async () => {
          await sql`reset role`.execute(transaction);
          await sql`insert into archives (archive_id, until, versions, made_at, restored_at) values ('x', ${day(50)}, 1, ${now}, ${now})
            on conflict do nothing`.execute(transaction);
        }),
      );
    await expect(asked(day(1))).rejects.toMatchObject({ code: "busy" });
    await expect(asked(day(60))).resolves.toBeUndefined();
  });

  it("refuses a time to come", () => {
    expect(() => archiveVersions(store, { folder, until: day(101), now })).toThrow(/is not known yet/);
  });

  const breaks: Record<string, (copy: string) => unknown> = {
    "a changed byte": (copy) => {
      const path = join(copy, "iam_user/2026-01.jsonl.gz");
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    "a file that is cut off": (copy) => {
      const path = join(copy, "iam_user/2026-01.jsonl.gz");
      writeFileSync(path, readFileSync(path).subarray(0, 60));
    },
    "a file that lacks": (copy) => rm(join(copy, "iam_group"), { recursive: true }),
    "a file of cells that lacks": (copy) => rm(join(copy, "cells"), { recursive: true }),
    "no manifest": (copy) => rm(join(copy, "manifest.json")),
    "a manifest that counts wrongly": (copy) => edit(copy, (text) => text.replace('"versions": 4', '"versions": 5')),
    "a path that leads elsewhere": (copy) => edit(copy, (text) => text.replace("iam_group/2026-02", "../iam_group/2026-02")),
    "another format": (copy) => edit(copy, (text) => text.replace(/archive\/\d/, "archive/9")),
  };
  const edit = (copy: string, change: (text: string) => string) => {
    const path = join(copy, "manifest.json");
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  it.each(Object.entries(breaks))("takes nothing out of an archive with %s", async (_, change) => {
    await archive();
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    await change(copy);
    await expect(restoreArchive(store, { folder: copy, now })).rejects.toMatchObject({ code: "bad-archive" });
    expect((await sql`select 1 from versions where valid_to is not null`.execute(store.db)).rows).toEqual([]);
  });
});
