import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Plan } from "@plumbline/finding-model/change";
import { afterEach, describe, expect, it } from "vitest";
import { type Call, type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { planned, planOf } from "./plan.fixture.ts";
import { makePlan, type PlanOptions } from "./plan.ts";
import { savePlan } from "./plan-file.ts";
import { scan } from "./scan.ts";

const clouds: Cloud[] = [];
afterEach(() => Promise.all(clouds.splice(0).map((cloud) => cloud.close())));
const third = "333333333333";
const queues = {
  [`${own}/us-east-1`]: { open: openPolicy, closed: null },
  [`${member}/eu-west-1`]: { b: openPolicy, a: openPolicy },
  [`${third}/eu-west-1`]: { closed: null },
};
const regions = { "eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required" };
const start = async (rules: Rules = {}) => {
  const cloud = await startCloud({ queues, regions, ...rules });
  clouds.push(cloud);
  return cloud;
};
type Asked = Partial<Omit<PlanOptions, "global">> & { global?: Partial<GlobalOptions> };
/** Scans as asked, then plans from that run. */
async function planAfterScan(scanned: Partial<GlobalOptions>, asked: Asked = {}, rules: { scan?: Rules; plan?: Rules } = {}) {
  const folder = newFolder();
  const before = await start(rules.scan);
  const { folder: run } = await scan(
    { global: GlobalOptions.parse({ endpointUrl: before.url, ...scanned }), checks: ["sqs/not-public"] },
    testIo({ folder }).io,
  );
  const cloud = await start(rules.plan);
  const global = GlobalOptions.parse({ endpointUrl: cloud.url, ...asked.global });
  const { io, stderr } = testIo({ folder, now: () => new Date("2026-03-02T00:00:00.000Z") });
  return { ...(await makePlan({ run, ...asked, global }, io)), cloud, stderr };
}
const shown = ({ plan }: { plan: Plan }) =>
  plan.changes.map(({ resource, change }) => `${resource.account} ${resource.region} ${resource.id.split("/").at(-1)} ${change}`);
const all = [`${own} us-east-1 open sqs/policy`, `${member} eu-west-1 a sqs/policy`, `${member} eu-west-1 b sqs/policy`];
const places = (calls: readonly Call[]) =>
  [...new Set(calls.filter(({ service }) => service === "sqs").map(({ account, region }) => `${account}/${region}`))].sort();

describe("a plan from a run", () => {
  const accounts = [own, member, third];

  it("is for what failed, in all accounts of the run, without a word on where to look", async () => {
    const planned = await planAfterScan({ accounts });
    expect([shown(planned), planned.unknown]).toEqual([all, []]);
    expect(planned.plan.changes[0]).toMatchObject({
      before: openPolicy,
      after: null,
      undo: { kind: "restore" },
      iam: ["sqs:SetQueueAttributes"],
    });
    expect(planned.plan).toMatchObject({
      evaluatedAt: "2026-03-01T12:00:00.000Z",
      createdAt: "2026-03-02T00:00:00.000Z",
      endpoint: planned.cloud.url,
      partition: "aws",
    });
    expect(planned.plan.accounts).toEqual(accounts.map((id) => ({ id, kind: "prod" })));
    // Only the failing queues are read again, and nothing is listed.
    expect([
      places(planned.cloud.calls),
      planned.cloud.count("GetQueueAttributes"),
      planned.cloud.count("ListQueues"),
      planned.cloud.writes(),
    ]).toEqual([[`${own}/us-east-1`, `${member}/eu-west-1`], ...[3, 0, []]]);
  });

  it("signs in where the run did, such as in another partition", async () => {
    const { cloud } = await planAfterScan({ accounts: [member], regions: ["eu-west-1"] });
    expect(new Set(cloud.calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  it("judges with the accounts that were known then", async () => {
    const members = [own, member, "444444444444"].map((Id) => ({ Id, Status: "ACTIVE" }));
    const { plan } = await planAfterScan(
      { org: true, excludeAccount: ["444444444444"], regions: ["eu-west-1"] },
      {},
      { scan: { members } },
    );
    expect(plan.knownAccounts).toEqual([own, member, "444444444444"]);
  });

  it("plans nothing for what is put right meanwhile, or deleted", async () => {
    const now = { [`${member}/eu-west-1`]: { b: openPolicy, a: null } };
    expect(shown(await planAfterScan({ accounts }, {}, { plan: { queues: now } }))).toEqual([all[2]]);
    const gone: Rules["fault"] = ({ operation }) =>
      operation === "GetQueueAttributes" ? { code: "AWS.SimpleQueueService.NonExistentQueue" } : undefined;
    const planned = await planAfterScan({ accounts }, {}, { plan: { fault: gone } });
    expect([shown(planned), planned.unknown]).toEqual([[], []]);
  });

  const refusals: Record<string, { fault: Rules["fault"]; changes: string[]; unknown: string[] }> = {
    "a role that can't be assumed any more": {
      fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
      changes: all.slice(0, 1),
      unknown: [`${member} ${queueUrl(member, "eu-west-1", "a")} denied`, `${member} ${queueUrl(member, "eu-west-1", "b")} denied`],
    },
    "a queue that is denied": {
      fault: ({ operation, input }) =>
        operation === "GetQueueAttributes" && String(input["QueueUrl"]).endsWith("/b") ? { code: "AccessDeniedException" } : undefined,
      changes: all.slice(0, 2),
      unknown: [`${member} ${queueUrl(member, "eu-west-1", "b")} denied`],
    },
  };
  it.each(Object.entries(refusals))("names what could not be judged: %s", async (_, { fault, changes, unknown }) => {
    const planned = await planAfterScan({ accounts }, {}, { plan: fault ? { fault } : {} });
    const told = planned.unknown.map(
      ({ resource, verdict }) => `${resource.account} ${resource.id} ${verdict.status === "unknown" && verdict.cause}`,
    );
    expect([shown(planned), told]).toEqual([changes, unknown]);
  });

  const narrowed: Record<string, { asked: Partial<GlobalOptions>; changes: string[]; calls: string[] }> = {
    "an account": { asked: { accounts: [member] }, changes: all.slice(1), calls: [`${member}/eu-west-1`] },
    "a region": { asked: { regions: ["us-east-1"] }, changes: all.slice(0, 1), calls: [`${own}/us-east-1`] },
    "a place where nothing failed": { asked: { accounts: [own], regions: ["eu-west-1"] }, changes: [], calls: [] },
  };
  it.each(Object.entries(narrowed))("is only for what was named: %s", async (_, { asked, changes, calls }) => {
    const planned = await planAfterScan({ accounts }, { global: asked });
    expect([shown(planned), planned.unknown, places(planned.cloud.calls)]).toEqual([changes, [], calls]);
  });

  it("says that the run was incomplete, unless it was so elsewhere", async () => {
    const fault: Rules["fault"] = ({ operation, account }) =>
      operation === "ListQueues" && account === third ? { code: "AccessDeniedException" } : undefined;
    const planned = await planAfterScan({ accounts }, {}, { scan: { fault } });
    expect([shown(planned), planned.incomplete]).toEqual([all, expect.stringMatching(/^run \S+ was incomplete: /)]);
    expect((await planAfterScan({ accounts }, { global: { accounts: [own] } }, { scan: { fault } })).incomplete).toBeUndefined();
    expect((await planAfterScan({ accounts })).incomplete).toBeUndefined();
  });

  it("refuses an exception of a misspelt region", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "p.yaml"), "exceptions: [{ region: eu-wset-1, reason: planned, owner: anna, expires: 2026-12-31 }]\n");
    const message = "an exception is of an unknown region eu-wset-1";
    await expect(planAfterScan({ accounts }, { global: { config: join(folder, "p.yaml") } })).rejects.toMatchObject({
      exitCode: 2,
      message,
    });
  });

  it("leaves excepted ones alone, and says why", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "p.yaml"), `exceptions:\n  - { account: ${member}, reason: planned, owner: anna, expires: 2026-12-31 }\n`);
    const { plan } = await planAfterScan({ accounts }, { global: { config: join(folder, "p.yaml") } });
    expect([shown({ plan }), plan.unplanned.map(({ reason }) => reason)]).toEqual([
      all.slice(0, 1),
      Array(2).fill("excepted until 2026-12-31 by anna: planned"),
    ]);
  });

  const limits: Record<string, { asked: Asked; error: object }> = {
    "for AWS, when the run is an emulator's": {
      asked: { global: { endpointUrl: undefined } },
      error: { exitCode: 2, message: expect.stringMatching(/^run .* was made for http.*, not for AWS$/) },
    },
    "of a check that is not known": { asked: { checks: ["sqs/x"] }, error: { exitCode: 2 } },
    "for an account where the run did not look": {
      asked: { global: { accounts: [own, "444444444444"] } },
      error: { exitCode: 2, message: expect.stringMatching(/did not look at account 444444444444$/) },
    },
    "for a region where the run did not look": {
      asked: { global: { regions: ["eu-west-2"] } },
      error: { exitCode: 2, message: expect.stringMatching(/did not look at region eu-west-2$/) },
    },
    "of a run that is not there": { asked: { run: "/nonexistent" }, error: { name: "StoreError", code: "missing" } },
  };
  it.each(Object.entries(limits))("is refused before any call: %s", async (_, { asked, error }) => {
    await expect(planAfterScan({ accounts }, asked)).rejects.toMatchObject(error);
    expect(clouds.at(-1)?.calls).toEqual([]);
  });
});

