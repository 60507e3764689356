import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { JournalRecord } from "@plumbline/finding-model/journal";
import { fileJournal } from "@plumbline/run-store/file-journal";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { newFolder, plumbline } from "../harness.fixture.ts";

const who = "arn:aws:iam::111111111111:user/tester";
const change = (id: string, name: string) => ({
  ...{ id, fingerprint: "0".repeat(32), check: "sqs/not-public", severity: "high", partition: "aws" },
  resource: { account: "111111111111", region: "us-east-1", type: "sqs", id: `https://${name}` },
  ...{ change: "sqs/policy", aspect: "policy", before: { Version: "2012-10-17", Statement: [] }, after: null, outcome: "cured" },
  ...{ undo: { kind: "restore", notRestored: [] }, iam: [] },
});
const entry = (at: string, run: string, action: string, status: string, of: object, more: object = {}) => ({
  ...{ at: `2026-03-01T12:00:${at}.000Z`, run, action, status, who, change: of, requestIds: [] },
  ...more,
});
const [a, b] = [change("c-a", "a"), change("c-b", "b")];
const plan = "a".repeat(64);
const written = [
  entry("01", "r1", "apply", "writing", a, { plan, approver: "anna" }),
  entry("02", "r1", "apply", "verified", a, { plan, approver: "anna", requestIds: ["req-1", "req-2"] }),
  entry("03", "r1", "apply", "drifted", b, { reason: "policy is not as it was planned" }),
  entry("04", "r2", "undo", "writing", a),
  entry("05", "r2", "undo", "undone", a, { requestIds: ["req-3"] }),
];

let folder = "";
let path = "";
let records: JournalRecord[] = [];
const journal = (...words: string[]) => plumbline(["journal", ...words], { folder, columns: 160 });
async function write(): Promise<void> {
  folder = newFolder();
  path = join(folder, "plumbline-output", "journal.jsonl");
  records = [];
  // A change of a later version may have more: the schema of an entry says what it is.
  for (const one of written)
    records.push(await fileJournal(path).append(JournalRecord.omit({ seq: true, previous: true, hash: true }).parse(one)));
}

