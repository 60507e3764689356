import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, describe, expect, it } from "vitest";
import { kdiFile, kennaErrorOf, removeFolders, startByClock, upload, writeFiles } from "./upload.fixture.ts";

let service: KennaStandIn;
afterEach(async () => {
  await service.stop();
  await removeFolders();
});
const calls = () => service.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

it("uploads each file, starts one run, waits for it and answers its summary", async () => {
  service = await startByClock({ pollsUntilDone: 3 });
  const files = await writeFiles();
  const { uploaded, clock } = upload(service, files);
  expect(await uploaded).toMatchObject({
    ...{ outcome: "done", dataFiles: 3 },
    run: {
      ...{ success: true, total_payload_count: 3, processed_payload_count: 3, failed_payload_count: 0, processed_assets_count: 4 },
      ...{ processed_scanner_vuln_count: 4, created_scanner_vuln_count: 4, updated_scanner_vuln_count: 0 },
    },
  });
  expect(Object.keys(service.model())).toEqual(["i-1", "i-2", "i-3", "i-4"].map((id) => `["ec2_locator","${id}",""]`));
  expect(calls()).toEqual([
    ...Array(3).fill("POST /connectors/7/data_file 200"),
    ...["GET /connectors/7 200", "GET /connectors/7/connector_runs 200", "POST /connectors/7/run 200"],
    ...["GET /connectors/7/connector_runs/1004 200", "GET /connectors/7 200"],
    ...["GET /connectors/7/connector_runs/1004 200", "GET /connectors/7 200"],
    "GET /connectors/7/connector_runs/1004 200",
  ]);
  expect(clock.slept).toEqual([20_000, 30_000]);
  expect(await readdir(files.folder)).toEqual(["kdi_1.json", "kdi_2.json", "kdi_3.json.gz", "upload.json"]);
});

it("sends the bytes as they lie there", async () => {
  service = await startByClock();
  const files = await writeFiles();
  await upload(service, files).uploaded;
  const sent = [...service.dataFiles().values()];
  for (const [i, { name }] of files.manifest.files.entries())
    expect(Buffer.from(sent[i]!).equals(await readFile(join(files.folder, name)))).toBe(true);
});

it("does nothing a second time, unless it is to begin anew", async () => {
  service = await startByClock();
  const files = await writeFiles();
  await upload(service, files).uploaded;
  const made = service.requests.length;
  expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done-before", run: { success: true }, dataFiles: 3 });
  expect(service.requests).toHaveLength(made);
  expect(await upload(service, files, { anew: true }).uploaded).toMatchObject({ outcome: "done", run: { updated_scanner_vuln_count: 4 } });
  expect([service.runs().length, service.dataFiles().size]).toEqual([2, 6]);
});

it("knows an upload by its files and settings, whatever the words of its gaps", async () => {
  service = await startByClock({ faults: [{ path: "/run$", deed: { kind: "status", status: 403 } }] });
  const { folder, manifest } = await writeFiles(undefined, { complete: false });
  const deniedTo = (session: string) => {
    const gaps = [{ account: "111122223333", region: "eu-west-1", reason: `User: arn:aws:sts::1:assumed-role/r/${session} is denied` }];
    return upload(service, { folder, manifest: { ...manifest, gaps } }).uploaded;
  };
  await kennaErrorOf(deniedTo("run-1"));
  expect(await deniedTo("run-2")).toMatchObject({ outcome: "done" });
  expect(await deniedTo("run-3")).toMatchObject({ outcome: "done-before" });
  expect([service.runs().length, service.dataFiles().size]).toEqual([1, 3]);
  // Files that close what they leave out are others.
  const closing = { folder, manifest: { ...manifest, complete: true, settings: { skipAutoclose: false } } };
  expect(await upload(service, closing).uploaded).toMatchObject({ outcome: "done" });
});

it("takes the files away after their run, where that is asked for, and not before", async () => {
  service = await startByClock({ faults: [{ path: "/run$", deed: { kind: "fail-run" } }] });
  const files = await writeFiles();
  await kennaErrorOf(upload(service, files, { removesFiles: true }).uploaded);
  expect(await readdir(files.folder)).toHaveLength(4);
  await upload(service, files, { removesFiles: true }).uploaded;
  expect(await readdir(files.folder)).toEqual(["upload.json"]);
});

it("goes on without files that Kenna has", async () => {
  service = await startByClock({ faults: [{ path: "/run$", deed: { kind: "status", status: 403 } }] });
  const files = await writeFiles();
  await kennaErrorOf(upload(service, files).uploaded);
  for (const { name } of files.manifest.files) await writeFile(join(files.folder, name), "written over");
  expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done" });
});

