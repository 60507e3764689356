/** What an upload does not begin, or does not go on with. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kdiFile, kennaErrorOf, removeFolders, startByClock, upload, writeFiles } from "./upload.fixture.ts";

let service: KennaStandIn;
beforeEach(async () => {
  service = await startByClock({ connectors: [{ id: "7" }, { id: "8" }] });
});
afterEach(async () => {
  await service.stop();
  await removeFolders();
});
const fails = { kind: "status", status: 403 } as const;
const other = { "other.json": kdiFile({ "i-9": ["CVE-2026-9"] }) };

describe("with autoclose on", () => {
  const gap = { account: "111122223333", region: "eu-west-1", reason: "denied" };
  it("sends nothing of a scan with gaps, as Kenna would close what is there", async () => {
    const { folder, manifest } = await writeFiles(undefined, { skipAutoclose: false, complete: false });
    const file = { account: "*", region: "*", reason: "a.json: it is empty" };
    const gaps = [file, ...Array.from({ length: 6 }, (_, i) => ({ ...gap, region: `eu-west-${i + 1}` }))];
    const error = await kennaErrorOf(upload(service, { folder, manifest: { ...manifest, gaps } }).uploaded);
    expect(error.kind).toBe("incomplete");
    expect(error.message).toMatch(
      /^upload with autoclose on: not everything was looked at: a\.json: it is empty, eu-west-1 of 111122223333 \(denied\), .* and 2 more, so/,
    );
    expect(service.requests).toEqual([]);
  });

  it("sends what is complete; and with it off a scan with gaps too", async () => {
    const complete = await writeFiles(undefined, { skipAutoclose: false });
    expect(await upload(service, complete).uploaded).toMatchObject({ outcome: "done" });
    const partial = await writeFiles(undefined, { complete: false });
    expect(await upload(service, partial).uploaded).toMatchObject({ outcome: "done" });
  });
});

describe("the journal of another upload", () => {
  it("that has not ended is refused, by what is other, and one to another connector always", async () => {
    service.fault({ path: "/run$", deed: fails });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files).uploaded);
    const elsewhere = [
      () => upload(service, files, { connector: "8" }).uploaded,
      () => upload({ host: "https://kenna.invalid", key: "k" }, files).uploaded,
    ];
    const refused = async (says: string) => {
      for (const uploaded of elsewhere) {
        const { kind, message } = await kennaErrorOf(uploaded());
        expect([kind, message]).toEqual(["other-target", expect.stringMatching(`is of an upload to connector 7 of .*, which ${says}\\.`)]);
      }
    };
    await refused("has not ended \\(uploading\\)");
    const { kind, message } = await kennaErrorOf(upload(service, await writeFiles(other, { folder: files.folder })).uploaded);
    expect([kind, message]).toEqual([
      "other-upload",
      expect.stringContaining("it is of other files or settings, and has not ended (uploading)"),
    ]);
    await upload(service, files).uploaded;
    await refused("is done");
  });

  it("that has sent nothing yet is its connector's, and keeps no other one from the folder", async () => {
    const files = await writeFiles();
    await upload(service, files).uploaded;
    const journalOf = async () => JSON.parse(await readFile(join(files.folder, "upload.json"), "utf8"));
    service.fault({ method: "POST", path: "data_file$", deed: { kind: "status", status: 422 } });
    expect((await kennaErrorOf(upload(service, files, { connector: "8", anew: true }).uploaded)).kind).toBe("refused");
    expect(await journalOf()).toMatchObject({ step: "uploading", connector: "8", dataFiles: {} });
    const next = await writeFiles(other, { folder: files.folder });
    expect(await upload(service, next).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(await journalOf()).toMatchObject({ step: "done", connector: "7" });
  });

  it("that is done makes way", async () => {
    const files = await writeFiles();
    await upload(service, files).uploaded;
    const next = await writeFiles(other, { folder: files.folder });
    expect(await upload(service, next).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(await upload(service, next, { connector: "8", anew: true }).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
  });

  it("is let go where that is asked for, after the end of its run", async () => {
    const files = await writeFiles();
    service.fault({ method: "GET", path: "connector_runs/", deed: fails });
    service.fault({ path: "/run$", deed: { kind: "fail-run", error: "out of memory" } });
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("refused");
    const next = await writeFiles(other, { folder: files.folder });
    const { uploaded, clock } = upload(service, next, { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(clock.log).toContain("Run 1004 of connector 7, of the upload before, failed: out of memory.");
    expect(service.runs("7").map(({ success }) => success)).toEqual([false, true]);
  });

  it("whose start was never answered is let go when none was started", async () => {
    const files = await writeFiles();
    service.fault({ path: "/run$", times: 3, deed: { kind: "drop", isCarriedOut: false } });
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("unreachable");
    const next = await writeFiles(other, { folder: files.folder });
    expect(await upload(service, next, { anew: true }).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(service.runs("7")).toHaveLength(1);
  });

  it("does not start its own run a second time, also when it is to begin anew", async () => {
    const files = await writeFiles();
    service.fault({ method: "GET", path: "connector_runs/", deed: fails });
    await kennaErrorOf(upload(service, files).uploaded);
    expect(await upload(service, files, { anew: true }).uploaded).toMatchObject({ outcome: "done" });
    expect([service.runs("7").length, service.dataFiles("7").size]).toEqual([1, 3]);
  });

  it("that can't be read is told, and nothing is sent", async () => {
    const files = await writeFiles();
    for (const text of ["{", '{"format":"plumbline-kenna-upload-1","step":"flying"}']) {
      await writeFile(join(files.folder, "upload.json"), text);
      await expect(upload(service, files).uploaded).rejects.toMatchObject({
        name: "StoreError",
        code: "broken",
        hint: expect.stringContaining("begin anew (--anew)"),
      });
    }
    expect(service.requests).toEqual([]);
  });
});

it("sends files again that Kenna does not have any more", async () => {
  service.fault({ method: "GET", path: "/connectors/7$", times: 6, deed: { kind: "status", status: 500 } });
  const files = await writeFiles();
  await kennaErrorOf(upload(service, files).uploaded);
  const journal = JSON.parse(await readFile(join(files.folder, "upload.json"), "utf8"));
  const gone = Object.fromEntries(Object.keys(journal.dataFiles).map((hash, i) => [hash, `gone-${i}`]));
  await writeFile(join(files.folder, "upload.json"), JSON.stringify({ ...journal, dataFiles: gone }));
  const { uploaded, clock } = upload(service, files);
  expect((await kennaErrorOf(uploaded)).message).toContain("gone-0");
  expect(clock.log).toContain("Kenna may not have the files any more: the next upload sends them again.");
  expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
});

it("lets one process at a time work on an upload", async () => {
  service.fault({ path: "data_file$", deed: { kind: "silence" } });
  const files = await writeFiles();
  const first = upload(service, files, { http: { uploadTimeoutMilliseconds: 2500 } }).uploaded;
  await expect.poll(() => service.requests.length).toBe(1);
  const error = await kennaErrorOf(upload(service, files).uploaded);
  expect([error.kind, error.message]).toEqual([
    "busy",
    expect.stringMatching(/another upload is under way: process \d+ of .* holds .*upload\.json\.lock/),
  ]);
  expect(await first).toMatchObject({ outcome: "done" });
  expect(service.dataFiles("7").size).toBe(3);
});

describe("a file that is not what the manifest says", () => {
  const changes: Record<string, [change: (path: string) => Promise<unknown>, says: RegExp]> = {
    "with other bytes": [
      async (path) => writeFile(path, (await readFile(path, "utf8")).replace("CVE-2026-3", "CVE-2026-4")),
      /not what its manifest says/,
    ],
    "cut off": [(path) => writeFile(path, "{"), /not what its manifest says/],
    empty: [(path) => writeFile(path, ""), /not what its manifest says/],
    "that is gone": [async (path) => (await import("node:fs/promises")).rm(path), /can't be read: ENOENT/],
  };
  it.each(Object.entries(changes))("%s never reaches Kenna", async (_, [change, says]) => {
    const files = await writeFiles();
    await change(join(files.folder, "kdi_2.json"));
    const { uploaded, clock } = upload(service, files);
    const error = await kennaErrorOf(uploaded);
    expect([error.kind, error.message]).toEqual(["changed-file", expect.stringMatching(says)]);
    expect([service.dataFiles("7").size, service.runs("7").length, clock.slept]).toEqual([1, 0, []]);
  });
});

it("refuses a manifest that leads out of its folder", async () => {
  const { folder, manifest } = await writeFiles();
  const files = manifest.files.map((file) => ({ ...file, name: `../${file.name}` }));
  await expect(upload(service, { folder, manifest: { ...manifest, files } }).uploaded).rejects.toThrow(/files/);
});