describe("plumbline journal", () => {
  beforeAll(write);

  const lists: Record<string, { words: string[]; rows: number[] }> = {
    "alone lists all": { words: [], rows: [0, 1, 2, 3, 4] },
    "with a run": { words: ["r2"], rows: [3, 4] },
    "with a change": { words: ["c-b"], rows: [2] },
    "list lists all": { words: ["list"], rows: [0, 1, 2, 3, 4] },
    "list of a run": { words: ["list", "--run", "r2"], rows: [3, 4] },
    "list of a status": { words: ["list", "--status", "drifted,undone"], rows: [2, 4] },
    "list of a resource": { words: ["list", "--resource", "//b"], rows: [2] },
    "list since an instant": { words: ["list", "--since", "2026-03-01T12:00:04Z"], rows: [3, 4] },
    "list of what there is none": { words: ["list", "--account", "222222222222"], rows: [] },
  };
  it.each(Object.entries(lists))("%s", async (_, { words, rows }) => {
    const { code, stdout, stderr } = await journal(...words, "--format", "json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(z.array(JournalRecord).parse(JSON.parse(stdout))).toEqual(rows.map((row) => records[row]));
    const text = await journal(...words);
    expect([text.code, text.stdout.match(/2026-03-01T/g)?.length ?? 0]).toEqual([0, rows.length]);
  });

  it("show tells all of a change", async () => {
    const { code, stdout } = await journal("show", "c-a");
    expect(code).toBe(0);
    expect(stdout).toBe(`\
111111111111 us-east-1 sqs https://a
  sqs/policy change c-a
     check     high sqs/not-public
     undo      writes the state before back
     aspect    policy
     @@ -1,4 +1,1 @@
     -{
     -  "Statement": [],
     -  "Version": "2012-10-17"
     -}
     +null
  2026-03-01T12:00:01.000Z apply writing
     who       ${who}
     run       r1
     plan      ${plan}
     approver  anna
  2026-03-01T12:00:02.000Z apply verified
     who       ${who}
     run       r1
     plan      ${plan}
     approver  anna
     requests  req-1, req-2
  2026-03-01T12:00:04.000Z undo writing
     who       ${who}
     run       r2
  2026-03-01T12:00:05.000Z undo undone
     who       ${who}
     run       r2
     requests  req-3

1 change, 4 entries
`);
  });

  it("show tells all changes of a run, for machines too", async () => {
    const { stdout } = await journal("show", "r1", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject([
      {
        change: { id: "c-a" },
        entries: [
          { seq: 1, status: "writing" },
          { seq: 2, requestIds: ["req-1", "req-2"], plan, approver: "anna" },
        ],
      },
      { change: { id: "c-b" }, entries: [{ seq: 3, status: "drifted", reason: "policy is not as it was planned" }] },
    ]);
  });

  it("verify tells that it is intact, and the head", async () => {
    const { hash = "" } = records[4] ?? {};
    expect(await journal("verify")).toEqual({
      code: 0,
      stderr: "",
      stdout: `The journal ${path} is intact: 5 entries.\nhead: seq 5 ${hash}\n`,
    });
    expect((await journal("verify", "--head", hash)).code).toBe(0);
    expect(JSON.parse((await journal("verify", "--format", "json")).stdout)).toEqual({
      ...{ journal: path, status: "intact", entries: 5, unchained: 0, head: { seq: 5, hash } },
    });
  });

  it("verify refuses a head that is not there", async () => {
    const { code, stdout } = await journal("verify", "--head", "f".repeat(64));
    expect([code, stdout]).toEqual([4, expect.stringMatching(/is not as it was written:\n {2}the end: no entry has the hash f{64}: /)]);
  });
});

describe("a journal that was tampered with", () => {
  beforeEach(async () => {
    await write();
    writeFileSync(path, readFileSync(path, "utf8").replace("anna", "emma"));
  });

  it("makes verify fail, which names what was changed", async () => {
    expect(await journal("verify")).toEqual({
      ...{ code: 4, stderr: "" },
      stdout: `The journal ${path} is not as it was written:\n  line 1: it (seq 1) was changed: its hash is of other content\n`,
    });
    expect(JSON.parse((await journal("verify", "--format", "json")).stdout)).toMatchObject({
      status: "broken",
      faults: [{ place: "line 1" }],
    });
  });

  it("can still be read", async () => {
    expect((await journal("show", "c-a")).stdout).toContain("emma");
  });
});

describe("a journal that was restored without its head", () => {
  it("makes verify say that the head file is missing, and what to do", async () => {
    await write();
    const head = path.replace(/jsonl$/, "head");
    rmSync(head);
    expect(await journal("verify", "--head", records[2]?.hash ?? "")).toEqual({
      ...{ code: 4, stderr: "" },
      stdout: [
        `The journal ${path} is not as it was written:`,
        `  the end: the head file ${head} is missing, which keeps the last of the 5 entries`,
        `    restore both ${path} and ${head} from one copy, or compare with a hash that was noted: plumbline journal verify --head HASH\n`,
      ].join("\n"),
    });
  });
});

describe("a journal from before the chain", () => {
  it("is read, and never called intact", async () => {
    await write();
    writeFileSync(path, written.map((one) => `${JSON.stringify(one)}\n`).join(""));
    writeFileSync(path.replace(/jsonl$/, "head"), '{"seq":0,"hash":""}');
    expect((await journal("c-b")).stdout).toContain("drifted");
    const { code, stdout } = await journal("verify");
    expect([code, stdout]).toEqual([4, expect.stringMatching(/ is not chained: .* whether its 5 entries were changed\. /)]);
  });
});
