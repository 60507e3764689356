import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, member, openPolicy, own, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const clouds: Cloud[] = [];
afterEach(() => Promise.all(clouds.splice(0).map((cloud) => cloud.close())));
const start = async (rules: Rules = {}) => {
  const cloud = await startCloud({ queues: { [`${own}/us-east-1`]: { open: openPolicy } }, ...rules });
  clouds.push(cloud);
  return cloud;
};
const dead = "http://127.0.0.1:9";
const noKeys = { ...fakeKeys, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: "/nonexistent" };

interface Row {
  readonly words?: readonly string[];
  readonly rules?: Rules;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly prepare?: (folder: string) => void;
  readonly code: number;
  readonly says: RegExp;
}
const misspelt = "exceptions: [{ type: sqz, reason: planned, owner: anna, expires: 2099-12-31 }]\n";
const examined: Record<string, Row> = {
  "all is there": { code: 0, says: /^ok +account 111111111111 +1 region: us-east-1$/m },
  "the output folder is a file": {
    prepare: (folder) => writeFileSync(join(folder, "plumbline-output"), ""),
    code: 2,
    says: /^BAD output folder .*plumbline-output/m,
  },
  "the output folder takes nothing": { words: ["--output", "/proc/plumbline"], code: 2, says: /^BAD output folder .*\/proc/m },
  "an exception is misspelt": {
    prepare: (folder) => writeFileSync(join(folder, "plumbline.yaml"), misspelt),
    code: 2,
    says: /^BAD configuration .*unknown resource type sqz/m,
  },
  "there are no credentials": { environment: noKeys, code: 2, says: /^BAD credentials/m },
  "AWS does not answer": { words: ["--endpoint-url", dead], code: 3, says: /^BAD credentials .*ECONNREFUSED/m },
  "AWS does not answer, and the output folder takes nothing": {
    words: ["--endpoint-url", dead, "--output", "/proc/plumbline"],
    code: 2,
    says: /^BAD credentials/m,
  },
  "no account is left": { words: ["--org"], rules: { members: [] }, code: 2, says: /^BAD accounts .*no account is left to look at/m },
  "a region is unknown": { words: ["--regions", "us-east-9"], code: 2, says: /there is no region us-east-9\n +did you mean us-east-1\?/ },
  "an account refuses": {
    words: ["--accounts", member],
    rules: { fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined) },
    code: 3,
    says: /^BAD account 222222222222 .*AccessDenied/m,
  },
};

describe("doctor", () => {
  it.each(Object.entries(examined))("%s", async (_, { words = [], rules, environment = fakeKeys, prepare, code, says }) => {
    const cloud = await start(rules);
    const folder = newFolder();
    prepare?.(folder);
    const before = readdirSync(folder);
    const ran = await plumbline(["doctor", "--endpoint-url", cloud.url, ...words], { folder, environment });
    expect([ran.code, ran.stderr, ran.stdout]).toEqual([code, "", expect.stringMatching(says)]);
    expect(readdirSync(folder)).toEqual(before);
  });
});

it("a plan from a run that was incomplete is incomplete, and says so", async () => {
  const cloud = await start({
    fault: ({ operation, account }) => (operation === "ListQueues" && account === member ? { code: "AccessDeniedException" } : undefined),
  });
  const folder = newFolder();
  const scan = ["scan", "--checks", "sqs/not-public", "--accounts", `${own},${member}`, "--quiet"];
  expect((await plumbline([...scan, "--endpoint-url", cloud.url], { folder })).code).toBe(3);
  const whole = await plumbline(["plan", "--endpoint-url", cloud.url], { folder });
  expect([whole.code, whole.stderr]).toEqual([3, expect.stringMatching(/^run \S+ was incomplete: .*plumbline scan --resume/m)]);
  const part = await plumbline(["plan", "--endpoint-url", cloud.url, "--accounts", own], { folder });
  expect([part.code, part.stderr]).toEqual([0, ""]);
});

it("a journal without entries is no usage error, whatever is asked of it", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "plumbline-output"));
  expect(await plumbline(["journal", "nope"], { folder })).toEqual({ code: 0, stdout: "The journal has no entries.\n", stderr: "" });
});
