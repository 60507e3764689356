import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { implies } from "./implies.ts";
import { type Expression, fieldOf, type Test } from "./parse.ts";

type Event = Readonly<Record<string, string | undefined>>;
const fields = ["a", "b"].map(fieldOf);
const values = ["x", "xy", "yx", "z", undefined];

/** CloudWatch Logs itself, on events of two fields; `unlikeMissing` is what it makes of `!=` on a field that an event has not. */
function takes(expression: Expression, event: Event, unlikeMissing: boolean): boolean {
  if ("all" in expression) return expression.all.every((one) => takes(one, event, unlikeMissing));
  if ("any" in expression) return expression.any.some((one) => takes(one, event, unlikeMissing));
  const value = event[expression.field];
  const { test: asked } = expression;
  if (asked.is === "exists") return value !== undefined;
  if (asked.is === "missing") return value === undefined;
  if (asked.is !== "like" && asked.is !== "unlike") throw new Error("not made here");
  if (value === undefined) return asked.is === "unlike" && unlikeMissing;
  return new RegExp(`^${asked.text.replaceAll("*", ".*")}$`).test(value) === (asked.is === "like");
}
const events: readonly Event[] = values.flatMap((a) => values.map((b) => ({ [fields[0] ?? ""]: a, [fields[1] ?? ""]: b })));
const counterexample = (narrow: Expression, wide: Expression) =>
  [true, false].find((missing) => events.some((event) => takes(narrow, event, missing) && !takes(wide, event, missing)));

const expressionOf = (texts: readonly string[]) => {
  const text = fc.constantFrom(...texts);
  const asked: fc.Arbitrary<Test> = fc.oneof(
    ...[fc.record({ is: fc.constant("like" as const), text }), fc.record({ is: fc.constant("unlike" as const), text })],
    ...[fc.constant({ is: "exists" } as const), fc.constant({ is: "missing" } as const)],
  );
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.record({ field: fc.constantFrom(...fields), test: asked }),
      fc.record({ all: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("tree"), { maxLength: 3 }) }),
    ),
  }));
  return tree;
};

describe("implies, for any two expressions", () => {
  const withWildcards = expressionOf(["x", "xy", "x*", "*x", "*", "*y*"]);
  test("says yes only where no event is left out", () => {
    const sound = fc.property(withWildcards, withWildcards, (narrow, wide) => {
      if (implies(narrow, wide)) expect(counterexample(narrow, wide)).toBeUndefined();
    });
    fc.assert(sound, { numRuns: 3000 });
  });
  const exact = expressionOf(["x", "xy", "yx"]);
  test("of exact texts says yes wherever no event is left out", () => {
    const complete = fc.property(exact, exact, (narrow, wide) => {
      expect(implies(narrow, wide)).toBe(counterexample(narrow, wide) === undefined);
    });
    fc.assert(complete, { numRuns: 3000 });
  });
});
