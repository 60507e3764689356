import { describe, expect, it } from "vitest";
import { fieldOf, parsePattern } from "./parse.ts";

const name = (text: string) => ({ field: fieldOf("eventName"), test: { is: "like", text } });
const source = { field: fieldOf("eventSource"), test: { is: "like", text: "kms.amazonaws.com" } };
const x = (test: object) => ({ field: fieldOf("x"), test });

const read: Record<string, [pattern: string, expression: object]> = {
  "the empty pattern, which takes everything": ["  ", { all: [] }],
  "one comparison": ['{ $.eventName = "A" }', name("A")],
  "one without quotes and spaces": ["{$.eventName=A}", name("A")],
  "new lines": ["{\n  $.eventName\n=\n\tA\n}", name("A")],
  "needless parentheses": ["{((($.eventName = A)))}", name("A")],
  "a name with dots and a dash, without quotes": ["{ $.eventSource = kms.amazonaws.com }", source],
  "wildcards with and without quotes": ['{ $.eventName = *A || $.eventName = "B*" }', { any: [name("*A"), name("B*")] }],
  "&& before ||": ["{ $.eventName = A || $.eventName = B && $.eventName = C }", { any: [name("A"), { all: [name("B"), name("C")] }] }],
  "parentheses before &&": ["{($.eventName=A||$.eventName=B)&&$.eventName=C}", { all: [{ any: [name("A"), name("B")] }, name("C")] }],
  "a quoted sign that is escaped": ['{ $.x = "a \\" b" }', x({ is: "like", text: 'a " b' })],
  "signs of the grammar in quotes": ['{ $.x = "a) && (b" }', x({ is: "like", text: "a) && (b" })],
  "a quoted number, which is a text": ['{ $.x = "5" }', x({ is: "like", text: "5" })],
  "a number": ["{ $.x = 5.0 }", x({ is: "other", text: "= 5" })],
  "a comparison of numbers": ["{ $.x >= 1e3 }", x({ is: "other", text: ">= 1e3" })],
  unequal: ["{ $.x != y }", x({ is: "unlike", text: "y" })],
  "NOT EXISTS": ["{ $.x NOT EXISTS }", x({ is: "missing" })],
  EXISTS: ["{ $.x EXISTS }", x({ is: "exists" })],
  "IS NULL, TRUE and FALSE": [
    "{ $.x IS NULL || $.x IS TRUE || $.x IS FALSE }",
    { any: ["NULL", "TRUE", "FALSE"].map((word) => x({ is: "other", text: `IS ${word}` })) },
  ],
  "a regular expression": [
    "{ $.x = %a|b% && $.x != %c% }",
    { all: [x({ is: "matches", regex: "a|b" }), x({ is: "not-matches", regex: "c" })] },
  ],
  "a field within a field": ["{ $.a.b-c_d = y }", { field: '["a","b-c_d"]', test: { is: "like", text: "y" } }],
  "a field with dots in its name, and an element of a list": [
    "{ $.['a.b'][0].c = y }",
    { field: '["a.b",0,"c"]', test: { is: "like", text: "y" } },
  ],
  "a field in double quotes": ['{ $["a"] = y }', { field: '["a"]', test: { is: "like", text: "y" } }],
};
const refused: Record<string, string> = {
  "a pattern of words": "ERROR -404",
  "a pattern of columns": "[ip, user, ...]",
  "no end": "{ $.x = y",
  "text behind the end": "{ $.x = y } z",
  "a parenthesis that is not closed": "{ ($.x = y }",
  "a parenthesis too many": "{ $.x = y) }",
  "no value": "{ $.x = }",
  "no operator": "{ $.x y }",
  "no comparison": "{ }",
  "nothing after &&": "{ $.x = y && }",
  "a single &": "{ $.x = y & $.z = y }",
  "two comparisons and nothing between": "{ $.x = y $.z = y }",
  "a field without a name": "{ $ = y }",
  "a field that is no path": "{ x = y }",
  "single quotes": "{ $.x = 'y' }",
  "a quote that is not closed": '{ $.x = "y }',
  "every element of a list": "{ $.x[*] = y }",
};

describe("parsePattern", () => {
  it.each(Object.entries(read))("reads %s", (_, [pattern, expression]) => {
    expect(parsePattern(pattern)).toEqual(expression);
  });
  it.each(Object.entries(refused))("does not understand %s", (_, pattern) => {
    expect(parsePattern(pattern)).toBeUndefined();
  });
});
