import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { readJournal } from "@plumbline/run-store/journal";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, member, openPolicy, own, queueUrl, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { entryOf, planned } from "./plan.fixture.ts";
import { changesToUndo, undoJournaled } from "./undo.ts";

const [a, b] = [planned("a"), planned("b")];
const global = GlobalOptions.parse({});
const folderWith = (entries: readonly JournalEntry[]) => {
  const folder = newFolder();
  mkdirSync(join(folder, "plumbline-output"));
  writeFileSync(join(folder, "plumbline-output", "journal.jsonl"), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  return folder;
};
const toUndo = (entries: readonly JournalEntry[], named: string) =>
  changesToUndo(named, global, { ...testIo().io, folder: folderWith(entries) });

const applied = [
  entryOf("apply", "writing", a),
  entryOf("apply", "verified", a),
  entryOf("apply", "writing", b),
  entryOf("apply", "verified", b),
];
const rows: Record<string, { entries: JournalEntry[]; named: string; ids: string[] }> = {
  "a change": { entries: applied, named: "c-a", ids: ["c-a"] },
  "a run": { entries: applied, named: "r1", ids: ["c-a", "c-b"] },
  "a run of which one change is undone": { entries: [...applied, entryOf("undo", "undone", a, "r2")], named: "r1", ids: ["c-b"] },
  "a change that was undone and applied again, by its new run": {
    entries: [...applied, entryOf("undo", "undone", a, "r2"), entryOf("apply", "verified", a, "r3")],
    named: "r3",
    ids: ["c-a"],
  },
  "a change whose undo failed": {
    entries: [...applied, entryOf("undo", "writing", a, "r2"), entryOf("undo", "failed", a, "r2")],
    named: "c-a",
    ids: ["c-a"],
  },
  "a change whose undo a crash broke off": { entries: [...applied, entryOf("undo", "writing", a, "r2")], named: "c-a", ids: ["c-a"] },
  "a change that a crash broke off": { entries: [entryOf("apply", "writing", a)], named: "c-a", ids: ["c-a"] },
  "a change that AWS still works on": { entries: [entryOf("apply", "in-progress", a)], named: "r1", ids: ["c-a"] },
  "a change that was written and then failed": {
    entries: [entryOf("apply", "writing", a), entryOf("apply", "failed", a)],
    named: "r1",
    ids: ["c-a"],
  },
  "a change that a later run did not make again": {
    entries: [...applied, entryOf("apply", "drifted", a, "r2")],
    named: "c-a",
    ids: ["c-a"],
  },
  "changes with one id on two resources": {
    entries: [entryOf("apply", "verified", a), entryOf("apply", "verified", { ...b, id: "c-a" })],
    named: "c-a",
    ids: ["c-a", "c-a"],
  },
};
const refused: Record<string, { entries: JournalEntry[]; named: string; code: number; says: RegExp }> = {
  "an empty journal": { entries: [], named: "c-a", code: 2, says: /journal\.jsonl has no run or change c-a$/ },
  "a change that is not there": { entries: applied, named: "c-x", code: 2, says: /has no run or change c-x$/ },
  "an empty name": { entries: applied, named: "", code: 2, says: /has no run or change $/ },
  "a change that is undone": {
    entries: [...applied, entryOf("undo", "undone", a, "r2")],
    named: "c-a",
    code: 4,
    says: /^nothing of c-a is in effect$/,
  },
  "a change that drifted": { entries: [entryOf("apply", "drifted", a)], named: "c-a", code: 4, says: /^nothing of c-a is in effect$/ },
  "a change that was refused": { entries: [entryOf("apply", "refused", a)], named: "r1", code: 4, says: /^nothing of r1 is in effect$/ },
  "the run of an undo": {
    entries: [...applied, entryOf("undo", "undone", a, "r2")],
    named: "r2",
    code: 4,
    says: /^nothing of r2 is in effect$/,
  },
};

describe("changesToUndo", () => {
  it.each(Object.entries(rows))("%s", async (_, { entries, named, ids }) => {
    expect((await toUndo(entries, named)).map(({ change }) => change.id)).toEqual(ids);
  });
  it.each(Object.entries(refused))("refuses %s", async (_, { entries, named, code, says }) => {
    await expect(toUndo(entries, named)).rejects.toMatchObject({
      exitCode: code,
      message: expect.stringMatching(says),
      hint: expect.stringContaining("plumbline journal"),
    });
  });
});

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

describe("undoJournaled", () => {
  const undo = async (changes: readonly JournalEntry[], policies: Record<string, object | null>, where: Partial<GlobalOptions> = {}) => {
    cloud = await startCloud({ queues: { [`${own}/eu-west-1`]: policies } });
    const { io } = testIo();
    const options = { global: GlobalOptions.parse({ endpointUrl: cloud.url, ...where }), allowIrreversible: false };
    const entriesThere = changes.map((entry) => ({ ...entry, endpoint: cloud?.url }));
    const done = await Array.fromAsync(undoJournaled(entriesThere, options.global, io), ({ change, status }) => `${change.id} ${status}`);
    return { done, entries: await readJournal(join(io.folder, "plumbline-output", "journal.jsonl")) };
  };

  it("writes the states before back, and journals it", async () => {
    const { done, entries } = await undo([entryOf("apply", "verified", a), entryOf("apply", "verified", b)], { a: null, b: null });
    expect(done).toEqual(["c-a undone", "c-b undone"]);
    expect(JSON.parse(cloud?.policies.get(queueUrl(own, "eu-west-1", "a")) ?? "")).toEqual(openPolicy);
    expect(entries.map(({ action, status, run, who }) => [action, status, run, who])).toEqual(
      ["writing", "undone", "writing", "undone"].map((status) => [
        "undo",
        status,
        "20260301T120000000Z-000001",
        `arn:aws:iam::${own}:user/tester`,
      ]),
    );
  });

  it.each([{ accounts: [member] }, { regions: ["us-east-1"] }])("takes back only what was named: %j", async (where) => {
    expect((await undo([entryOf("apply", "verified", a)], { a: null }, where)).done).toEqual(["c-a refused"]);
    expect(cloud?.count("GetQueueAttributes")).toBe(0);
  });

  const elsewhere: Record<string, { made?: string; asked?: string; says: RegExp }> = {
    "at AWS what was done at an emulator": { made: "http://127.0.0.1:9", says: /^the change c-a was made for http.*, not for AWS$/ },
    "at an emulator what was done at AWS": { asked: "http://127.0.0.1:9", says: /^the change c-a was made for AWS, not for http/ },
  };
  it.each(Object.entries(elsewhere))("does not take back %s, and says so before", async (_, { made, asked, says }) => {
    const entry = { ...entryOf("apply", "verified", a), ...(made === undefined ? {} : { endpoint: made }) };
    const there = GlobalOptions.parse({ endpointUrl: asked });
    const error = { exitCode: 4, message: expect.stringMatching(says), hint: expect.stringContaining("--endpoint-url") };
    await expect(changesToUndo("c-a", there, { ...testIo().io, folder: folderWith([entry]) })).rejects.toMatchObject(error);
    const done = Array.fromAsync(undoJournaled([entry], there, testIo().io));
    await expect(done).rejects.toMatchObject(error);
  });

  const left: Record<string, { change: JournalEntry; policy: object | null; ends: string }> = {
    "a resource that changed since": {
      change: entryOf("apply", "verified", a),
      policy: { Version: "2012-10-17", Statement: [] },
      ends: "c-a drifted",
    },
    "a change that can't be undone": {
      change: entryOf("apply", "verified", planned("a", { undo: { kind: "impossible", reason: "the key is gone" } })),
      policy: null,
      ends: "c-a refused",
    },
    "a change that this version does not know": {
      change: entryOf("apply", "verified", planned("a", { change: "sqs/other" })),
      policy: null,
      ends: "c-a refused",
    },
    "a change that is called as every object's own": {
      change: entryOf("apply", "verified", planned("a", { change: "constructor" })),
      policy: null,
      ends: "c-a refused",
    },
  };
  it.each(Object.entries(left))("leaves %s as it is", async (_, { change, policy, ends }) => {
    expect((await undo([change], { a: policy })).done).toEqual([ends]);
    expect(cloud?.writes()).toEqual([]);
  });
});
