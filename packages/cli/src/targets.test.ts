import { looksOf } from "@plumbline/audit-kit/look";
import { isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { RunHeader } from "@plumbline/finding-model/run-report";
import { afterEach, describe, expect, it } from "vitest";
import { chooseChecks } from "./choose-checks.ts";
import { type Cloud, member, own, type Rules, startCloud } from "./cloud.fixture.ts";
import { Config } from "./config.ts";
import { GlobalOptions } from "./global-options.ts";
import { testIo } from "./io.fixture.ts";
import { makeLog } from "./log.ts";
import { openSession } from "./open-session.ts";
import { findTargets, findTargetsOfRun, isOff, logLeft, type Targets } from "./targets.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const other = "333333333333";
const regions = {
  "eu-west-1": "opt-in-not-required",
  "us-east-1": "opt-in-not-required",
  "me-south-1": "not-opted-in",
  "af-south-1": "opted-in",
};
const members = [
  { Id: own, Name: "root", Status: "ACTIVE" },
  { Id: member, Name: "orders", Status: "ACTIVE" },
  { Id: other, Name: "old", Status: "SUSPENDED" },
  { Id: "444444444444", Name: "test", Status: "ACTIVE" },
];
const looks = async () => looksOf(await chooseChecks(["sqs/not-public"]));

async function find(options: Partial<GlobalOptions>, rules: Rules = {}, config: object = {}, header?: object): Promise<Targets> {
  cloud = await startCloud({ regions, members, ...rules });
  const given = GlobalOptions.parse({ endpointUrl: cloud.url, ...options });
  const session = await openSession(given, "r1", testIo().io);
  try {
    const settings = Config.parse(config);
    return header
      ? await findTargetsOfRun(session, await looks(), RunHeader.parse({ ...stored, ...header }), settings)
      : await findTargets(session, await looks(), given, settings);
  } finally {
    session.close();
  }
}
const stored = {
  ...{ version: 1, id: "r1", tool: "t", partition: "aws", regionsAsked: ["all"], checks: [], settings: {}, knownAccounts: [own, other] },
  ...{ startedAt: "2026-03-01T12:00:00.000Z", evaluatedAt: "2026-03-01T12:00:00.000Z", accounts: [] },
};
const shown = ({ targets }: Targets) =>
  targets.map((target) => `${target.id} ${target.regions.map(({ name, required }) => name + (required ? "!" : "")).join(" ")}`);
const enabled = "af-south-1 eu-west-1 us-east-1";

const rows: Record<string, { options: Partial<GlobalOptions>; targets: string[]; known: string[]; calls: string[]; apart?: string[] }> = {
  "the session's own account, all its regions": {
    options: {},
    targets: [`${own} ${enabled}`],
    known: [own],
    calls: ["GetCallerIdentity", "DescribeRegions"],
    apart: [`${own} me-south-1 * region-disabled`],
  },
  "regions that are named, once each": {
    options: { regions: ["us-east-1", "eu-west-1", "us-east-1"] },
    targets: [`${own} us-east-1! eu-west-1!`],
    known: [own],
    calls: ["GetCallerIdentity", "DescribeRegions"],
  },
  "accounts that are named, in order, once each": {
    options: { accounts: [member, own, member], regions: ["eu-west-1"] },
    targets: [`${own} eu-west-1!`, `${member} eu-west-1!`],
    known: [own, member],
    calls: ["GetCallerIdentity", "DescribeRegions"],
  },
  "a named account that is not the session's": {
    options: { accounts: [member] },
    targets: [`${member} ${enabled}`],
    known: [own, member],
    calls: ["GetCallerIdentity", "AssumeRole", "DescribeRegions"],
    apart: [`${member} me-south-1 * region-disabled`],
  },
  "the organization's active accounts": {
    options: { org: true, regions: ["eu-west-1"] },
    targets: [`${own} eu-west-1!`, `${member} eu-west-1!`, "444444444444 eu-west-1!"],
    known: [own, member, other, "444444444444"],
    calls: ["GetCallerIdentity", "ListAccounts", "DescribeRegions"],
    apart: [`${other} * * skipped`],
  },
};

describe("findTargets", () => {
  it.each(Object.entries(rows))("finds %s", async (_, { options, targets, known, calls, apart = [] }) => {
    const found = await find(options);
    expect([shown(found), found.lost.map(({ account, region, type, outcome }) => `${account} ${region} ${type} ${outcome}`)]).toEqual([
      targets,
      apart,
    ]);
    expect(found.lost.filter(isGap)).toEqual([]);
    expect([...found.knownAccounts].sort()).toEqual([...known].sort());
    expect(cloud?.calls.map(({ operation }) => operation)).toEqual(calls);
  });

  it("names suspended and excluded accounts, and knows them", async () => {
    const found = await find({ org: true, excludeAccount: ["444444444444"], regions: ["eu-west-1"] });
    expect(shown(found)).toEqual([`${own} eu-west-1!`, `${member} eu-west-1!`]);
    expect(found.left).toEqual([
      { account: other, reason: "it is suspended" },
      { account: "444444444444", reason: "it is excluded" },
    ]);
    const { io, stderr } = testIo();
    logLeft(found, makeLog(io, { quiet: false }));
    expect(stderr()).toMatch(new RegExp(`"message":"account ${other} is left out: it is suspended","account":"${other}"`));
    expect(found.knownAccounts).toContain(other);
  });

  it("takes names, kinds and known accounts from the configuration", async () => {
    const config = {
      accounts: { [own]: { name: "ours", kind: "dev" }, "555555555555": {} },
      knownAccounts: [{ id: "666666666666", owner: "anna", reason: "scanner" }],
    };
    const found = await find({ org: true, regions: ["eu-west-1"] }, {}, config);
    expect(found.targets.map(({ name, kind }) => [name, kind])).toEqual([
      ["ours", "dev"],
      ["orders", "prod"],
      ["test", "prod"],
    ]);
    expect([...found.knownAccounts]).toEqual(expect.arrayContaining(["555555555555", "666666666666"]));
  });

  const refusals: Record<string, { fault: Rules["fault"]; outcome: string }> = {
    "its role can't be assumed": {
      fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
      outcome: "denied",
    },
    "a service control policy forbids its role": {
      fault: ({ operation }) =>
        operation === "AssumeRole"
          ? { code: "AccessDenied", status: 403, message: "with an explicit deny in a service control policy" }
          : undefined,
      outcome: "scp-denied",
    },
    "its regions can't be listed": {
      fault: ({ operation, account }) =>
        operation === "DescribeRegions" && account === member ? { code: "UnauthorizedOperation", status: 403 } : undefined,
      outcome: "denied",
    },
  };
  it.each(Object.entries(refusals))(
    "leaves an account's cells in the ledger when %s, and finds the others",
    async (_, { fault, outcome }) => {
      const found = await find({ accounts: [own, member] }, fault ? { fault } : {});
      expect(shown(found)).toEqual([`${own} ${enabled}`]);
      const lost = found.lost.filter(({ account }) => account === member);
      expect(lost.map(({ account, region, type, aspect, outcome }) => [account, region, type, aspect, outcome])).toEqual([
        [member, "*", "sqs", "list", outcome],
        [member, "*", "sqs", "policy", "skipped"],
      ]);
      expect(found.lost.filter(isGap)).toHaveLength(1);
      expect(lost[0]).toMatchObject({
        failures: { [outcome]: 1 },
        message: expect.stringContaining(outcome === "denied" ? "fake" : "service control policy"),
        required: true,
      });
    },
  );

  it.each([["us-east-9"], ["eu-west-1", "us-east-9"]])("refuses a region that AWS does not have: %s", async (...named) => {
    await expect(find({ regions: named })).rejects.toMatchObject({
      ...{ exitCode: 2, message: "--regions: there is no region us-east-9", hint: "did you mean us-east-1?" },
    });
    expect(cloud?.calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "DescribeRegions"]);
  });

  it("lets named regions pass when it may not ask which there are, and takes one that is off for one", async () => {
    const fault: Rules["fault"] = ({ operation }) =>
      operation === "DescribeRegions" ? { code: "UnauthorizedOperation", status: 403 } : undefined;
    expect(shown(await find({ regions: ["us-east-9"] }, { fault }))).toEqual([`${own} us-east-9!`]);
    await cloud?.close();
    expect(shown(await find({ regions: ["me-south-1"] }))).toEqual([`${own} me-south-1!`]);
  });

  const none: Record<string, { options: Partial<GlobalOptions>; rules: Rules }> = {
    "the organization is empty": { options: { org: true }, rules: { members: [] } },
    "all are excluded": { options: { org: true, excludeAccount: [own] }, rules: { members: members.slice(0, 1) } },
    "the only one is suspended": { options: { org: true }, rules: { members: members.slice(2, 3) } },
  };
  it.each(Object.entries(none))("refuses to look at no account: %s", async (_, { options, rules }) => {
    await expect(find(options, rules)).rejects.toMatchObject({
      ...{ exitCode: 2, message: "no account is left to look at", hint: expect.stringContaining("--exclude-account") },
    });
  });

  it("fails when the organization can't be read, since nobody knows whom it left out", async () => {
    const fault: Rules["fault"] = ({ operation }) => (operation === "ListAccounts" ? { code: "AccessDeniedException" } : undefined);
    await expect(find({ org: true }, { fault })).rejects.toMatchObject({ name: "AwsError", kind: "denied", operation: "ListAccounts" });
  });
});