it("makes no call where there is no file", async () => {
  service = await startByClock();
  expect(await upload(service, await writeFiles({})).uploaded).toEqual({ outcome: "nothing" });
  expect(service.requests).toEqual([]);
});

describe("no file with autoclose on", () => {
  it("is refused where there may be something that it leaves open", async () => {
    service = await startByClock();
    const files = await writeFiles(undefined, { skipAutoclose: false });
    await upload(service, files).uploaded;
    const error = await kennaErrorOf(upload(service, await writeFiles({}, { skipAutoclose: false })).uploaded);
    expect([error.kind, error.message]).toEqual([
      "leaves-open",
      "upload with autoclose on: there is no asset to send, and Kenna closes by files alone: whatever connector 7 has open stays open. Close it in Kenna; where it may stay open, set skip_autoclose to true.",
    ]);
    expect(service.runs()).toHaveLength(1);
  });

  it("is nothing where the connector never had a run", async () => {
    service = await startByClock();
    expect(await upload(service, await writeFiles({}, { skipAutoclose: false })).uploaded).toEqual({ outcome: "nothing" });
    expect(calls()).toEqual(["GET /connectors/7/connector_runs 200"]);
  });
});

describe("a run that fails", () => {
  it("is told with Kenna's words and its counts, and the next upload begins anew", async () => {
    service = await startByClock();
    const bad = await writeFiles({ "kdi_1.json": kdiFile({ "i-1": ["CVE-2026-1"] }), "kdi_2.json": '{"version":1}' });
    const error = await kennaErrorOf(upload(service, bad).uploaded);
    expect(error).toMatchObject({ kind: "run-failed", run: { success: false, failed_payload_count: 1, processed_payload_count: 1 } });
    expect(error.message).toMatch(/^run 1003 of connector 7: it ended without success: data file 1002: .*skip_autoclose/s);
    const good = await writeFiles(undefined, { folder: bad.folder });
    expect(await upload(service, good).uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
    expect(service.runs().map(({ success }) => success)).toEqual([false, true]);
  });
});

describe("a run that takes long", () => {
  it("is looked at after 20 seconds and then ever less often, and never started twice", async () => {
    service = await startByClock({ faults: [{ path: "/run$", deed: { kind: "hang-run" } }] });
    const files = await writeFiles();
    const first = upload(service, files, { patienceMilliseconds: 600_000 });
    const error = await kennaErrorOf(first.uploaded);
    expect([error.kind, error.message]).toEqual([
      "late",
      expect.stringMatching(/^wait for run 1004 .*after 0.17 hours\..*starts no other run/),
    ]);
    expect(first.clock.slept).toEqual([20_000, 30_000, 45_000, 67_500, 101_250, 120_000, 120_000, 96_250]);
    expect((await kennaErrorOf(upload(service, files, { patienceMilliseconds: 60_000 }).uploaded)).kind).toBe("late");
    expect(service.runs()).toHaveLength(1);
  });

  it("of somebody else is waited for before ours", async () => {
    service = await startByClock({ pollsUntilDone: 6 });
    const [theirs, ours] = [await writeFiles({ "a.json": kdiFile({ "i-9": ["CVE-2026-9"] }) }), await writeFiles()];
    const { uploaded } = upload(service, theirs, { patienceMilliseconds: 1 });
    expect((await kennaErrorOf(uploaded)).kind).toBe("late");
    const { uploaded: second, clock } = upload(service, ours);
    expect(await second).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect(clock.log).toContain("Connector 7 has a run already; ours is started after it.");
  });
});

describe("a start whose answer is lost", () => {
  const lose = { method: "POST", path: "/run$", deed: { kind: "drop", isCarriedOut: true } } as const;
  it("is not guessed at when several runs are new, and goes on with the one that is named", async () => {
    service = await startByClock({
      pollsUntilDone: 0,
      faults: [{ ...lose }, { method: "GET", path: "connector_runs$", nth: 2, times: 6, deed: { kind: "status", status: 500 } }],
    });
    const files = await writeFiles();
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("unavailable");
    await upload(service, await writeFiles()).uploaded;
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.message]).toEqual(["uncertain", expect.stringContaining("runs 1008, 1004 were started since")]);
    expect(await upload(service, files, { run: "1004" }).uploaded).toMatchObject({ outcome: "done", run: { id: "1004" } });
    expect(service.runs()).toHaveLength(2);
  });
});
