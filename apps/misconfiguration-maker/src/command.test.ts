import { type Cloud, member, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, runWith } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { makeMisconfigurationsCommand } from "./command.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

async function make(words: readonly string[], rules: Rules = {}) {
  cloud = await startCloud({ queues: { [`${own}/eu-west-1`]: { orders: null } }, ...rules });
  return runWith(
    makeMisconfigurationsCommand,
    ["--endpoint-url", cloud.url, "--recipes", "sqs", "--regions", "eu-west-1,us-east-1", ...words],
    { environment: fakeKeys },
  );
}
const made = (account: string, region: string) =>
  ["bad", "beside"].map((name) => queueUrl(account, region, `misconfiguration_maker-${name}`));

describe("the maker", () => {
  it("fills the accounts and regions that are named and no other, and says what must fail", async () => {
    const ran = await make(["--account", member]);
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const fails = [{ check: "sqs/not-public", fromDays: 0 }];
    expect(linesOf(ran.stdout)).toEqual(
      ["eu-west-1", "us-east-1"].flatMap((region) =>
        made(member, region).map((id) => ({ account: member, region, type: "sqs", id, fails })),
      ),
    );
    expect(new Set(cloud?.calls.filter(({ service }) => service === "sqs").map(({ account }) => account))).toEqual(new Set([member]));
  });

  it("removes what it made, also what an interrupted run made, and nothing else", async () => {
    const queues = {
      [`${own}/eu-west-1`]: { orders: null, "misconfiguration_maker-bad": null },
      [`${own}/us-east-1`]: { "misconfiguration_maker-beside": null },
    };
    const ran = await make(["--account", own, "--destroy"], { queues });
    expect([ran.code, linesOf(ran.stdout)]).toEqual([
      0,
      [
        ["us-east-1", "beside"],
        ["eu-west-1", "bad"],
      ].map(([region = "", name]) => ({
        account: own,
        region,
        recipe: "sqs",
        id: queueUrl(own, region, `misconfiguration_maker-${name}`),
      })),
    ]);
    expect([...(cloud?.policies.keys() ?? [])]).toEqual([queueUrl(own, "eu-west-1", "orders")]);
  });

  it("goes on removing past a place that is denied, and says so", async () => {
    const queues = {
      [`${own}/eu-west-1`]: { "misconfiguration_maker-bad": null },
      [`${own}/us-east-1`]: { "misconfiguration_maker-bad": null },
    };
    const ran = await make(["--account", own, "--destroy"], {
      queues,
      fault: ({ operation, region }) =>
        operation === "ListQueues" && region === "us-east-1" ? { code: "AccessDeniedException" } : undefined,
    });
    expect([ran.code, linesOf(ran.stdout)]).toEqual([3, [expect.objectContaining({ region: "eu-west-1" })]]);
    expect(linesOf(ran.stderr)).toMatchObject([
      { level: "warn", message: expect.stringMatching(new RegExp(`^recipe sqs in ${own}/us-east-1: sqs:ListQueues `)) },
    ]);
  });

  it("ends at the first place that is denied, after it has told what it made", async () => {
    const ran = await make(["--account", `${own},${member}`], {
      fault: ({ operation, account }) =>
        operation === "CreateQueue" && account === member ? { code: "AccessDeniedException" } : undefined,
    });
    expect([ran.code, linesOf(ran.stdout)]).toEqual([3, expect.objectContaining({ length: 4 })]);
    expect(ran.stderr).toMatch(
      new RegExp(`^plumbline-misconfiguration-maker: recipe sqs in ${member}/eu-west-1: sqs:CreateQueue .*\n {2}grant sqs:CreateQueue`),
    );
  });

  const refused: Record<string, { words: string[]; says: RegExp }> = {
    "no account": { words: [], says: /--account: name each account that may be filled/ },
    "an empty list of accounts": { words: ["--account", ","], says: /--account: / },
    "an account that is none": { words: ["--account", "1"], says: /--account: an account id has 12 digits/ },
    "an account that --account does not name": {
      words: ["--account", own, "--accounts", `${own},${member}`],
      says: new RegExp(`--accounts: ${member} is not named in --account`),
    },
    "all regions": { words: ["--account", own, "--regions", "all"], says: /--regions: name the regions to fill/ },
    "an unknown recipe": { words: ["--account", own, "--recipes", "sqz"], says: /unknown recipe sqz\n {2}known recipes: .*sqs/ },
    "a recipe that every object has": { words: ["--account", own, "--recipes", "constructor"], says: /unknown recipe constructor/ },
  };
  it.each(Object.entries(refused))("refuses %s before any call", async (_, { words, says }) => {
    const ran = await make(words);
    expect(ran.stderr).toMatch(says);
    expect([ran.code, ran.stdout, cloud?.calls]).toEqual([2, "", []]);
  });
});

describe("outside an emulator, the maker", () => {
  const noKeys = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
  const real = (words: readonly string[]) =>
    runWith(makeMisconfigurationsCommand, ["--account", `${own},${member}`, "--regions", "eu-west-1", ...words], { environment: noKeys });

  it("first says what its resources cost, and creates nothing without --yes", async () => {
    const ran = await real(["--recipes", "sqs"]);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(
      new RegExp(
        `^This creates resources in ${own}, ${member} \\(eu-west-1\\):\n {2}sqs .* about 0\\.00 US dollars a month; anyone may send`,
      ),
    );
    expect(ran.stderr).toMatch(
      /in all about 0\.00 US dollars a month.*\nplumbline-misconfiguration-maker: nothing was created\n {2}give --yes/,
    );
  });

  it("says them of every recipe", async () => {
    const { stderr } = await real([]);
    const costs = [...stderr.matchAll(/^ {2}(\S+) +about (\d+\.\d\d) US dollars a month; \S+/gm)].map(([, , cost]) => Number(cost));
    const [, total] = /in all about (\d+\.\d\d)/.exec(stderr) ?? [];
    expect(costs.length).toBeGreaterThan(1);
    expect(Math.abs(costs.reduce((sum, cost) => sum + cost, 0) - Number(total))).toBeLessThan(0.1);
  });

  it("removes nothing before the user said so", async () => {
    const ran = await real(["--recipes", "sqs", "--destroy"]);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(
      /This removes what is named misconfiguration_maker in .*by the recipes sqs\.\n.*nothing was removed\n {2}give --yes/,
    );
  });

  it.each([[["--yes"]], [["--destroy", "--yes"]]])("with %s goes on and signs in", async (words) => {
    const ran = await real(["--recipes", "sqs", ...words]);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/NoCredentials/);
  });
});
