import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import type { Target } from "@plumbline/audit-kit/target";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { sqs } from "@plumbline/collectors/sqs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Polled, type PollOptions, poll } from "./poll.ts";

const [own, member] = ["111111111111", "222222222222"];
const target = (id: string, ...regions: string[]): Target => ({
  id,
  kind: "prod",
  mainRegion: "us-east-1",
  regions: regions.map((name) => ({ name, required: true })),
});
const connect: PollOptions["connect"] = async (place) => fakeAws({ ...place, answers: {} });

type Thing = { id: string; region?: string; name?: string; tags?: Record<string, string> };
/** A made-up type whose listing is `things`; its tags are asked for apart when `tagsOf` is given. */
const type = (
  name: string,
  things: (place: string) => AsyncIterable<Thing> | readonly Thing[],
  more: { scope?: "global" | "regional"; tagsOf?: (id: string) => Record<string, string> } = {},
) =>
  defineCollector({
    ...{ type: name, title: name, scope: more.scope ?? "regional", iam: [], gone: ["NoSuchThing"], events: [] },
    base: z.object({
      id: z.string(),
      region: z.string().optional(),
      name: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
    async *list(aws: Aws) {
      yield* things(`${aws.account}/${aws.region}`);
    },
    find: async () => [],
    aspects: more.tagsOf
      ? {
          labels: { iam: [], schema: z.number(), fetch: async () => 1 },
          ...{ tags: { iam: [], schema: z.record(z.string(), z.string()), fetch: async (_: unknown, { id }: Thing) => more.tagsOf!(id) } },
        }
      : {},
  } as never);

async function all(options: Partial<PollOptions> & Pick<PollOptions, "collectors">): Promise<string[]> {
  const outcomes = poll({ targets: [target(own, "eu-west-1")], connect, onlyTestResources: false, ...options });
  return Array.fromAsync(outcomes, (one: Polled) =>
    one.kind === "resource"
      ? Object.values(one.ref).join(" ")
      : `${one.account} ${one.region} ${one.type} ${one.failure.kind}: ${one.failure.message}`,
  );
}
const things = (...ids: string[]) => ids.map((id) => ({ id }));

describe("poll", () => {
  it("lists regional types in each region, global ones once in the main region", async () => {
    const collectors = [type("box", () => things("b")), type("user", () => things("u"), { scope: "global" })];
    const targets = [target(own, "eu-west-1", "us-west-2"), target(member, "eu-west-1")];
    expect((await all({ collectors, targets })).sort()).toEqual([
      `${own} eu-west-1 box b`,
      `${own} us-east-1 user u`,
      `${own} us-west-2 box b`,
      `${member} eu-west-1 box b`,
      `${member} us-east-1 user u`,
    ]);
  });

  it("keeps AWS's own order within a type and place, however slow", async () => {
    async function* slow(place: string) {
      for (const id of ["3", "1", "2"]) {
        await new Promise((resolve) => setTimeout(resolve, place.includes("us-") ? 1 : 4));
        yield { id };
      }
    }
    const found = await all({ collectors: [type("box", slow), type("bag", slow)], targets: [target(own, "eu-west-1", "us-west-2")] });
    for (const place of ["eu-west-1 box", "us-west-2 box", "eu-west-1 bag", "us-west-2 bag"])
      expect(found.filter((line) => line.includes(place))).toEqual(["3", "1", "2"].map((id) => `${own} ${place} ${id}`));
  });

  it("takes the resource's own region, and leaves out those of regions that are not asked for", async () => {
    const buckets = type("bucket", () => [{ id: "a", region: "eu-west-1" }, { id: "b", region: "sa-east-1" }, { id: "c" }], {
      scope: "global",
    });
    expect(await all({ collectors: [buckets] })).toEqual([`${own} eu-west-1 bucket a`, `${own} us-east-1 bucket c`]);
  });

  it("tells what fails in one account, region or type, also in the middle of a listing, and goes on with the others", async () => {
    async function* breaking() {
      yield { id: "first" };
      throw awsFault("Throttling");
    }
    const collectors = [type("box", () => things("b")), type("bag", breaking), type("odd", () => [{ id: 1 }] as never)];
    const refusing: PollOptions["connect"] = async (place) => {
      if (place.account === member) throw Object.assign(new Error("no role"), { kind: "denied" });
      return connect(place);
    };
    const found = await all({ collectors, connect: refusing, targets: [target(member, "eu-west-1"), target(own, "eu-west-1")] });
    expect(found.filter((line) => !line.includes(" odd ")).sort()).toEqual([
      `${own} eu-west-1 bag failed: Throttling (fake)`,
      `${own} eu-west-1 bag first`,
      `${own} eu-west-1 box b`,
      ...["bag", "box"].map((name) => `${member} eu-west-1 ${name} denied: no role`),
    ]);
    expect(found.filter((line) => line.startsWith(`${own} eu-west-1 odd`))).toEqual([
      expect.stringMatching(/ odd failed: .*expected string/s),
    ]);
  });

  it("holds no more than what the places that run at once have ahead", async () => {
    let taken = 0;
    async function* endless() {
      for (;;) yield { id: String(taken++) };
    }
    let seen = 0;
    for await (const _ of poll({
      targets: [target(own, "eu-west-1")],
      connect,
      onlyTestResources: false,
      collectors: [type("box", endless), type("bag", endless)],
      placesAtOnce: 2,
    }))
      if (++seen === 500) break;
    expect(taken).toBeLessThan(520);
  });

  it("asks SQS for all pages of queues", async () => {
    const answers = {
      ListQueues: ({ NextToken }: { NextToken?: string }) =>
        NextToken ? { QueueUrls: ["https://q/2"] } : { QueueUrls: ["https://q/1"], NextToken: "x" },
    };
    expect(await all({ collectors: [sqs], connect: async (place) => fakeAws({ ...place, answers: answers as never }) })).toEqual([
      `${own} eu-west-1 sqs https://q/1`,
      `${own} eu-west-1 sqs https://q/2`,
    ]);
  });
});

const tag = (value: string) => ({ Name: value });
const testRows: Record<string, { thing: Thing; tagsOf?: Record<string, string>; is: boolean }> = {
  "the id, with underscores": { thing: { id: "https://q/misconfiguration_maker-bad" }, is: true },
  "the id, with hyphens": { thing: { id: "misconfiguration-maker-1" }, is: true },
  "the name": { thing: { id: "sg-1", name: "misconfiguration_maker" }, is: true },
  "a tag that the listing tells": { thing: { id: "i-1", tags: tag("misconfiguration_maker") }, is: true },
  "a tag with hyphens": { thing: { id: "i-1", tags: tag("misconfiguration-maker") }, is: true },
  "a tag that has to be asked for": { thing: { id: "i-1" }, tagsOf: tag("misconfiguration_maker"), is: true },
  "nothing of all that": { thing: { id: "q", name: "q" }, tagsOf: tag("q"), is: false },
  "another tag with that value": { thing: { id: "q", tags: { Owner: "misconfiguration_maker" } }, is: false },
  "no tags at all": { thing: { id: "q" }, is: false },
  "the id in another spelling": { thing: { id: "misconfigurationmaker" }, is: false },
};
describe("poll of test resources alone", () => {
  const onlyTestResources = true;

  it.each(Object.entries(testRows))("goes by %s", async (_, { thing, tagsOf, is }) => {
    const found = await all({ collectors: [type("box", () => [thing], tagsOf ? { tagsOf: () => tagsOf } : {})], onlyTestResources });
    expect(found).toEqual(is ? [`${own} eu-west-1 box ${thing.id}`] : []);
  });

  it("leaves out regions, and resources that are deleted meanwhile", async () => {
    const gone = type("box", () => things("a", "b"), {
      tagsOf: (id) => {
        if (id === "a") throw Object.assign(new Error("gone"), { kind: "failed", code: "NoSuchThing" });
        return tag("misconfiguration_maker");
      },
    });
    expect(await all({ collectors: [type("region", () => things("")), gone], onlyTestResources })).toEqual([`${own} eu-west-1 box b`]);
  });

  it("tells that the tags could not be read, rather than leave a resource out unseen", async () => {
    const denied = type("box", () => things("a", "b"), {
      tagsOf: () => {
        throw Object.assign(new Error("denied it is"), { kind: "denied" });
      },
    });
    expect(await all({ collectors: [denied], onlyTestResources })).toEqual([
      `${own} eu-west-1 box denied: the tags of a could not be read: denied it is`,
    ]);
  });
});
