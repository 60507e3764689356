import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testIo } from "@plumbline/cli/io.fixture";
import { openStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIamAuditor } from "./run-iam-auditor.ts";

const folder = mkdtempSync(join(tmpdir(), "archive-"));
const account = "012345678901";
const run = async (...words: string[]) => {
  const { io, stdout, stderr } = testIo({ folder, now: () => new Date("2026-06-01T00:00:00Z") });
  return { code: await runIamAuditor([...words, "--folder", "database"], io), stdout: stdout(), stderr: stderr() };
};
beforeAll(async () => {
  const store = await openStore({ folder: join(folder, "database") });
  for (const [day, name] of [
    ["2026-01-01", "ann"],
    ["2026-02-01", "anne"],
  ] as const) {
    const at = new Date(day);
    const writer = await writeListing(store, { run: day, listing: `aws/${account}/global/iam`, account, at });
    const record = {
      kind: "iam_group",
      id: "A",
      account,
      name,
      arn: null,
      createdAt: null,
      updatedAt: null,
      facts: { path: "/" },
    } as const;
    await writer.put([record]);
    await writer.end([{ kind: "iam_group", outcome: "ok" }]);
  }
  await store.close();
});
afterAll(() => rm(folder, { recursive: true }));

describe("iam archive and restore", () => {
  it("move what ended before a day, and put it back", async () => {
    expect(await run("archive", "old", "--until", "2026-01-15")).toEqual({
      ...{ code: 0, stderr: "", stdout: "nothing ended before 2026-01-15; no archive was made\n" },
    });
    expect(await run("archive", "old", "--until", "2026-03-01")).toEqual({
      ...{ code: 0, stderr: "" },
      stdout: "1 version and 1 cell moved into old (2 files); the database is whole from 2026-03-01 on\n",
    });
    const asked = await run("as-of", "2026-01-02");
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringContaining("is archived: the database is whole from 2026-03-01T00:00:00.000Z on"),
    ]);
    expect(await run("restore", "old", "--json")).toEqual({ code: 0, stderr: "", stdout: '{"versions":1,"added":1,"isOwn":true}\n' });
    expect(await run("restore", "old")).toMatchObject({ code: 0, stdout: "0 versions put back, 1 were there\n" });
  });

  it.each([
    ["a day that is none", ["archive", "x", "--until", "2026-13-01"], /--until: must be a day such as 2025-01-01/],
    ["a day to come", ["archive", "x", "--until", "2027-01-01"], /is not known yet/],
    ["no archive", ["restore", "nowhere"], /^[^\n]*the archive in [^\n]*nowhere is broken: manifest\.json can't be read/],
    ["a file of accounts with a wrong row", ["accounts", "import", "wrong.csv"], /wrong\.csv: account 2: account_id must be the 12 digits/],
    ["an account that is named twice", ["accounts", "import", "twice.yaml"], /account 012345678901 is named twice/],
  ])("refuse %s in one line", async (_, words, says) => {
    writeFileSync(join(folder, "wrong.csv"), "account_id,owner\n1,a\nx,b\n");
    writeFileSync(join(folder, "twice.yaml"), `- account_id: "${account}"\n- account_id: 12345678901\n`);
    const { code, stderr, stdout } = await run(...words);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(says) });
  });
});

describe("iam accounts", () => {
  it("takes a file, keeps what a later one leaves out, and clears what is empty", async () => {
    writeFileSync(
      join(folder, "a.csv"),
      "\uFEFFaccount_id,name,owner,support_team\n12345678901,main,ann@example.com,ops\n210987654321,,,\n",
    );
    expect(await run("accounts", "import", "a.csv")).toEqual({ code: 0, stderr: "", stdout: "2 accounts added, 0 changed, 0 as before\n" });
    expect(await run("accounts", "import", "a.csv")).toMatchObject({ stdout: "0 accounts added, 0 changed, 2 as before\n" });
    writeFileSync(join(folder, "b.yaml"), `- account_id: "${account}"\n  owner: ""\n`);
    appendFileSync(join(folder, "b.yaml"), `  business_unit: shop\n`);
    expect(await run("accounts", "import", "b.yaml", "--json")).toMatchObject({ stdout: '{"added":0,"changed":1,"unchanged":0}\n' });
    expect(await run("accounts", "list")).toMatchObject({
      ...{ code: 0, stdout: `${account}  main  business unit shop  support team ops\n210987654321\n` },
    });
  });
});
