import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Approval } from "@plumbline/finding-model/approval";
import { describe, expect, it } from "vitest";
import { type ApprovalRule, addApproval, approversOf } from "./approvals.ts";
import { newFolder } from "./io.fixture.ts";
import { planned, planOf } from "./plan.fixture.ts";

const plan = planOf([planned("a")]);
const now = new Date("2026-03-02T12:00:00.000Z");
const approval = (approver: string, marks: Partial<Approval> = {}): Approval => ({
  plan: plan.hash,
  approver,
  at: "2026-03-02T00:00:00.000Z",
  expires: "2026-03-03T00:00:00.000Z",
  ...marks,
});
const file = (approvals: readonly unknown[]) => JSON.stringify({ version: 1, approvals });
const ask = (content: string | undefined, rule: Partial<ApprovalRule>) => {
  const folder = newFolder();
  if (content !== undefined) writeFileSync(join(folder, "approvals.json"), content);
  return approversOf(plan, rule, { folder, now: () => now });
};

const good: Record<string, { content: string | undefined; rule: Partial<ApprovalRule>; approvers: string[] }> = {
  "none is needed, and there is no file": { content: undefined, rule: {}, approvers: [] },
  "none is needed, and there is one": { content: file([approval("anna")]), rule: {}, approvers: ["anna"] },
  "one is needed": { content: file([approval("anna")]), rule: { required: true }, approvers: ["anna"] },
  "YAML, where two are needed": {
    content: `version: 1\napprovals:\n${["anna", "berta"].map((name) => `  - { plan: ${plan.hash}, approver: ${name}, at: "2026-03-02T00:00:00+01:00", expires: "2026-03-03T00:00:00Z" }\n`).join("")}`,
    rule: { required: true, count: 2 },
    approvers: ["anna", "berta"],
  },
  "one of those that count": {
    content: file([approval("anna"), approval("carl")]),
    rule: { required: true, approvers: ["carl"] },
    approvers: ["carl"],
  },
};
const bad: Record<string, { content: string | undefined; rule?: Partial<ApprovalRule>; code?: number; says: RegExp }> = {
  "there is no file": { content: undefined, says: /^can't read the approvals .*approvals\.json: ENOENT/ },
  "it is empty": { content: file([]), says: /^plan [0-9a-f]{64} has 0 of 1 approvals in .*approvals\.json$/ },
  "it is of another plan": { content: file([approval("anna", { plan: "0".repeat(64) })]), says: /has 0 of 1 approvals/ },
  "it has expired": {
    content: file([approval("anna", { expires: "2026-03-02T12:00:00.000Z" })]),
    says: /has 0 of 1 approvals in .* \(that of anna expired at 2026-03-02T12:00:00\.000Z\)$/,
  },
  "it begins later": {
    content: file([approval("anna", { at: "2026-03-02T13:00:00.000Z" })]),
    says: /\(that of anna begins at 2026-03-02T13/,
  },
  "the approver made the plan": { content: file([approval(plan.who)]), says: /made the plan\)$/ },
  "the approver does not count": {
    content: file([approval("anna")]),
    rule: { approvers: ["carl"] },
    says: /\(anna is none of the approvers\)$/,
  },
  "one approved twice and two are needed": {
    content: file([approval("anna"), approval("anna")]),
    rule: { count: 2 },
    says: /has 1 of 2 approvals/,
  },
  "it is broken": { content: "approvals: [", code: 4, says: /^can't read the approvals/ },
  "it lacks its end": {
    content: file([{ plan: plan.hash, approver: "anna", at: "2026-03-02T00:00:00Z" }]),
    code: 2,
    says: /^the approvals .* are invalid: .*expires/s,
  },
  "it ends before it begins": {
    content: file([approval("anna", { expires: "2026-03-01T00:00:00Z" })]),
    code: 2,
    says: /expires before it begins/,
  },
  "it has a field too many": { content: file([{ ...approval("anna"), sudo: true }]), code: 2, says: /sudo/ },
};

describe("approversOf", () => {
  it.each(Object.entries(good))("names who approved: %s", async (_, { content, rule, approvers }) => {
    expect(await ask(content, rule)).toEqual(approvers);
  });
  it.each(Object.entries(bad))("refuses where approval is required: %s", async (_, { content, rule = {}, code = 4, says }) => {
    await expect(ask(content, { ...rule, required: true })).rejects.toMatchObject({
      exitCode: code,
      message: expect.stringMatching(says),
      hint: expect.stringMatching(/.+/),
    });
  });
  it("refuses a broken file even where none is required", async () => {
    await expect(ask("approvals: [", {})).rejects.toMatchObject({ exitCode: 4 });
  });
});

describe("addApproval", () => {
  it("keeps every approval of several approvers at once, and leaves nothing else", async () => {
    const folder = newFolder();
    const names = Array.from({ length: 8 }, (_, i) => `approver-${i}`);
    await Promise.all(names.map((name) => addApproval(approval(name), "approvals.json", { folder })));
    const { approvals } = JSON.parse(readFileSync(join(folder, "approvals.json"), "utf8"));
    expect(approvals.map(({ approver }: Approval) => approver).sort()).toEqual(names);
    expect(readdirSync(folder)).toEqual(["approvals.json"]);
  });

  it("makes the file, adds to it, and leaves a broken one as it is", async () => {
    const folder = newFolder();
    await addApproval(approval("anna"), "approvals.json", { folder });
    const path = await addApproval(approval("berta"), "approvals.json", { folder });
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ version: 1, approvals: [approval("anna"), approval("berta")] });
    writeFileSync(path, "{");
    await expect(addApproval(approval("carl"), "approvals.json", { folder })).rejects.toMatchObject({ exitCode: 4 });
    expect(readFileSync(path, "utf8")).toBe("{");
    mkdirSync(join(folder, "folder"));
    await expect(addApproval(approval("carl"), "folder", { folder })).rejects.toMatchObject({ exitCode: 4 });
  });
});
