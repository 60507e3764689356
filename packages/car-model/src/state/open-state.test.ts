import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@plumbline/run-store/error";
import { afterAll, describe, expect, it } from "vitest";
import { readTold, tell } from "./notes.ts";
import { openState } from "./open-state.ts";
import { version } from "./tables.ts";

const folder = mkdtempSync(join(tmpdir(), "car-state-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = () => join(folder, `${++files}.db`);
/** Makes a database by SQL alone. */
function made(sql: string): string {
  const path = newPath();
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
}
const caught = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};
const tablesOf = (path: string) => {
  const database = new DatabaseSync(path);
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  database.close();
  return names.map(({ name }) => name);
};
const filled = (): string => {
  const path = newPath();
  const state = openState(path);
  state.transact(() => tell(state, { savePoint: "run-1", runs: 1 }));
  state.close();
  return path;
};

const refused: Record<string, readonly [path: () => string, code: StoreError["code"], says: RegExp, hint: RegExp]> = {
  "a file that is no database": [
    () => {
      const path = newPath();
      writeFileSync(path, "a text, and a long one: ".repeat(100));
      return path;
    },
    ...(["broken", /can't be read: file is not a database/, /move it away: a full import follows/] as const),
  ],
  "a later version": [
    () => {
      const path = filled();
      const database = new DatabaseSync(path);
      database.exec(`PRAGMA user_version = ${version + 1}`);
      database.close();
      return path;
    },
    ...(["broken", new RegExp(`is of version ${version + 1}, and this is version ${version}`), /newer version that wrote it/] as const),
  ],
  "another program's database": [
    () => made("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')"),
    ...(["broken", /holds what another program wrote/, /name another file with --state-file/] as const),
  ],
  "another program's database with our version": [
    () => made(`CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = ${version}`),
    ...(["broken", /holds what another program wrote/, /name another file/] as const),
  ],
  "a folder": [
    () => {
      const path = newPath();
      mkdirSync(path);
      return path;
    },
    ...(["unwritable", /can't open the state .*illegal operation on a directory/, /--state-file/] as const),
  ],
  "a file below a file": [() => join(filled(), "state.db"), "unwritable", /can't open the state/, /--state-file/],
};

describe("a state", () => {
  it("keeps what was told, and makes the folders that it wants", () => {
    const path = join(folder, "a", "b", "state.db");
    const state = openState(path);
    expect(readTold(state)).toEqual({ runs: 0 });
    state.transact(() => tell(state, { savePoint: "run-1", runs: 3 }));
    state.transact(() => tell(state, { savePoint: undefined, places: "here" }));
    state.close();
    const again = openState(path);
    expect(readTold(again)).toEqual({ places: "here", runs: 3 });
    again.close();
  });

  it("can be read by its owner alone", () => expect(statSync(filled()).mode & 0o777).toBe(0o600));

  it.each(Object.entries(refused))("is refused: %s", (_, [pathOf, code, says, hint]) => {
    const path = pathOf();
    expect(caught(() => openState(path))).toMatchObject({
      code,
      path,
      message: expect.stringMatching(says),
      hint: expect.stringMatching(hint),
    });
  });

  it("leaves another program's database as it was", () => {
    const path = made("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')");
    const before = readFileSync(path);
    expect(caught(() => openState(path))).toBeInstanceOf(StoreError);
    expect(tablesOf(path)).toEqual(["bookmarks"]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("of an older version is made anew", () => {
    const path = filled();
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE old (a TEXT); PRAGMA user_version = 0");
    database.close();
    const state = openState(path);
    expect(readTold(state)).toEqual({ runs: 0 });
    state.close();
    expect(tablesOf(path)).not.toContain("old");
  });

  it("belongs to one run at a time, in one process and in several", async () => {
    const path = filled();
    const first = openState(path);
    expect(caught(() => openState(path))).toMatchObject({ code: "locked", message: `another run has the state ${path}` });
    first.close();

    const holder = `const { DatabaseSync } = require("node:sqlite"); const d = new DatabaseSync(process.argv[1]);
      d.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT"); console.log("held"); process.stdin.resume();`;
    const child = spawn(process.execPath, ["-e", holder, path], { stdio: ["pipe", "pipe", "inherit"] });
    await once(child.stdout, "data");
    expect(caught(() => openState(path))).toMatchObject({ code: "locked" });
    child.kill("SIGKILL");
    await once(child, "exit");
    const after = openState(path);
    expect(readTold(after)).toEqual({ savePoint: "run-1", runs: 1 });
    after.close();
  });

  it("takes a transaction whole or not at all, and passes on what the work throws", () => {
    const state = openState(newPath());
    const own = new TypeError("own");
    expect(
      caught(() =>
        state.transact(() => {
          tell(state, { savePoint: "half" });
          throw own;
        }),
      ),
    ).toBe(own);
    expect(readTold(state)).toEqual({ runs: 0 });
    state.close();
  });

  it("says that the disk is full, and is as it was before", () => {
    const path = filled();
    const state = openState(path);
    state.database.exec("PRAGMA max_page_count = 1");
    expect(caught(() => state.transact(() => tell(state, { places: "x".repeat(1_000_000) })))).toMatchObject({
      ...{
        code: "no-space",
        path,
        message: expect.stringMatching(/can't write the state .*full/),
        hint: expect.stringMatching(/free space/),
      },
    });
    expect(readTold(state)).toEqual({ savePoint: "run-1", runs: 1 });
    state.close();
  });
});
