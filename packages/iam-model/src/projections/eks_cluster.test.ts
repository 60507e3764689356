import fc from "fast-check";
import { expect, it } from "vitest";
import { accessEntries } from "./eks_cluster.ts";

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"));
const policy = fc.record({
  policyArn: fc.constantFrom("arn:1", "arn:2"),
  scope: fc.constantFrom("cluster", "namespace"),
  namespaces: names,
});
const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length });

it("makes the same record of an access entry's groups, policies and namespaces in any order", () => {
  const sets = fc.record({ groups: names, policies: fc.array(policy) });
  const both = sets.chain((some) =>
    fc.tuple(fc.constant(some), fc.record({ groups: shuffled(some.groups), policies: shuffled(some.policies) })),
  );
  const recordsOf = (entry: object) => {
    const own = { arn: "arn:e", principalArn: "arn:p", userName: "u", type: "STANDARD", createdAt: null, modifiedAt: null };
    const [part] = accessEntries.parts;
    const facts = { id: "prod", accessEntries: [{ ...own, ...entry }] };
    return part?.project(facts, { partition: "aws", account: "111111111111", region: "eu-west-1" });
  };
  fc.assert(
    fc.property(both, ([some, others]) => {
      const turned = others.policies.map((one) => ({ ...one, namespaces: one.namespaces.toReversed() }));
      expect(recordsOf({ ...others, policies: turned })).toEqual(recordsOf(some));
      expect(recordsOf(some)).toMatchObject([{ facts: { groups: some.groups.toSorted() } }]);
    }),
  );
});
