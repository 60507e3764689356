import { describe, expect, it } from "vitest";
import { implies } from "./implies.ts";
import { type Expression, parsePattern } from "./parse.ts";

const parsed = (pattern: string): Expression => {
  const expression = parsePattern(pattern);
  if (!expression) throw new Error(`can't parse ${pattern}`);
  return expression;
};
type Pair = [narrow: string, wide: string];
const names = Array.from({ length: 24 }, (_, i) => `$.n = Call${i}`);

const taken: Record<string, Pair> = {
  itself: ["{ $.n = A }", '{ $.n="A" }'],
  "everything by the empty pattern": ["{ $.n = A }", ""],
  "one alternative": ["{ $.n = A }", "{ $.n = B || $.n = A }"],
  "the alternatives in another order": ["{ $.n = A || $.n = B }", "{ $.n = B || $.n = A }"],
  "fewer conditions": ["{ $.s = x && $.n = A }", "{ $.n = A }"],
  "a distribution": ["{ $.s = x && ($.n = A || $.n = B) }", "{ ($.s = x && $.n = A) || ($.s = x && $.n = B) }"],
  "a wildcard": ["{ $.n = CreateTrail }", "{ $.n = *Trail }"],
  "a wildcard by a wider one": ["{ $.n = AccessDenied* }", "{ $.n = *Denied* }"],
  "any text": ["{ $.n = A }", "{ $.n = * }"],
  "that the field is there": ["{ $.n = A }", "{ $.n EXISTS }"],
  "another value": ["{ $.n = A }", "{ $.n != B }"],
  "another value by wildcard": ["{ $.n = A* }", "{ $.n != B* }"],
  "the same exclusion": ["{ $.n != B }", "{ $.n != B }"],
  "an exclusion by a narrower one": ["{ $.n != B* }", "{ $.n != B2 }"],
  "the missing field": ["{ $.n NOT EXISTS }", "{ $.n NOT EXISTS }"],
  "all cases of a field that nothing is known of": ["{ $.n = A }", "{ $.n = A && ($.x = y || $.x != y || $.x NOT EXISTS) }"],
  "an exact text by a regular expression": [
    "{ $.n = CreateTrail }",
    "{ $.n = %(Create|Delete)Trail|CreateTrail% || $.n = %CreateTrail|DeleteTrail% }",
  ],
  "an exact text by a regular expression with anchors": ["{ $.n = CreateTrail }", "{ $.n = %^Create[A-Z]\\w+$% }"],
  "a text that a regular expression does not match": ["{ $.n = CreateTrail }", "{ $.n != %Delete% }"],
  "many names": [`{ ${names.join(" || ")} }`, `{ ${names.toReversed().join(" || ")} }`],
};
const left: Record<string, Pair> = {
  "another value": ["{ $.n = A }", "{ $.n = B }"],
  "another case": ["{ $.n = A }", "{ $.n = a }"],
  "another field": ["{ $.n = A }", "{ $.m = A }"],
  "one alternative of two": ["{ $.n = A || $.n = B }", "{ $.n = A }"],
  "one condition more": ["{ $.n = A }", "{ $.n = A && $.s = x }"],
  "a condition that the field is missing": ["{ $.n = A }", "{ $.n = A && $.e NOT EXISTS }"],
  "a wildcard by one text of it": ["{ $.n = A* }", "{ $.n = AB }"],
  "a wildcard by one that overlaps": ["{ $.n = A* }", "{ $.n = *B }"],
  "a text with a question mark, which is no wildcard": ["{ $.n = ab }", '{ $.n = "a?" }'],
  "its own exclusion": ["{ $.n = A }", "{ $.n != A }"],
  "an exclusion by a wider one": ["{ $.n != B2 }", "{ $.n != B* }"],
  "an exclusion where the field may be missing": ["{ $.m = x }", "{ $.m = x && $.n != B }"],
  "what is missing by an exclusion, since AWS decides": ["{ $.n NOT EXISTS }", "{ $.n != B }"],
  "an exclusion by what is there, likewise": ["{ $.n != B }", "{ $.n EXISTS }"],
  "a number": ["{ $.n = A }", "{ $.n = A && $.x > 5 }"],
  "a part of a text by a regular expression, since AWS decides": ["{ $.n = CreateTrail }", "{ $.n = %Trail% }"],
  "a wildcard by a regular expression": ["{ $.n = A* }", "{ $.n = %^A.*$% }"],
  "a regular expression that is none": ["{ $.n = A }", "{ $.n = %[% }"],
};

describe("implies", () => {
  it.each(Object.entries(taken))("takes %s", (_, [narrow, wide]) => expect(implies(parsed(narrow), parsed(wide))).toBe(true));
  it.each(Object.entries(left))("does not take %s", (_, [narrow, wide]) => expect(implies(parsed(narrow), parsed(wide))).toBe(false));
  it("gives up on what is too involved, and never says yes", () => {
    const pairs = Array.from({ length: 40 }, (_, i) => `($.a${i} = x || $.b${i} = x)`).join(" && ");
    expect(implies(parsed("{ $.n = A }"), parsed(`{ $.n = A && (${pairs} || $.a0 != x) }`))).toBe(false);
  });
});
