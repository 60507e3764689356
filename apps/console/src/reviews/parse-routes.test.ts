import { describe, expect, it } from "vitest";
import { parseRoutes } from "./parse-routes.ts";

const good: Record<string, [text: string, routes: object[]]> = {
  nothing: ["", []],
  "empty lines": ["\n \r\n", []],
  "a reviewer of everything": ["ann@example.com", [{ reviewer: "ann@example.com" }]],
  "all that can be said": [
    "ann; account=111122223333; unit=Shop; tag=team=web; kind=iam_role; alternate=bob; mail=ann@example.com",
    [
      {
        ...{ reviewer: "ann", account: "111122223333", businessUnit: "Shop", tag: "team=web", kind: "iam_role" },
        ...{ alternate: "bob", mail: "ann@example.com" },
      },
    ],
  ],
  "several, in order": ["ann; unit=a b\r\nbob ;", [{ reviewer: "ann", businessUnit: "a b" }, { reviewer: "bob" }]],
};
const bad: Record<string, [text: string, says: RegExp]> = {
  nobody: ["; account=111122223333", /Route 1 can't be read/],
  "an account that is none": ["ann\nbob; account=12", /Route 2 can't be read: an account id has 12 digits/],
  "a word that is none": ["ann; colour=red", /Route 1 can't be read: colour=red is none of account/],
  "a word without a value": ["ann; account", /account is none of/],
  "a kind that is none": ["ann; kind=shoes", /Route 1 can't be read/],
  "what every object has": ["ann; constructor=x", /constructor=x is none of/],
};

describe("parseRoutes", () => {
  it.each(Object.entries(good))("reads %s", (_, [text, routes]) => expect(parseRoutes(text)).toEqual(routes));
  it.each(Object.entries(bad))("refuses %s", (_, [text, says]) => expect(() => parseRoutes(text)).toThrow(says));
});
