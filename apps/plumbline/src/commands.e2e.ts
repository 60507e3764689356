import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Finding } from "@plumbline/finding-model/finding";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { newFolder, plumbline } from "./harness.fixture.ts";
import { jsonLines, regions, world } from "./world.fixture.ts";

const url = emulatorUrl();
const where = ["--endpoint-url", url, "--regions", "us-east-1"];

describe("demo", () => {
  it("tells its story on the emulator of PLUMBLINE_EMULATOR_URL, and keeps what it names", async () => {
    const folder = newFolder();
    const ran = await plumbline(["demo", "--output", "demo"], { folder, environment: { PLUMBLINE_EMULATOR_URL: url } });
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const steps = ["1. Make", "2. Poll", "3. Audit", "4. Plan", "5. Apply it", "6. Let somebody else approve", "7. Apply the approved"];
    for (const step of [
      ...steps,
      "8. See",
      "9. Take one change back",
      "10. Ask the journal",
      "11. See that nobody",
      "12. Somebody shares",
      "13. The remediator",
    ])
      expect(ran.stdout).toContain(step);
    expect(ran.stdout).toMatch(/verified \w+ ami\/shares .*\n1 delivery in 1 invocation: 1 done, 0 to come again/);
    expect(ran.stdout).toMatch(/nothing was written: \d+ changes are more than the 20 of --max-changes/);
    expect(ran.stdout).toMatch(/\d+ changes: \d+ verified, \d+ refused/);
    expect(ran.stdout).toMatch(/\d+ findings failed before\. \d+ are cured, \d+ are contained/);
    for (const file of ["made.jsonl", "messages.jsonl", "audit.txt", "plan.json", "plan.txt", "applied.txt", "journal.jsonl"])
      expect(existsSync(join(folder, "demo", file)), file).toBe(true);
  });
});

describe("make-misconfigurations --destroy", () => {
  it("removes all that was made, and only that", async () => {
    const here = world(url, ["313131313131", "323232323232"]);
    const before = (await here.run(["poll", "--accounts", here.accounts.join(",")])).stdout;
    const made = await here.make();
    const gone = await here.run(["make-misconfigurations", "--account", here.accounts.join(","), "--destroy"]);
    const removed = jsonLines(gone.stdout, z.object({ recipe: z.string(), id: z.string() }));
    expect([gone.code, gone.stderr]).toEqual([0, ""]);
    console.log(`${made.length} resources made, ${removed.length} removed by ${new Set(removed.map(({ recipe }) => recipe)).size} recipes`);
    const left = await here.run(["poll", "--accounts", here.accounts.join(","), "--only_use_test_resources"]);
    // A key is deleted only days after it was asked for; the emulator keeps ended instances and clusters for a while.
    expect(left.stdout.split("\n").filter((line) => line !== "" && !/"(kms_key|ec2|ecs_task)"/.test(line))).toEqual([]);
    const after = new Set((await here.run(["poll", "--accounts", here.accounts.join(",")])).stdout.split("\n"));
    expect(before.split("\n").filter((line) => !after.has(line))).toEqual([]);
  });
});