describe("a plan from everything that fails now", () => {
  const live = async (options: Partial<GlobalOptions>, rules: Rules = {}) => {
    const cloud = await start(rules);
    const { io, stderr } = testIo();
    const global = GlobalOptions.parse({ endpointUrl: cloud.url, ...options });
    return { ...(await makePlan({ global, checks: ["sqs"] }, io)), stderr: stderr(), cloud };
  };

  it("is in the order of the resources, whichever answers first", async () => {
    for (const slow of [own, member])
      expect(shown(await live({ accounts: [own, member] }, { delay: ({ account }) => (account === slow ? 15 : 0) }))).toEqual(all);
  });

  it("names an account whose regions can't be asked for, and plans for the others", async () => {
    const planned = await live(
      { accounts: [own, member] },
      { fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined) },
    );
    expect(shown(planned)).toEqual(all.slice(0, 1));
    expect(planned.unknown).toMatchObject([
      { check: "sqs/not-public", resource: { account: member, region: "*", id: "*" }, verdict: { status: "unknown", cause: "denied" } },
    ]);
  });

  it("takes a region that nobody named and that is off for no gap", async () => {
    const planned = await live(
      {},
      { fault: ({ operation, region }) => (operation === "ListQueues" && region === "eu-west-1" ? { code: "OptInRequired" } : undefined) },
    );
    expect([shown(planned), planned.unknown]).toEqual([all.slice(0, 1), []]);
  });

  it("names the accounts that are left out", async () => {
    const members = [
      { Id: own, Status: "ACTIVE" },
      { Id: member, Status: "SUSPENDED" },
    ];
    expect((await live({ org: true }, { members })).stderr).toContain(`account ${member} is left out: it is suspended`);
  });
});

it("savePlan keeps a plan whole, and refuses a place that can't be written", async () => {
  const { io } = testIo();
  const plan = planOf([planned("a")]);
  expect(await savePlan(plan, "plan.json", io)).toBe(join(io.folder, "plan.json"));
  expect(Plan.parse(JSON.parse(readFileSync(join(io.folder, "plan.json"), "utf8")))).toEqual(plan);
  mkdirSync(join(io.folder, "folder"));
  for (const path of ["none/plan.json", "folder"])
    await expect(savePlan(plan, path, io)).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
});
