import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "./fingerprint.ts";

const identity = fc.record({
  check: fc.string(),
  partition: fc.constantFrom("aws", "aws-cn"),
  resource: fc.record({
    account: fc.constantFrom("111111111111", "222222222222"),
    region: fc.string(),
    type: fc.string(),
    id: fc.string(),
  }),
  subKey: fc.option(fc.string(), { nil: undefined }),
});

describe("fingerprint", () => {
  it("is the same for the same finding and another for any other", () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const of = ({ check, partition, resource, subKey }: typeof a) => fingerprint(check, partition, resource, subKey);
        expect(of(a) === of(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(of(structuredClone(a))).toBe(of(a));
      }),
      { numRuns: 2000 },
    );
  });

  const pairs = {
    "text that moves from one field to the next": [
      ["a/b", "c"],
      ["a", "b/c"],
    ],
    "an empty part is not no part": [
      ["a", "b", ""],
      ["a", "b", undefined],
    ],
  } as const;
  it.each(Object.entries(pairs))("tells apart %s", (_, [one, other]) => {
    const of = ([check, id, subKey]: readonly [string, string, string?] | readonly [string, string, undefined]) =>
      fingerprint(check, "aws", { account: "111111111111", region: "r", type: "t", id }, subKey);
    expect(of(one)).not.toBe(of(other));
  });
});
