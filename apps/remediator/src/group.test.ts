import type { ResourceRef } from "@plumbline/finding-model/resource";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRemediateSet } from "./config.ts";
import { groupMessages } from "./group.ts";

const [own, member] = ["111111111111", "222222222222"];
const ref = (type: string, id = "", region = "eu-west-1", account = own): ResourceRef => ({ account, region, type, id });
const group = (type: string, ids: string[] | undefined, region = "eu-west-1", account = own) => ({
  account,
  region,
  type,
  ...(ids ? { ids } : {}),
});

const rows: Record<string, { messages: ResourceRef[]; groups: object[] }> = {
  none: { messages: [], groups: [] },
  one: { messages: [ref("sqs", "a")], groups: [group("sqs", ["a"])] },
  "one twice": { messages: [ref("sqs", "a"), ref("sqs", "a")], groups: [group("sqs", ["a"])] },
  "several of a place": {
    messages: [ref("sqs", "b"), ref("ec2", "i"), ref("sqs", "a")],
    groups: [group("sqs", ["b", "a"]), group("ec2", ["i"])],
  },
  "the same in several places": {
    messages: [ref("sqs", "a"), ref("sqs", "a", "us-east-1"), ref("sqs", "a", "eu-west-1", member)],
    groups: [group("sqs", ["a"]), group("sqs", ["a"], "us-east-1"), group("sqs", ["a"], "eu-west-1", member)],
  },
  "a region that is not the main one": { messages: [ref("region")], groups: [group("region", [""]), group("vpc", undefined)] },
  "the main region": {
    messages: [ref("region", "", "us-east-1")],
    groups: [group("region", [""], "us-east-1"), group("account", undefined, "us-east-1"), group("vpc", undefined, "us-east-1")],
  },
  "the main region of two accounts": {
    messages: [ref("region", "", "us-east-1"), ref("region", "", "us-east-1", member)],
    groups: [own, member]
      .flatMap((account) => [group("region", [""], "us-east-1", account)])
      .concat(
        [own, member].flatMap((account) => [
          group("account", undefined, "us-east-1", account),
          group("vpc", undefined, "us-east-1", account),
        ]),
      ),
  },
  "a region and one of its VPCs": {
    messages: [ref("vpc", "vpc-1"), ref("region")],
    groups: [group("region", [""]), group("vpc", undefined)],
  },
  "a VPC of another region": {
    messages: [ref("vpc", "vpc-1", "us-west-2"), ref("region")],
    groups: [group("vpc", ["vpc-1"], "us-west-2"), group("region", [""]), group("vpc", undefined)],
  },
};
describe("groupMessages", () => {
  it.each(Object.entries(rows))("%s", (_, { messages, groups }) => {
    expect(groupMessages(messages, "us-east-1")).toEqual(groups);
  });

  it("takes another partition's main region", () => {
    expect(groupMessages([ref("region", "", "cn-northwest-1")], "cn-northwest-1").map(({ type }) => type)).toEqual([
      "region",
      "account",
      "vpc",
    ]);
  });

  it("loses no message and asks twice for none", () => {
    const message = fc.record({
      account: fc.constantFrom(own, member),
      region: fc.constantFrom("us-east-1", "eu-west-1"),
      type: fc.constantFrom("region", "vpc", "account", "sqs"),
      id: fc.constantFrom("", "a", "b"),
    });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const groups = groupMessages(messages, "us-east-1");
        const places = groups.map(({ account, region, type }) => `${account} ${region} ${type}`);
        expect(new Set(places).size).toBe(places.length);
        for (const { account, region, type, id } of messages) {
          const found = groups.find((one) => one.account === account && one.region === region && one.type === type);
          expect(found?.ids === undefined || found.ids.includes(id)).toBe(found !== undefined);
        }
        for (const { ids = [] } of groups) expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

const remediate: Record<string, { value: string | undefined; is: boolean }> = {
  unset: { value: undefined, is: false },
  empty: { value: "", is: false },
  false: { value: "false", is: false },
  False: { value: "False", is: false },
  "0": { value: "0", is: false },
  "1": { value: "1", is: false },
  yes: { value: "yes", is: false },
  on: { value: "on", is: false },
  "true and more": { value: "true!", is: false },
  "not true": { value: "not true", is: false },
  true: { value: "true", is: true },
  True: { value: "True", is: true },
  TRUE: { value: "TRUE", is: true },
  "true with spaces": { value: " true ", is: true },
};
it.each(Object.entries(remediate))("REMEDIATE that is %s", (_, { value, is }) => {
  expect(isRemediateSet(value === undefined ? {} : { REMEDIATE: value })).toBe(is);
});
