import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sha256 } from "@plumbline/run-store/digest";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { entryOf } from "./entries.fixture.ts";
import { KdiFile } from "./kdi.ts";
import { KdiError } from "./kdi-error.ts";
import { manifestPath, readManifest } from "./manifest.ts";
import { commitStaging, openStaging } from "./replace-files.ts";
import { type KdiStore, openKdiStore } from "./store/open-store.ts";
import { validateKdi } from "./validate-kdi.ts";
import { type WriteKdiOptions, writeKdi } from "./write-kdi.ts";

const root = mkdtempSync(join(tmpdir(), "kdi-write-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder = "";
let folders = 0;
beforeEach(() => {
  folder = join(root, String(++folders));
});
const withStore = async <T>(assets: number, work: (store: KdiStore) => Promise<T>, details = "d"): Promise<T> => {
  const store = openKdiStore();
  for (let n = 0; n < assets; n++) store.put(entryOf({ asset: { ec2: `i-${n}` }, vuln: { details }, def: { name: `CVE-${n % 3}` } }));
  return work(store).finally(() => store.close());
};
const write = (assets: number, options: Partial<WriteKdiOptions> = {}) =>
  withStore(assets, (store) => writeKdi(store, { folder, name: "kdi", skipAutoclose: true, ...options }));
const inFolder = () =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, statSync(join(folder, name)).isDirectory() ? "" : readFileSync(join(folder, name), "latin1")]),
  );
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );

describe("the files of a store", () => {
  it("are whole and valid, and their manifest tells them", async () => {
    const manifest = await write(5, { maxAssets: 2, skipAutoclose: false, resetTags: true });
    expect(readdirSync(folder)).toEqual(["kdi-0001.json", "kdi-0002.json", "kdi-0003.json", "kdi.manifest.json"]);
    expect(await readManifest(manifestPath(folder, "kdi"))).toEqual(manifest);
    expect(manifest).toMatchObject({
      ...{ name: "kdi", complete: true, gaps: [] },
      settings: { skipAutoclose: false, resetTags: true, gzip: false, maxAssets: 2, maxBytes: 20_000_000 },
      counts: { assets: 5, vulns: 5, byStatus: { open: 5, closed: 0, false_positive: 0, risk_accepted: 0 }, vulnDefs: 3 },
    });
    expect(manifest.files.map(({ assets, vulns, vulnDefs }) => [assets, vulns, vulnDefs])).toEqual([
      [2, 2, 2],
      [2, 2, 2],
      [1, 1, 1],
    ]);
    for (const { name, bytes, sha256: hash } of manifest.files) {
      const text = readFileSync(join(folder, name));
      expect([text.length, sha256(text)]).toEqual([bytes, hash]);
      expect(KdiFile.parse(JSON.parse(text.toString()))).toMatchObject({ version: 2, skip_autoclose: false, reset_tags: true });
      expect((await validateKdi(join(folder, name))).faults).toEqual([]);
    }
  });

  it("are the same packed, with no time and no system in them", async () => {
    await write(3);
    const plain = readFileSync(join(folder, "kdi-0001.json"));
    const manifest = await write(3, { gzip: true });
    const packed = readFileSync(join(folder, "kdi-0001.json.gz"));
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    expect([...packed.subarray(4, 10)]).toEqual([0, 0, 0, 0, 0, 255]);
    expect(manifest.files).toMatchObject([{ name: "kdi-0001.json.gz", bytes: packed.length, sha256: sha256(packed) }]);
    expect(readdirSync(folder)).toEqual(["kdi-0001.json.gz", "kdi.manifest.json"]);
  });

  it("of an asset that is larger than a file should be are told", async () => {
    const manifest = await withStore(3, async (store) => {
      store.put(entryOf({ asset: { ec2: "i-1" }, vuln: { scanner_identifier: "big", details: "x".repeat(3000) } }));
      return writeKdi(store, { folder, name: "kdi", skipAutoclose: true, maxBytes: 2000 });
    });
    expect(manifest.files.map(({ assets, isTooLarge }) => [assets, isTooLarge])).toEqual([
      [1, undefined],
      [1, true],
      [1, undefined],
    ]);
    expect(manifest.files.filter(({ bytes }) => bytes > 2000)).toHaveLength(1);
  });

  it("of nothing are none", async () => {
    expect(await write(0)).toMatchObject({ files: [], counts: { assets: 0, vulns: 0, vulnDefs: 0 } });
    expect(readdirSync(folder)).toEqual(["kdi.manifest.json"]);
  });

  it("with a gap are not complete", async () => {
    const gaps = [{ account: "000000000000", region: "eu-west-1", reason: "denied" }];
    expect(await write(1, { gaps })).toMatchObject({ complete: false, gaps });
  });

  it.each([
    ["a name with a slash", { name: "../kdi" }, "name"],
    ["no name", { name: "" }, "name"],
    ["no assets", { maxAssets: 0 }, "maxAssets"],
    ["half a byte", { maxBytes: 0.5 }, "maxBytes"],
  ])("are refused: %s", async (_, options, where) => {
    const error = await caught(write(1, options));
    expect(error).toBeInstanceOf(KdiError);
    expect(error).toMatchObject({ code: "bad-setting", where });
  });
});

