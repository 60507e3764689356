import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Applied } from "@plumbline/audit-kit/apply";
import type { Plan } from "@plumbline/finding-model/change";
import { readJournal } from "@plumbline/run-store/journal";
import { afterEach, describe, expect, it } from "vitest";
import { type ApplyPlanOptions, applyPlan, exitCodeOfChanges } from "./apply-plan.ts";
import { type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { planned, planOf } from "./plan.fixture.ts";
import { readPlan } from "./plan-file.ts";

const endpoint = "http://127.0.0.1:5000";
const text = (plan: Partial<Plan> = {}) => JSON.stringify(planOf([planned("a")], plan));
const read = (content: string | undefined, options: Partial<GlobalOptions> = {}) => {
  const folder = newFolder();
  if (content !== undefined) writeFileSync(join(folder, "plan.json"), content);
  return readPlan("plan.json", GlobalOptions.parse(options), { ...testIo().io, folder });
};

const good: Record<string, { plan: Partial<Plan>; options: Partial<GlobalOptions> }> = {
  "for AWS": { plan: {}, options: {} },
  "for the endpoint that is asked": { plan: { endpoint }, options: { endpointUrl: endpoint } },
};
const bad: Record<string, { content: string | undefined; options?: Partial<GlobalOptions>; code: number; says: RegExp }> = {
  "that is not there": { content: undefined, code: 2, says: /^can't read the plan .*plan\.json: .*ENOENT/ },
  "that is no JSON": { content: "{", code: 2, says: /^the plan .* is not JSON/ },
  "that is cut": { content: text().slice(0, -10), code: 2, says: /^the plan .* is not JSON/ },
  "that is none": { content: "[]", code: 2, says: /^the plan .* can't be used: .*expected object/ },
  "of another version": {
    content: text().replace('"version":2', '"version":1'),
    code: 2,
    says: /^the plan .* can't be used: it is of version 1, and this plumbline reads version 2$/,
  },
  "with a key too many": { content: text().replace('"version":2', '"version":2,"sudo":true'), code: 2, says: /can't be used: .*sudo/s },
  "with an after that was edited": {
    content: text().replace('"after":null', '"after":{"Statement":[]}'),
    code: 4,
    says: /^the plan .* was changed after it was made: its content does not fit its hash [0-9a-f]{64}$/,
  },
  "with a change that was taken out": {
    content: JSON.stringify({ ...planOf([planned("a"), planned("b")]), changes: [planned("a")] }),
    code: 4,
    says: /was changed after it was made/,
  },
  "with a change that lost its before": {
    content: text().replace(/"before":\{.*?\]\},/, ""),
    code: 2,
    says: /can't be used: .*changes\[0\]\.before/s,
  },
  "with an account that is none": { content: text().replaceAll(own, "1"), code: 2, says: /can't be used: .*12 digits/s },
  "of an emulator, for AWS": {
    content: text({ endpoint }),
    code: 4,
    says: /^the plan was made for http:\/\/127\.0\.0\.1:5000, not for AWS$/,
  },
  "of AWS, for an emulator": {
    content: text(),
    options: { endpointUrl: endpoint },
    code: 4,
    says: /^the plan was made for AWS, not for http/,
  },
  "of another emulator": {
    content: text({ endpoint }),
    options: { endpointUrl: "http://127.0.0.1:5001" },
    code: 4,
    says: /not for http:\/\/127\.0\.0\.1:5001$/,
  },
};
describe("readPlan", () => {
  it.each(Object.entries(good))("reads one %s", async (_, { plan, options }) => {
    expect(await read(text(plan), options)).toEqual(planOf([planned("a")], plan));
  });
  it.each(Object.entries(bad))("refuses one %s", async (_, { content, options, code, says }) => {
    await expect(read(content, options)).rejects.toMatchObject({
      exitCode: code,
      message: expect.stringMatching(says),
      hint: expect.stringMatching(/.+/),
    });
  });
});

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());
interface Setting {
  readonly plan?: Partial<Plan>;
  readonly changes?: Plan["changes"];
  readonly config?: string;
  readonly rules?: Rules;
  readonly now?: Date;
  readonly prepare?: (output: string) => void;
}
async function apply(
  { plan = {}, changes = [planned("a"), planned("b")], config, rules = {}, now, prepare }: Setting = {},
  options: object = {},
  where: Partial<GlobalOptions> = {},
) {
  cloud = await startCloud({ queues: { [`${own}/eu-west-1`]: { a: openPolicy, b: openPolicy } }, ...rules });
  const { io } = testIo(now ? { now: () => now } : {});
  if (config) writeFileSync(join(io.folder, "plumbline.yaml"), config);
  prepare?.(join(io.folder, "plumbline-output"));
  const global = GlobalOptions.parse({ endpointUrl: cloud.url, ...where });
  const all = await Array.fromAsync(applyPlan(planOf(changes, plan), { global, allowIrreversible: false, ...options }, io));
  const journal = await readJournal(join(io.folder, "plumbline-output", "journal.jsonl"));
  return { all, done: all.map(({ change, status, reason }) => [change.id, status, reason]), journal };
}

describe("applyPlan", () => {
  it("makes the changes, sees that the checks pass, and journals each", async () => {
    const { all, done, journal } = await apply();
    expect(done).toEqual([
      ["c-a", "verified", undefined],
      ["c-b", "verified", undefined],
    ]);
    expect([cloud?.writes(), cloud?.policies.get(queueUrl(own, "eu-west-1", "a")), exitCodeOfChanges(all)]).toEqual([
      ["SetQueueAttributes", "SetQueueAttributes"],
      "",
      0,
    ]);
    expect(journal.map(({ change, status }) => `${change.id} ${status}`)).toEqual([
      "c-a writing",
      "c-a applied",
      "c-a verified",
      "c-b writing",
      "c-b applied",
      "c-b verified",
    ]);
  });

  const exception = (until: string, more = "") =>
    `exceptions:\n  - { resource: '*/a', reason: planned, owner: anna, expires: ${until}${more} }\n`;
  const excepted = /^excepted until .* by anna: planned$/;
  const left: Record<string, Setting & { status: string; reason: RegExp; others?: readonly unknown[] }> = {
    "excepted since it was planned": { config: exception("2026-12-31"), status: "refused", reason: excepted },
    "excepted until today": { config: exception("2026-03-01"), status: "refused", reason: excepted },
    "excepted when it was judged, and no more": {
      config: exception("2026-03-01"),
      now: new Date("2026-03-09T00:00:00Z"),
      status: "refused",
      reason: excepted,
    },
    "excepted now, and not at the later instant of which it was judged": {
      config: exception("2026-12-31"),
      plan: { evaluatedAt: "2027-03-01T00:00:00.000Z" },
      status: "refused",
      reason: excepted,
    },
    "unknown to this version": {
      changes: [planned("a", { change: "sqs/other" }), planned("b")],
      status: "refused",
      reason: /has no change sqs\/other/,
    },
    "irreversible and not allowed": {
      changes: [planned("a", { undo: { kind: "impossible", reason: "it is so" } }), planned("b")],
      status: "refused",
      reason: /--allow-irreversible/,
    },
    "on a resource that changed since": {
      changes: [planned("a", { before: null, after: openPolicy }), planned("b")],
      status: "drifted",
      reason: /not as it was planned/,
    },
    denied: {
      rules: {
        fault: ({ operation, input }) =>
          operation === "SetQueueAttributes" && String(input["QueueUrl"]).endsWith("/a") ? { code: "AccessDeniedException" } : undefined,
      },
      status: "failed",
      reason: /sqs:SetQueueAttributes .*AccessDenied/,
      // It was the first of its kind.
      others: ["refused", expect.stringMatching(/^the first sqs\/policy of this run, on .*\/a in .*, is failed; the others wait/)],
    },
  };
  it.each(Object.entries(left))("leaves alone what is %s, and makes the others", async (_, { status, reason, others, ...setting }) => {
    const { all, done, journal } = await apply(setting);
    expect(done).toEqual([
      ["c-a", status, expect.stringMatching(reason)],
      ["c-b", ...(others ?? ["verified", undefined])],
    ]);
    expect([cloud?.policies.get(queueUrl(own, "eu-west-1", "a")), exitCodeOfChanges(all)]).toEqual([JSON.stringify(openPolicy), 4]);
    expect(journal.filter(({ change }) => change.id === "c-a").at(-1)).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });

  const byTag = "exceptions: [{ tag: keep=yes, reason: planned, owner: anna, expires: 2026-12-31 }]";
  const tagRows: Record<string, { rules: Rules; reason: RegExp }> = {
    "has by now": { rules: { tags: { [queueUrl(own, "eu-west-1", "a")]: { keep: "yes" } } }, reason: excepted },
    "may have, since they can't be read": {
      rules: {
        fault: ({ operation, input }) =>
          operation === "ListQueueTags" && String(input["QueueUrl"]).endsWith("/a") ? { code: "AccessDenied" } : undefined,
      },
      reason: /^left alone, since it may be excepted .* its tags could not be read: .*AccessDenied/,
    },
  };
  it.each(Object.entries(tagRows))("leaves alone what is excepted by a tag that it %s", async (_, { rules, reason }) => {
    const { done, journal } = await apply({ config: byTag, rules });
    expect(done).toEqual([
      ["c-a", "refused", expect.stringMatching(reason)],
      ["c-b", "verified", undefined],
    ]);
    expect([journal.map(({ status }) => status), cloud?.writes()]).toEqual([
      ["refused", "writing", "applied", "verified"],
      ["SetQueueAttributes"],
    ]);
  });

  it("obeys no exception of another resource, and none that was over when it was judged", async () => {
    const { done } = await apply({
      config: `${exception("2026-02-28")}${exception("2026-12-31", ", check: s3_bucket/not-public").slice(12)}`,
    });
    expect(done.map(([, status]) => status)).toEqual(["verified", "verified"]);
  });

  const never: Record<string, { setting: Setting; options?: object; error: object }> = {
    "a configuration that is broken": {
      setting: { config: "exceptions: [" },
      error: { exitCode: 2, message: expect.stringContaining("is not valid YAML") },
    },
    "an exception of a misspelt check": {
      setting: { config: exception("2026-12-31", ", check: sqs/not-pubic") },
      error: { exitCode: 2, message: "an exception is of an unknown check sqs/not-pubic" },
    },
    "an exception of a misspelt type": {
      setting: { config: exception("2026-12-31", ", type: sqz") },
      error: { exitCode: 2, message: "an exception is of an unknown resource type sqz" },
    },
    "an exceptions file that is not there": {
      setting: { config: "exceptionsFile: e.yaml" },
      error: { exitCode: 2, message: expect.stringMatching(/^can't read the exceptions file .*e\.yaml/) },
    },
    "an exception of an account that nobody knows": {
      setting: { config: exception("2026-12-31", ", account: 999999999999") },
      error: { exitCode: 2, message: "an exception is of an unknown account 999999999999" },
    },
    "a journal that can't be written": {
      setting: { prepare: (output) => writeFileSync(output, "") },
      error: { name: "StoreError", code: "unwritable" },
    },
    "a journal that is damaged": {
      setting: {
        prepare: (output) => {
          mkdirSync(output);
          writeFileSync(join(output, "journal.jsonl"), "{}\n");
        },
      },
      error: { name: "StoreError", code: "tampered" },
    },
    "a plan that was judged in a time to come, for AWS": {
      setting: { plan: { evaluatedAt: "2026-06-01T00:00:00.000Z" } },
      options: { global: GlobalOptions.parse({}) },
      error: { exitCode: 4, message: expect.stringContaining("was judged as of 2026-06-01"), hint: "make the plan again without --now" },
    },
    "a plan of another partition": {
      setting: { plan: { partition: "aws-cn" } },
      error: { exitCode: 4, message: expect.stringContaining("of partition aws-cn, and the credentials of aws") },
    },
  };
  it.each(Object.entries(never))("writes nothing with %s", async (_, { setting, options = {}, error }) => {
    await expect(apply(setting, options)).rejects.toMatchObject(error);
    expect(cloud?.calls.filter(({ operation }) => operation !== "GetCallerIdentity")).toEqual([]);
  });

  const asked: typeof never = {
    "an exception of a misspelt region": {
      setting: { config: exception("2026-12-31", ", region: us-est-1") },
      error: { exitCode: 2, message: "an exception is of an unknown region us-est-1", hint: "did you mean us-east-1?" },
    },
    "an exception of a region, when AWS does not tell which there are": {
      setting: {
        config: exception("2026-12-31", ", region: us-east-1"),
        rules: { fault: ({ operation }) => (operation === "DescribeRegions" ? { code: "UnauthorizedOperation" } : undefined) },
      },
      error: { exitCode: 3, message: expect.stringContaining("whether AWS has us-east-1") },
    },
  };
  it.each(Object.entries(asked))("asks for the regions alone, and writes nothing, with %s", async (_, { setting, error }) => {
    await expect(apply(setting)).rejects.toMatchObject(error);
    expect(cloud?.calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "DescribeRegions"]);
  });

  const named: Record<string, { global: Partial<GlobalOptions>; reason?: string }> = {
    "its account": { global: { accounts: [own] } },
    "its region": { global: { regions: ["us-east-1", "eu-west-1"] } },
    "another account": { global: { accounts: [member] }, reason: "not among the accounts that were named" },
    "another region": { global: { regions: ["us-east-1"] }, reason: "not among the regions that were named" },
    "an organization without its account": { global: { org: true }, reason: "not among the accounts that were named" },
  };
  it.each(Object.entries(named))("makes only what was named: %s", async (_, { global, reason }) => {
    const setting = { changes: [planned("a")], rules: { members: [{ Id: member, Status: "ACTIVE" }] } };
    const { done, journal } = await apply(setting, {}, global);
    expect(done).toEqual([["c-a", reason === undefined ? "verified" : "refused", reason]]);
    expect(journal.at(-1)).toMatchObject({ status: reason === undefined ? "verified" : "refused", endpoint: cloud?.url });
    expect(cloud?.writes()).toEqual(reason === undefined ? ["SetQueueAttributes"] : []);
    if (reason !== undefined) expect(cloud?.count("GetQueueAttributes")).toBe(0);
  });

  const inUse = (lastUsed: string | null): Plan["changes"] => [
    planned("a", { blastRadius: { lastUsed, affected: [{ kind: "principal", id: "*" }] } }),
    planned("b"),
  ];
  const used: Record<string, { lastUsed: string | null; options?: Partial<ApplyPlanOptions>; status: string }> = {
    "last week": { lastUsed: "2026-02-24T12:00:00.000Z", status: "refused" },
    "earlier than that": { lastUsed: "2026-02-20T12:00:00.000Z", status: "verified" },
    never: { lastUsed: null, status: "verified" },
    "last week, and forced": {
      lastUsed: "2026-02-24T12:00:00.000Z",
      options: { inUse: { days: 7, force: true } },
      status: "verified",
    },
    "a month ago, where a year counts": {
      lastUsed: "2026-02-01T00:00:00.000Z",
      options: { inUse: { days: 365, force: false } },
      status: "refused",
    },
  };
  it.each(Object.entries(used))("leaves alone what is in use: %s", async (_, { lastUsed, options, status }) => {
    const { done } = await apply({ changes: inUse(lastUsed), now: new Date("2026-03-01T12:00:00.000Z") }, options);
    expect(done.map(([, said]) => said)).toEqual([status, "verified"]);
    if (status === "refused") expect(done[0]?.[2]).toMatch(/^in use: last used at 2026-02-.*; --force-in-use makes it$/);
  });

  it("writes nothing when the plan is more than a run may change", async () => {
    const limits = { maxChanges: 1, maxChangesPerAccount: 25, maxPercent: 50, stopAfter: 3 };
    await expect(apply({}, { limits })).rejects.toMatchObject({
      exitCode: 4,
      message: "nothing was written: 2 changes are more than the 1 of --max-changes",
    });
    expect(cloud?.writes()).toEqual([]);
  });

  it("does not count what is refused anyway", async () => {
    const limits = { maxChanges: 1, maxChangesPerAccount: 1, maxPercent: 50, stopAfter: 3 };
    const { done } = await apply({ config: exception("2026-12-31") }, { limits });
    expect(done.map(([, status]) => status)).toEqual(["refused", "verified"]);
  });

  it("journals the plan, and AWS's ids of the requests", async () => {
    const { journal } = await apply({ changes: [planned("a")] });
    expect(new Set(journal.map(({ plan }) => plan))).toEqual(new Set([planOf([planned("a")]).hash]));
    expect(journal.map(({ status, requestIds }) => [status, requestIds.length])).toEqual([
      ["writing", 0],
      ["applied", 1],
      ["verified", 0],
    ]);
  });

  it("writes nothing to AWS that it can't journal", async () => {
    let output = "";
    const prepare = (path: string) => {
      output = path;
    };
    const fault = ({ operation }: { operation: string }) => {
      if (operation === "GetCallerIdentity") mkdirSync(join(output, "journal.jsonl"), { recursive: true });
      return undefined;
    };
    await expect(apply({ prepare, rules: { fault } })).rejects.toMatchObject({
      code: "unwritable",
      hint: expect.stringContaining("nothing is changed without a journal"),
    });
    // Once for its state, and once to judge it again.
    expect([cloud?.count("GetQueueAttributes"), cloud?.writes()]).toEqual([2, []]);
  });

  it("of two runs that change one resource at once the second is refused, and it is written once", async () => {
    let second: Promise<Applied[]> | undefined;
    const { io } = testIo();
    const changes = [planned("a")];
    const start = () =>
      Array.fromAsync(
        applyPlan(planOf(changes), { global: GlobalOptions.parse({ endpointUrl: cloud?.url }), allowIrreversible: false }, io),
      );
    cloud = await startCloud({
      queues: { [`${own}/eu-west-1`]: { a: openPolicy } },
      delay: ({ operation }) => (operation === "SetQueueAttributes" ? 300 : 0),
      answer: ({ operation }) => {
        if (operation === "SetQueueAttributes") second ??= start();
        return undefined;
      },
    });
    const first = await start();
    expect(first.map(({ status }) => status)).toEqual(["verified"]);
    expect(await second).toMatchObject([
      { status: "refused", reason: expect.stringMatching(/^another run \(\S+-000001\) is changing it$/) },
    ]);
    expect(cloud.writes()).toEqual(["SetQueueAttributes"]);
    // What the first left is not held any more.
    expect((await start()).map(({ status }) => status)).toEqual(["drifted"]);
  });
});