describe("findTargetsOfRun", () => {
  const accounts = [
    { id: own, name: "root", regions: ["eu-west-1"] },
    { id: member, regions: [] },
  ];

  it("looks where the run looked, and asks only for what could not be asked for then", async () => {
    const found = await find({ accounts: [own, member] }, {}, {}, { accounts });
    expect(shown(found)).toEqual([`${own} eu-west-1`, `${member} ${enabled}`]);
    expect([...found.knownAccounts].sort()).toEqual([own, member, other]);
    expect([cloud?.count("DescribeRegions"), cloud?.calls.find(({ operation }) => operation === "DescribeRegions")?.account]).toEqual([
      1,
      member,
    ]);
  });

  it("wants regions that were named then", async () => {
    expect(shown(await find({}, {}, {}, { accounts: [accounts[0]], regionsAsked: ["eu-west-1"] }))).toEqual([`${own} eu-west-1!`]);
  });
});

describe("isOff", () => {
  const targets = [
    {
      id: own,
      kind: "prod" as const,
      mainRegion: "us-east-1",
      regions: [
        { name: "eu-west-1", required: true },
        { name: "me-south-1", required: false },
      ],
    },
  ];
  const finding = (region: string, cause: string) =>
    ({
      resource: { account: own, region, type: "sqs", id: "*" },
      verdict: { status: "unknown", cause, aspect: "list", reason: "r" },
    }) as Finding;
  const cases: Record<string, { of: Finding; is: boolean }> = {
    "a region that nobody named is off": { of: finding("me-south-1", "region-disabled"), is: true },
    "a region that was named is off": { of: finding("eu-west-1", "region-disabled"), is: false },
    "a region that nobody named is denied": { of: finding("me-south-1", "denied"), is: false },
    "a place that is none of the targets": { of: finding("us-east-1", "region-disabled"), is: false },
    "a verdict": { of: { ...finding("me-south-1", "denied"), verdict: { status: "pass" } }, is: false },
  };
  it.each(Object.entries(cases))("%s", (_, { of, is }) => {
    expect(isOff(targets)(of)).toBe(is);
  });
});
