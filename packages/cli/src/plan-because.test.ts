import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Because } from "@plumbline/finding-model/because";
import { planMarkdown } from "@plumbline/reports/plan-markdown";
import { planText } from "@plumbline/reports/plan-text";
import { describe, expect, it } from "vitest";
import { proveCheck } from "./choose-checks.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { planned, planOf } from "./plan.fixture.ts";
import { readPlan, savePlan, sealPlan } from "./plan-file.ts";
import { reauditBy } from "./reaudit.ts";

const global = GlobalOptions.parse({});
const { io } = testIo();
const account = "123456789012";

/** As a version wrote it that knew no decisions; the hash was made by another program, by RFC 8785. */
const old = {
  ...{ version: 2, run: "r0", createdAt: "2026-03-01T12:00:00.000Z", evaluatedAt: "2026-03-01T12:00:00.000Z", tool: "plumbline 0.1.0" },
  ...{
    who: `arn:aws:iam::${account}:user/planner`,
    partition: "aws",
    settings: {},
    knownAccounts: [account],
    population: [],
    unplanned: [],
  },
  accounts: [{ id: account, kind: "prod" }],
  changes: [
    {
      ...{ id: "c-a", fingerprint: "f".repeat(32), check: "iam_user/access-key-unused", severity: "medium", partition: "aws" },
      ...{ resource: { account, region: "us-east-1", type: "iam_user", id: "ann" }, change: "iam_user/access-key-status" },
      ...{ aspect: "accessKeys", before: { AKIA1: "Active" }, after: { AKIA1: "Inactive" }, outcome: "cured" },
      ...{ undo: { kind: "restore", notRestored: [] }, iam: ["iam:UpdateAccessKey"], calls: [] },
    },
  ],
  hash: "a03e8106808a8e1f036ed1d061a51c4fc7b8899fbcf4773930302e4338e95e18",
};
const because = Because.parse({
  decision: { campaign: "2026-q1", item: "7f3a" },
  reason: "left the company",
  principalId: "AIDA1",
  settings: { asked: {} },
});

describe("a plan file", () => {
  it("of before is read as it was, with its hash", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plan.json"), JSON.stringify(old));
    const plan = await readPlan("plan.json", global, { folder });
    expect([plan.hash, plan.changes[0]?.because, sealPlan(plan).hash]).toEqual([old.hash, undefined, old.hash]);
  });

  it("keeps the decision, and its hash covers it", async () => {
    const folder = newFolder();
    const plan = planOf([planned("a", { because })]);
    await savePlan(plan, "plan.json", { folder });
    expect((await readPlan("plan.json", global, { folder })).changes[0]?.because).toEqual(because);
    const other = { ...plan, changes: plan.changes.map((change) => ({ ...change, because: { ...because, reason: "another" } })) };
    writeFileSync(join(folder, "plan.json"), JSON.stringify(other));
    await expect(readPlan("plan.json", global, { folder })).rejects.toThrow("was changed after it was made");
  });

  it("shows the decision, in the terminal and in markdown", () => {
    const plan = planOf([planned("a", { because }), planned("b", { because: { ...because, decision: { flag: "7" } } }), planned("c")]);
    expect(planText(plan).match(/because .*/g)).toEqual([
      "because  review 2026-q1, item 7f3a: left the company",
      "because  flag 7: left the company",
    ]);
    expect(planMarkdown(plan).match(/- Because of .*/g)).toEqual([
      expect.stringContaining("review 2026-q1, item 7f3a: left the company"),
      expect.stringContaining("flag 7: left the company"),
    ]);
  });
});

describe("a check of decisions", () => {
  it.each(["iam_user/keys-revoked", "iam_role/quarantined", "iam_user/*"])("may be named in an exception: %s", (named) => {
    expect(() => proveCheck(named, "")).not.toThrow();
  });
  it("that is misspelt is refused", () => {
    expect(() => proveCheck("iam_user/keys-revokd", "")).toThrow("unknown check iam_user/keys-revokd");
  });
  it("that this version does not know is refused, and not taken for another", async () => {
    const change = planned("a", { check: "iam_user/shoes-revoked", because });
    const judging = { settings: {}, knownAccounts: [], accounts: [], partition: "aws", evaluatedAt: io.now().toISOString() };
    const session = new Proxy({}, { get: () => () => Promise.reject(new Error("a call was made")) });
    await expect(reauditBy(session as never, judging, {})(change)).rejects.toMatchObject({
      exitCode: 2,
      message: "this version has no check iam_user/shoes-revoked, by which the decision would be verified",
    });
  });
});