describe("commands that only tell", () => {
  it("doctor finds all well, and says what is not", async () => {
    const well = await plumbline(["doctor", ...where, "--accounts", "313131313131"]);
    expect([well.code, well.stdout.split("\n").filter((line) => line.startsWith("BAD"))]).toEqual([0, []]);
    expect(well.stdout).toMatch(/ok {2}account 313131313131 +1 region: us-east-1/);
    const bad = await plumbline(["doctor", "--endpoint-url", "http://127.0.0.1:9", "--format", "json"]);
    const points = z.array(z.object({ what: z.string(), isFine: z.boolean(), said: z.string() })).parse(JSON.parse(bad.stdout));
    expect([bad.code, points.filter(({ isFine }) => !isFine).map(({ what }) => what)]).toEqual([3, ["credentials"]]);
  });

  it("checks list and show name every check", async () => {
    const ids = z.array(z.object({ id: z.string() })).parse(JSON.parse((await plumbline(["checks", "list", "--format", "json"])).stdout));
    expect(ids.length).toBeGreaterThanOrEqual(43);
    expect((await plumbline(["checks"])).stdout).toContain(`${ids.length} checks`);
    for (const { id } of ids)
      expect(JSON.parse((await plumbline(["checks", "show", id, "--format", "json"])).stdout)).toMatchObject({ id });
    expect((await plumbline(["checks", "show", "sqs/not-public"])).stdout).toMatch(/reads +sqs: policy/);
    const shown = JSON.parse((await plumbline(["checks", "show", "rds/multi-az", "--format", "json"])).stdout);
    expect(shown).toMatchObject({ references: ["FSBP RDS.5", "CCM BCR-11"], controls: expect.arrayContaining(["CIS 7.0.0 3.2.4"]) });
  });

  it("events lists what is watched, and prints the patterns that stand in the docs", async () => {
    const all = (await plumbline(["events"])).stdout;
    expect(all).toMatch(/sqs +sqs +CreateQueue +create/);
    expect(all).toMatch(/rds +rds +CreateDBInstance +create +settles after 900 s/);
    expect(all).toMatch(/\d+ events\n$/);
    const patterns = (await plumbline(["events", "--format", "pattern"])).stdout;
    expect(patterns).toBe(readFileSync(join(import.meta.dirname, "../../../docs/events_to_watch.json"), "utf8"));
    const Rows = z.array(z.object({ type: z.string(), name: z.string(), paths: z.array(z.string()) }));
    const rows = Rows.parse(JSON.parse((await plumbline(["events", "--checks", "sqs/*", "--format", "json"])).stdout));
    expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(["sqs"]));
  });

  it("policy prints what the chosen checks need, and writes only for the remediator", async () => {
    const Policy = z.object({ Statement: z.array(z.object({ Sid: z.string(), Action: z.array(z.string()) })) });
    const of = async (kind: string) =>
      Policy.parse(JSON.parse((await plumbline(["policy", kind, "--checks", "sqs/not-public"])).stdout)).Statement.flatMap(
        ({ Action }) => Action,
      );
    expect((await of("reader")).filter((action) => action.startsWith("sqs:"))).toEqual([
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueues",
    ]);
    expect((await of("remediator")).filter((action) => action.startsWith("sqs:"))).toEqual([
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueues",
      "sqs:SetQueueAttributes",
    ]);
  });

  const inMember = ["PlumblineReads", "PlumblineSession"];
  const signingIn: Record<string, { words: string[]; role?: string; sids: string[] }> = {
    "a member account": { words: [], sids: inMember },
    "an account that signs in to named ones": {
      words: ["--accounts-by-role"],
      role: "arn:aws:iam::*:role/member_remediator",
      sids: [...inMember, "PlumblineAssumesRoles"],
    },
    "an account that signs in to the organization": {
      words: ["--org", "--account-role", "/ops/audit", "--partition", "aws-cn"],
      role: "arn:aws-cn:iam::*:role/ops/audit",
      sids: [...inMember, "PlumblineAssumesRoles", "PlumblineOrganization"],
    },
  };
  it.each(Object.entries(signingIn))("policy for %s", async (_, { words, role, sids }) => {
    const Policy = z.object({ Statement: z.array(z.object({ Sid: z.string(), Action: z.array(z.string()), Resource: z.string() })) });
    for (const kind of ["reader", "remediator"]) {
      const { Statement } = Policy.parse(JSON.parse((await plumbline(["policy", kind, "--checks", "sqs/not-public", ...words])).stdout));
      expect(Statement.map(({ Sid }) => Sid).filter((sid) => sid !== "PlumblineWrites")).toEqual(sids);
      const assuming = Statement.filter(({ Action }) => Action.includes("sts:AssumeRole"));
      expect(assuming.map(({ Action, Resource }) => [Action, Resource])).toEqual(role ? [[["sts:AssumeRole"], role]] : []);
      const organization = Statement.filter(({ Action }) => Action.some((action) => action.startsWith("organizations:")));
      expect(organization.map(({ Sid }) => Sid)).toEqual(words.includes("--org") ? ["PlumblineOrganization"] : []);
    }
  });

  const helped: Record<string, { words: string[]; says: RegExp }> = {
    "a command": { words: ["scan"], says: /Usage: plumbline scan[\s\S]*--fail-on/ },
    "a command of a command": { words: ["policy", "reader"], says: /Usage: plumbline policy reader[\s\S]*--accounts-by-role/ },
    "another app's command": { words: ["remediate"], says: /--allow-irreversible/ },
    nothing: { words: [], says: /make-misconfigurations/ },
  };
  it.each(Object.entries(helped))("help of %s is that of --help", async (_, { words, says }) => {
    const [helping, asking] = [await plumbline(["help", ...words]), await plumbline([...words, "--help"])];
    expect([helping.code, helping.stdout, helping.stderr]).toEqual([0, asking.stdout, ""]);
    expect(helping.stdout).toMatch(says);
  });

  it("scan prints each format, keeps the page, and leaves nothing else in the run's folder", async () => {
    const folder = newFolder();
    const scan = ["scan", ...where, "--accounts", "343434343434", "--checks", "account/root-mfa,vpc/flow-logs"];
    expect((await plumbline([...scan, "--format", "html"], { folder })).stdout).toMatch(/^<!doctype html>/i);
    expect(JSON.parse((await plumbline([...scan, "--format", "json"], { folder })).stdout)).toMatchObject({
      header: { regionsAsked: ["us-east-1"] },
    });
    expect(jsonLines((await plumbline([...scan, "--format", "jsonl"], { folder })).stdout, Finding).map(({ check }) => check)).toContain(
      "account/root-mfa",
    );
    expect((await plumbline(scan, { folder })).stdout).toMatch(/API calls[\s\S]*sts/);
    const [run = ""] = readdirSync(join(folder, "plumbline-output"));
    expect(readdirSync(join(folder, "plumbline-output", run)).sort()).toEqual([
      "findings.jsonl",
      "report.html",
      "run.json",
      "summary.json",
    ]);
  });

  it("the same scan at the same instant gives the same findings, byte for byte", async () => {
    const scan = [
      "scan",
      "--endpoint-url",
      url,
      "--regions",
      regions.join(","),
      "--accounts",
      "343434343434",
      "--now",
      "2027-01-01T00:00:00Z",
      "--format",
      "jsonl",
    ];
    expect((await plumbline(scan)).stdout).toBe((await plumbline(scan)).stdout);
  });
});
