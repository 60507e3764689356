/** A store in a file that is named, and goes on there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@plumbline/run-store/error";
import { afterAll, describe, expect, it } from "vitest";
import { caught } from "../caught.fixture.ts";
import { entryOf } from "../entries.fixture.ts";
import { defaultOrder, imageFirstOrder } from "../locators.ts";
import { openKdiStore } from "./open-store.ts";
import { version } from "./tables.ts";

const folder = mkdtempSync(join(tmpdir(), "kdi-store-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = () => join(folder, `${++files}.db`);
const made = (sql: string): string => {
  const path = newPath();
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
};
const filled = (): string => {
  const path = newPath();
  const store = openKdiStore(path);
  store.put(entryOf());
  store.close();
  return path;
};
const refused: Record<string, readonly [pathOf: () => string, code: StoreError["code"], says: RegExp]> = {
  "a file that is no database": [
    () => {
      const path = newPath();
      writeFileSync(path, "a text, and a long one: ".repeat(100));
      return path;
    },
    ...(["broken", /not a database/] as const),
  ],
  "another program's database": [() => made("CREATE TABLE bookmarks (url TEXT)"), "broken", /holds what another program wrote/],
  "another version": [
    () => {
      const path = filled();
      const database = new DatabaseSync(path);
      database.exec(`PRAGMA user_version = ${version + 1}`);
      database.close();
      return path;
    },
    ...(["broken", new RegExp(`is of version ${version + 1}`)] as const),
  ],
  "a folder": [() => folder, "unwritable", /can't open/],
};

describe("a store in a named file", () => {
  it("goes on with what it holds", () => {
    const path = filled();
    const store = openKdiStore(path);
    store.put(entryOf({ asset: { ec2: "i-2" } }));
    expect(store.counts()).toMatchObject({ assets: 2, vulns: 2 });
    store.close();
  });

  it("belongs to one process at a time", () => {
    const path = filled();
    const store = openKdiStore(path);
    expect(caught(() => openKdiStore(path))).toMatchObject({ code: "locked", path });
    store.close();
    openKdiStore(path).close();
  });

  it("that was merged by another order is refused", () => {
    expect(caught(() => openKdiStore(filled(), { order: imageFirstOrder }))).toMatchObject({
      ...{ code: "broken", message: expect.stringMatching(/was merged by the order of locators container_locator/) },
    });
    openKdiStore(filled(), { order: defaultOrder }).close();
  });

  it.each(Object.entries(refused))("is refused: %s", (_, [pathOf, code, says]) => {
    const path = pathOf();
    const before = path === folder ? undefined : readFileSync(path);
    const error = caught(() => openKdiStore(path));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code, path, message: expect.stringMatching(says) });
    if (before) expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ["named", newPath()],
    ["temporary", undefined],
  ])("says that the disk is full, and says so again: %s", (_, path) => {
    const store = openKdiStore(path);
    store.put(entryOf());
    store.save();
    store.database.exec("PRAGMA max_page_count = 1");
    const full = entryOf({ asset: { ec2: "i-9" }, vuln: { details: "x".repeat(1_000_000) } });
    expect(caught(() => store.put(full))).toMatchObject({ code: "no-space", hint: expect.stringMatching(/free space/) });
    expect(caught(() => store.put(entryOf()))).toMatchObject({ code: "no-space" });
    store.close();
    if (path === undefined) return;
    const again = openKdiStore(path);
    expect(again.counts()).toMatchObject({ assets: 1, vulns: 1 });
    again.close();
  });
});
