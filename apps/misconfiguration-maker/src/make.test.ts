import type { Session } from "@plumbline/aws-session/session";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { type Destroyed, destroyAll, makeAll, type Places } from "./make.ts";
import type { Recipe } from "./recipe.ts";

const [one, two] = ["111111111111", "222222222222"];
const connected: string[] = [];
const session = {
  partition: "aws",
  connect: async (place: { account: string; region: string }) => {
    connected.push(`${place.account} ${place.region}`);
    return fakeAws({ ...place, answers: { ListQueues: () => Promise.reject(awsFault("AccessDenied", "no")) } });
  },
} as unknown as Session;
const places = (accounts = [one], regions = ["eu-west-1"]): Places => ({
  session,
  accounts,
  regions,
  mainRegion: "us-east-1",
  sleep: async () => undefined,
});

const recipe = (name: string, more: Partial<Recipe> = {}): Recipe => ({
  ...{ name, scope: "regional", dollarsPerMonth: 0, danger: "none" },
  make: async ({ aws, suffix }) => [
    {
      type: name,
      id: `${name}-${suffix}`,
      fails: [{ check: `${name}/x`, fromDays: 0 }],
      ...(aws.region === "us-east-1" ? { region: "eu-west-1" } : {}),
    },
  ],
  destroy: async ({ suffix }) => [`${name}-${suffix}`],
  ...more,
});
const refused = async ({ aws }: { aws: ReturnType<typeof fakeAws> }) => {
  const { SQSClient, ListQueuesCommand } = await import("@aws-sdk/client-sqs");
  await aws.client(SQSClient).send(new ListQueuesCommand({}));
  return [];
};
const denied = recipe("denied", { make: refused as never, destroy: refused as never });
const broken = recipe("broken", {
  make: () => Promise.reject(new TypeError("x is not a function")),
  destroy: () => Promise.reject(new TypeError("x is not a function")),
});

const rows: Record<string, { recipes: Recipe[]; at: Places; made: string[] }> = {
  nothing: { recipes: [], at: places(), made: [] },
  "a regional one in each account and region": {
    recipes: [recipe("a")],
    at: places([one, two], ["eu-west-1", "sa-east-1"]),
    made: [one, two].flatMap((account) => ["eu-west-1", "sa-east-1"].map((region) => `${account} ${region} a a-${account}-${region}`)),
  },
  "a global one once in each account, with the region that it says": {
    recipes: [recipe("g", { scope: "global" })],
    at: places([one, two], ["eu-west-1", "sa-east-1"]),
    made: [one, two].map((account) => `${account} eu-west-1 g g-${account}-us-east-1`),
  },
  "several, in their order": {
    recipes: [recipe("b"), recipe("a")],
    at: places(),
    made: ["b", "a"].map((name) => `${one} eu-west-1 ${name} ${name}-${one}-eu-west-1`),
  },
};
describe("makeAll cooks", () => {
  it.each(Object.entries(rows))("%s", async (_, { recipes, at, made }) => {
    connected.length = 0;
    const found = await Array.fromAsync(makeAll(recipes, at));
    expect(found.map(({ account, region, type, id }) => [account, region, type, id].join(" "))).toEqual(made);
    expect(found.every(({ fails, type }) => fails[0]?.check === `${type}/x`)).toBe(true);
    expect(connected.every((place) => at.accounts.includes(place.slice(0, 12)))).toBe(true);
  });

  const failures: Record<string, { bad: Recipe; error: object }> = {
    "AWS refuses": {
      bad: denied,
      error: {
        exitCode: 3,
        message: `recipe denied in ${one}/eu-west-1: sqs:ListQueues in ${one}/eu-west-1: AccessDenied: no`,
        hint: `grant sqs:ListQueues in account ${one}`,
      },
    },
    "is at fault itself": {
      bad: broken,
      error: { exitCode: 70, message: `recipe broken in ${one}/eu-west-1: internal error: x is not a function` },
    },
  };
  it.each(Object.entries(failures))(
    "until one fails that %s: what was made before is told, and the error names the recipe",
    async (_, { bad, error }) => {
      const made: string[] = [];
      const making = async () => {
        for await (const { id } of makeAll([recipe("a"), bad, recipe("z")], places())) made.push(id);
      };
      await expect(making()).rejects.toMatchObject({ name: "CommandError", ...error });
      expect(made).toEqual([`a-${one}-eu-west-1`]);
    },
  );
});

const shown = (done: readonly Destroyed[]) =>
  done.map((one) => ("removed" in one ? Object.values(one.removed).join(" ") : `${one.failed.exitCode} ${one.failed.message}`));
describe("destroyAll removes", () => {
  it("what every recipe made, the last first", async () => {
    const done = await Array.fromAsync(destroyAll([recipe("a"), recipe("b")], places([one, two])));
    expect(shown(done)).toEqual(
      [two, one].flatMap((account) => ["b", "a"].map((name) => `${account} eu-west-1 ${name} ${name}-${account}-eu-west-1`)),
    );
  });

  it("the rest when a recipe fails, and tells that", async () => {
    const done = await Array.fromAsync(destroyAll([recipe("a"), denied, broken, recipe("z")], places()));
    expect(shown(done)).toEqual([
      `${one} eu-west-1 z z-${one}-eu-west-1`,
      `70 recipe broken in ${one}/eu-west-1: internal error: x is not a function`,
      `3 recipe denied in ${one}/eu-west-1: sqs:ListQueues in ${one}/eu-west-1: AccessDenied: no`,
      `${one} eu-west-1 a a-${one}-eu-west-1`,
    ]);
  });
});
