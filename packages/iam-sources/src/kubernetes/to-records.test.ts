import fc from "fast-check";
import { expect, it } from "vitest";
import { Binding, Role, toBinding, toRole } from "./to-records.ts";

const cluster = { name: "prod", account: "" };
const metadata = { uid: "u", name: "n" };
const names = fc.uniqueArray(fc.constantFrom("", "a", "b", "pods", "get"));
const rule = fc.record({ apiGroups: names, resources: names, resourceNames: names, verbs: names, nonResourceURLs: names });
const subject = fc.record({
  kind: fc.constantFrom("User", "Group"),
  name: fc.string(),
  namespace: fc.option(fc.string(), { nil: undefined }),
});
/** Something, and the same in another order. */
const twice = <T>(all: fc.Arbitrary<T>) =>
  fc.array(all).chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));

it("makes the same record of subjects in any order", () => {
  fc.assert(
    fc.property(twice(subject), ([some, others]) => {
      const of = (subjects: readonly unknown[]) =>
        toBinding(cluster, Binding.parse({ metadata, roleRef: { kind: "Role", name: "r" }, subjects }));
      expect(of(others)).toEqual(of(some));
      expect(of(some).facts.subjects).toHaveLength(some.length);
    }),
  );
});

it("makes the same record of rules, and what each names, in any order", () => {
  fc.assert(
    fc.property(twice(rule), ([some, others]) => {
      const of = (rules: readonly unknown[]) => toRole(cluster, Role.parse({ metadata, rules }));
      const reversed = others.map((one) => Object.fromEntries(Object.entries(one).map(([name, list]) => [name, list.toReversed()])));
      expect(of(reversed)).toEqual(of(some));
      expect(of(some).facts.rules).toHaveLength(some.length);
    }),
  );
});