describe("a folder with files of an earlier run", () => {
  it("holds those of the new run alone, and what is not of either stays", async () => {
    await write(5, { maxAssets: 1 });
    const foreign = { "notes.json": "x", "kdi-1.json": "x", "kdi-0001.txt": "x", "other-0001.json": "x" };
    for (const [name, text] of Object.entries(foreign)) writeFileSync(join(folder, name), text);
    await write(2, { name: "other-run" });
    await write(2, { maxAssets: 1 });
    expect(readdirSync(folder).filter((name) => !(name in foreign))).toEqual([
      ...["kdi-0001.json", "kdi-0002.json", "kdi.manifest.json", "other-run-0001.json", "other-run.manifest.json"],
    ]);
    expect(inFolder()).toMatchObject(foreign);
  });

  it.each([
    ["changed since", () => writeFileSync(join(folder, "kdi-0001.json"), "edited"), /it was changed since it was written/],
    ["of nobody", () => writeFileSync(join(folder, "kdi-0009.json"), "{}"), /no earlier export wrote it/],
    ["left without their manifest", () => rmSync(manifestPath(folder, "kdi")), /no earlier export wrote it/],
  ])("is left as it is when one of them is %s", async (_, spoil, says) => {
    await write(1);
    spoil();
    const before = inFolder();
    expect(await caught(write(2))).toMatchObject({
      code: "unwritable",
      message: expect.stringMatching(says),
      hint: expect.stringMatching(/move it away/),
    });
    expect(inFolder()).toEqual(before);
  });

  it("is left as it is when the writing fails", async () => {
    await write(1);
    const before = inFolder();
    const error = await withStore(50, async (store) => {
      store.database.exec("UPDATE asset SET body = 'no JSON' WHERE key LIKE '%i-49%'");
      return caught(writeKdi(store, { folder, name: "kdi", skipAutoclose: true, maxAssets: 1 }));
    });
    expect(error).toBeInstanceOf(SyntaxError);
    expect(inFolder()).toEqual(before);
  });

  it("that can't be made is told", async () => {
    await write(1);
    const path = join(folder, "kdi-0001.json");
    expect(await caught(write(1, { folder: path }))).toMatchObject({ code: "unwritable", path });
  });

  it("is carried on where a run was killed while it put its files in place, at every step", async () => {
    // The state before the first step, and after each of them.
    const kinds = ["nothing moved", "earlier manifest moved", "earlier file removed", "first file moved", "all but the manifest moved"];
    for (const [step, kind] of kinds.entries()) {
      folder = join(root, `killed-${step}`);
      await write(3, { maxAssets: 1 });
      const other = join(root, `killed-${step}-new`);
      await withStore(2, (store) => writeKdi(store, { folder: other, name: "kdi", skipAutoclose: false, maxAssets: 1 }));
      const staging = await openStaging(folder, "kdi");
      for (const name of ["kdi-0001.json", "kdi-0002.json"]) renameSync(join(other, name), join(staging, name));
      renameSync(manifestPath(other, "kdi"), join(staging, "manifest.json"));
      const steps = [
        () => renameSync(manifestPath(folder, "kdi"), join(staging, "earlier.manifest.json")),
        () => rmSync(join(folder, "kdi-0003.json")),
        () => renameSync(join(staging, "kdi-0001.json"), join(folder, "kdi-0001.json")),
        () => renameSync(join(staging, "kdi-0002.json"), join(folder, "kdi-0002.json")),
      ];
      for (const one of steps.slice(0, step)) one();
      await commitStaging(folder, "kdi");
      expect(readdirSync(folder), kind).toEqual(["kdi-0001.json", "kdi-0002.json", "kdi.manifest.json"]);
      const { files } = await readManifest(manifestPath(folder, "kdi"));
      for (const { name, sha256: hash } of files) expect(sha256(readFileSync(join(folder, name))), kind).toBe(hash);
      await write(1);
      expect(readdirSync(folder), kind).toEqual(["kdi-0001.json", "kdi.manifest.json"]);
    }
  });

  it("is cleaned of what a run left that was killed while it wrote", async () => {
    mkdirSync(join(folder, ".kdi.writing"), { recursive: true });
    writeFileSync(join(folder, ".kdi.writing", "kdi-0001.json"), "half");
    await write(1);
    expect(readdirSync(folder)).toEqual(["kdi-0001.json", "kdi.manifest.json"]);
  });

  it("is whole after a kill at any moment", async () => {
    await write(1);
    const here = new URL(".", import.meta.url).pathname;
    const script = `import { entryOf } from "${here}entries.fixture.ts"; import { openKdiStore } from "${here}store/open-store.ts"; import { writeKdi } from "${here}write-kdi.ts";
      const store = openKdiStore();
      for (let n = 0; n < 400; n++) store.put(entryOf({ asset: { ec2: "i-" + n }, vuln: { details: "x".repeat(2000) } }));
      console.log("ready");
      for (let run = 0; ; run++) await writeKdi(store, { folder: ${JSON.stringify(folder)}, name: "kdi", skipAutoclose: run % 2 === 0, maxAssets: 40 + (run % 3) });`;
    for (const wait of [5, 40, 75, 130, 210]) {
      const child = spawn(process.execPath, ["--conditions=@plumbline/source", "--input-type=module", "-e", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill("SIGKILL");
      await once(child, "exit");
      const manifest = await write(2, { maxAssets: 1 });
      // A lock that was being taken may be left: it is no file of a run.
      const left = readdirSync(folder).filter((name) => !name.startsWith(".kdi.lock."));
      expect(left).toEqual(["kdi-0001.json", "kdi-0002.json", "kdi.manifest.json"]);
      for (const { name, sha256: hash } of manifest.files) expect(sha256(readFileSync(join(folder, name)))).toBe(hash);
    }
  });
});
