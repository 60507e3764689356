import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sha256 } from "./digest.ts";
import { fileState } from "./file-state.ts";
import { stateLaws } from "./state-laws.fixture.ts";

const newFolder = () => join(mkdtempSync(join(tmpdir(), "state-")), "state");
const at0 = () => new Date(0);

describe("state in files", () => {
  it.each(Object.entries(stateLaws))("%s", async (_, holds) => {
    let clock = 0;
    const folder = newFolder();
    await holds({
      state: fileState(folder, () => new Date(clock)),
      setClock: (milliseconds) => {
        clock = milliseconds;
      },
    });
    const left = existsSync(folder) ? readdirSync(folder) : [];
    expect(left.filter((name) => !/^[0-9a-f]{64}\.json$/.test(name))).toEqual([]);
  });

  it("of several processes at once one claims each key", async () => {
    const folder = newFolder();
    const keys = Array.from({ length: 25 }, (_, index) => `key ${index}`);
    const script = join(import.meta.dirname, "claimant.fixture.ts");
    const claim = (owner: string) =>
      promisify(execFile)(process.execPath, ["--conditions=@plumbline/source", script, folder, owner, ...keys], { env: {} });
    const owners = ["a", "b", "c", "d"];
    const won = await Promise.all(owners.map(async (owner) => z.array(z.string()).parse(JSON.parse((await claim(owner)).stdout))));
    expect(won.flat().toSorted()).toEqual(keys.toSorted());
    const state = fileState(folder, at0);
    for (const [index, owner] of owners.entries()) for (const key of won[index] ?? []) expect(await state.get(key)).toBe(owner);
  });

  it("outlives the one who opened it", async () => {
    const folder = newFolder();
    await fileState(folder, at0).put("told", { at: 1 });
    expect(await fileState(folder, at0).get("told")).toEqual({ at: 1 });
  });

  it("makes no folder to look", async () => {
    const folder = newFolder();
    expect(await fileState(folder, at0).get("none")).toBe(undefined);
    expect(existsSync(folder)).toBe(false);
  });

  it("never takes what it can't read for nothing", async () => {
    const folder = newFolder();
    const state = fileState(folder, at0);
    await state.put("told", 1);
    const path = join(folder, `${sha256("told")}.json`);
    for (const text of ["", "{", "null", '{"key":"told"}']) {
      writeFileSync(path, text);
      for (const act of [() => state.get("told"), () => state.claim("told", 2), () => state.release("told", 1)])
        await expect(act()).rejects.toMatchObject({ name: "StoreError", code: "broken", path });
      expect(readFileSync(path, "utf8")).toBe(text);
    }
  });

  it("tells what it can't write", async () => {
    const folder = newFolder();
    writeFileSync(folder, "a file");
    await expect(fileState(folder, at0).put("told", 1)).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
  });
});
