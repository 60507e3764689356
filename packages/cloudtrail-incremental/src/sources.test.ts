import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ec2 } from "@plumbline/collectors/ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { delivered } from "./delivered.ts";
import { localFiles } from "./local-files.ts";
import type { ReadRecord } from "./read-records.ts";
import { reduce } from "./reduce.ts";
import { record } from "./table.fixture.ts";
import { tableOf } from "./table-of.ts";

const place = { folder: "" };
beforeAll(async () => {
  place.folder = await mkdtemp(join(tmpdir(), "records-"));
});
afterAll(() => rm(place.folder, { recursive: true }));

const start = (eventID: string, instanceId: string) =>
  record("ec2", "StartInstances", { eventID, requestParameters: { instancesSet: { items: [{ instanceId }] } } });
const window = { to: new Date("2026-03-02T00:00:00Z"), againFrom: new Date("2026-03-01T00:00:00Z") };
const idsOf = async (records: AsyncIterable<ReadRecord>) => {
  const { changes, unread } = await reduce(records, { table: tableOf([{ of: ec2 }]), window });
  return { ids: changes.map(({ ref }) => ref.id), unread: unread.map(({ where }) => where) };
};

describe("localFiles", () => {
  it("reads every file of records below a folder, and tells what can't be read", async () => {
    await mkdir(join(place.folder, "a/b"), { recursive: true });
    await writeFile(join(place.folder, "a/b/1.json.gz"), gzipSync(JSON.stringify({ Records: [start("1", "i-1")] })));
    await writeFile(join(place.folder, "a/2.jsonl"), `${JSON.stringify(start("2", "i-2"))}\n{\n`);
    await writeFile(join(place.folder, "a/readme.txt"), "no records");
    expect(await idsOf(localFiles(join(place.folder, "a")))).toEqual({
      ids: ["i-1", "i-2"],
      unread: [`${join(place.folder, "a/2.jsonl")} line 2`],
    });
  });

  const bad: Record<string, [path: string, code: string]> = {
    "a folder without records": ["empty", "no-records"],
    "what is not there": ["none", "unreadable-files"],
  };
  it.each(Object.entries(bad))("rejects for %s", async (_, [path, code]) => {
    await mkdir(join(place.folder, "empty"), { recursive: true });
    await expect(idsOf(localFiles(join(place.folder, path)))).rejects.toMatchObject({ name: "CloudTrailError", code });
  });
});

describe("delivered", () => {
  it("reads events of a queue, one or many at once, and tells what is none of CloudTrail's", async () => {
    const ofRule = (detail: object) => ({ "detail-type": "AWS API Call via CloudTrail", account: "111111111111", detail });
    const other = { "detail-type": "EC2 Instance State-change Notification", detail: { state: "running" } };
    const values = [ofRule(start("1", "i-1")), [ofRule(start("2", "i-2")), { Records: [] }], { Records: [start("3", "i-3")] }, other];
    const { ids, unread } = await idsOf(delivered(values, "queue"));
    expect(ids).toEqual(["i-1", "i-2", "i-3"]);
    expect(unread).toEqual(["queue event 4"]);
  });
});
