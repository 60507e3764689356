import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Envelope } from "./envelope.ts";
import { openFolder } from "./open-folder.ts";

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "plumbline-car-"));
});
afterAll(() => rm(parent, { recursive: true }));

it("writes what would be sent, in order, and sends nothing", async () => {
  const folder = join(parent, "new/dry-run");
  const car = openFolder({
    folder,
    source: { _key: "aws-prod" },
    now: () => new Date(1_772_366_400_000),
    savePoint: "s-1",
    chunk: { rows: 2 },
  });
  expect([await car.prepare(), await car.readSavePoint()]).toEqual([{ isNew: false }, "s-1"]);
  const sent = await car.withFullImport(async () => {
    await car.sendReport();
    const rows = ["i-1", "i-2", "i-3"].map((id) => ({ external_id: id, name: id }));
    const vertices = await car.importVertices("asset", rows);
    return vertices + (await car.importEdges("asset_hostname", [{ collection: "asset_hostname", from: "i-1", to: "a.example" }]));
  });
  await car.settle();
  const deleted = await car.deleteVertices("asset", ["i-8", "i-9"]);
  const disabled = await car.disableEdges([{ collection: "asset_ipaddress", from: "i-1", to: "10.0.0.1" }]);
  await car.writeSavePoint("s-2");
  expect([sent, deleted, disabled]).toEqual([4, 2, 1]);

  const read = async (name: string) => readFile(join(folder, name), "utf8");
  const envelopes = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  expect(envelopes).toEqual(["0001-source-and-report.json", "0002-asset.json", "0003-asset.json", "0004-asset_hostname.json"]);
  const parsed = await Promise.all(envelopes.map(async (name) => Envelope.parse(JSON.parse(await read(name)))));
  expect(parsed.map((envelope) => Object.keys(envelope).at(-1))).toEqual(["report", "asset", "asset", "asset_hostname"]);
  expect(parsed.slice(1, 3)).toMatchObject([
    { asset: [{ external_id: "i-1" }, { external_id: "i-2" }] },
    { asset: [{ external_id: "i-3" }] },
  ]);
  expect(JSON.parse(await read("0004-asset_hostname.json"))).toEqual({
    source: { _key: "aws-prod" },
    report: { _key: "1772366400000", timestamp: 1_772_366_400_000, type: "AWS cloud datasource", description: "AWS cloud datasource" },
    asset_hostname: [
      {
        _from_external_id: "i-1",
        _to: "hostname/a.example",
        report: "1772366400000",
        source: "aws-prod",
        active: true,
        timestamp: 1_772_366_400_000,
      },
    ],
  });
  expect(await read("deletions.jsonl")).toBe('{"collection":"asset","name":"i-8"}\n{"collection":"asset","name":"i-9"}\n');
  expect(await read("disabled-edges.jsonl")).toBe('{"collection":"asset_ipaddress","from":"i-1","to":"10.0.0.1"}\n');
  expect(
    (await read("calls.jsonl"))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).call),
  ).toEqual(["open full import", "close full import", "write save point"]);
});

it("rejects when the folder can't be written", async () => {
  const car = openFolder({ folder: "/dev/null/x", source: { _key: "s" }, now: () => new Date(0) });
  await expect(car.sendReport()).rejects.toMatchObject({ code: "ENOTDIR" });
});
