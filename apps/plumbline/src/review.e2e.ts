import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Plan } from "@plumbline/finding-model/change";
import { readJournal } from "@plumbline/run-store/journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { type World, world } from "./world.fixture.ts";

const accounts = ["414141414141", "424242424242"] as const;
const checks = ["--checks", "sqs/not-public"];
let here: World;
const inside = (name: string) => join(here.folder, name);
const readPlan = (name: string) => Plan.parse(JSON.parse(readFileSync(inside(name), "utf8")));
const journal = () => readJournal(inside("plumbline-output/journal.jsonl"));
const apply = (...words: string[]) => here.run(["apply", inside("plan.json"), "--apply", "--require-approval", ...words]);

beforeAll(async () => {
  here = world(emulatorUrl(), [...accounts]);
  const made = await here.run(["make-misconfigurations", "--account", accounts.join(","), "--recipes", "sqs"]);
  expect(made.code).toBe(0);
});

describe("a plan that is reviewed", () => {
  it("is made from findings on stdin, and shown as JSON, text and markdown", async () => {
    const scanned = await here.run(["scan", "--accounts", accounts.join(","), ...checks, "--format", "jsonl"]);
    for (const format of ["json", "terminal", "markdown"]) {
      const ran = await here.run(["plan", "-", "--format", format, "--plan-file", inside("plan.json")], { stdin: scanned.stdout });
      expect([ran.code, ran.stderr]).toEqual([0, ""]);
      const { hash, changes } = readPlan("plan.json");
      expect(changes.length).toBeGreaterThan(0);
      expect(ran.stdout).toContain(hash);
      for (const { id, calls } of changes) {
        expect(ran.stdout).toContain(id);
        expect(calls).toMatchObject([{ service: "SQS", operation: "SetQueueAttributes" }]);
      }
    }
  });

  const bad: Record<string, { stdin: string; says: RegExp }> = {
    "nothing on stdin": { stdin: "", says: /there are no findings on stdin/ },
    "a line that is no JSON": { stdin: "{\n", says: /stdin line 1 is no finding: / },
    "a line that is no finding": { stdin: '{"account":"414141414141"}\n', says: /stdin line 1 is no finding: / },
  };
  it.each(Object.entries(bad))("is not made from %s", async (_, { stdin, says }) => {
    const ran = await here.run(["plan", "-", "--plan-file", inside("none.json")], { stdin });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([2, "", expect.stringMatching(says)]);
  });

  it("is not applied without an approval, with that of another plan, or with one that is over", async () => {
    const { hash } = readPlan("plan.json");
    const refused = async (says: RegExp) => {
      const ran = await apply();
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([4, "", expect.stringMatching(says)]);
    };
    await refused(/can't read the approvals .*approvals\.json/);
    const approvals = (plan: string, expires: string) => ({
      version: 1,
      approvals: [{ plan, approver: "anna", at: "2026-01-01T00:00:00Z", expires }],
    });
    writeFileSync(inside("approvals.json"), JSON.stringify(approvals("0".repeat(64), "2099-01-01T00:00:00Z")));
    await refused(new RegExp(`plan ${hash} has 0 of 1 approvals`));
    writeFileSync(inside("approvals.json"), JSON.stringify(approvals(hash, "2026-01-02T00:00:00Z")));
    await refused(/that of anna expired at 2026-01-02/);
    expect(await journal()).toEqual([]);
  });

  it("is not approved by whoever made it", async () => {
    const ran = await here.run(["approve", inside("plan.json"), "--approvals", inside("approvals.json")]);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(/made the plan, and can't approve it/)]);
  });

  it("is applied once it is approved; the journal tells who, why, and AWS's ids", async () => {
    const { hash, changes, who } = readPlan("plan.json");
    const words = ["approve", inside("plan.json"), "--approver", "anna", "--expires-in", "1h", "--note", "T-1"];
    const approved = await here.run([...words, "--approvals", inside("approvals.json")]);
    expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining(`anna approves plan ${hash}`)]);
    const applied = await apply();
    expect([applied.code, applied.stderr]).toEqual([0, ""]);
    const entries = await journal();
    expect(new Set(entries.map(({ plan, approver, who }) => [plan, approver, who].join(" ")))).toEqual(new Set([`${hash} anna ${who}`]));
    expect(entries.filter(({ status }) => status === "verified").length).toBe(changes.length);
    for (const { requestIds } of entries.filter(({ status }) => status === "applied"))
      expect(requestIds).toEqual([expect.stringMatching(/.+/)]);
  });

  it("leaves nothing open, is not made twice, and is taken back", async () => {
    const open = await here.run(["verify"]);
    expect([open.code, open.stdout]).toEqual([0, "0 changes: none\n"]);
    const again = await apply();
    expect([again.code, again.stdout]).toEqual([4, expect.stringMatching(/drifted .*: policy is not as it was planned/)]);
    const run = (await journal())[0]?.run ?? "";
    expect((await here.run(["undo", run, "--apply"])).code).toBe(0);
  });

  const tampered: Record<string, (plan: Plan) => unknown> = {
    "an after": (plan) => ({ ...plan, changes: plan.changes.map((change) => ({ ...change, after: { Statement: [] } })) }),
    "a resource": (plan) => ({
      ...plan,
      changes: plan.changes.map((change) => ({ ...change, resource: { ...change.resource, id: "x" } })),
    }),
    "the settings": (plan) => ({ ...plan, settings: { "sqs/not-public": {} } }),
    "whether it can be undone": (plan) => ({
      ...plan,
      changes: plan.changes.map((change) => ({ ...change, undo: { kind: "impossible", reason: "x" } })),
    }),
  };
  it.each(Object.entries(tampered))("is refused when somebody changed %s in it", async (_, change) => {
    writeFileSync(inside("tampered.json"), JSON.stringify(change(readPlan("plan.json"))));
    const ran = await here.run(["apply", inside("tampered.json"), "--apply"]);
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([4, "", expect.stringMatching(/was changed after it was made/)]);
  });
});
