import { describe, expect, it } from "vitest";
import { fullAdminStatements } from "./full-admin.ts";

const allow = (Action: unknown, Resource: unknown, more = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const rows: Record<string, [statement: object, isFull: boolean]> = {
  "everything on everything": [allow("*", "*"), true],
  "everything as *:*": [allow("*:*", "*"), true],
  "everything as **": [allow("**", "*"), true],
  "in lists": [allow(["s3:GetObject", "*"], ["arn:aws:s3:::a", "*"]), true],
  "on every ARN": [allow("*", "arn:*"), true],
  "on every ARN of a partition, part by part": [allow("*", "arn:aws-cn:*:*:*:*"), true],
  "on every ARN of any partition of AWS": [allow("*", "arn:aws*:*:*:*:*"), true],
  "on every ARN, with its parts cut otherwise": [allow("*", "arn:aws:*:*"), true],
  "on every ARN of at least one character": [allow("*", "?*"), true],
  "everything of at least one character": [allow("?*", "*"), true],
  "everything of at least one character after the colon": [allow("*:?*", "*"), true],
  "everything of at least one character before it": [allow("?*:*", "*"), true],
  "under a condition": [allow("*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }), true],
  denied: [{ Effect: "Deny", Action: "*", Resource: "*" }, false],
  "of one service": [allow("iam:*", "*"), false],
  "of actions that begin alike": [allow("s*", "*"), false],
  "on one service": [allow("*", "arn:aws:s3:::*"), false],
  "on everything of one region": [allow("*", "arn:aws:*:eu-west-1:*:*"), false],
  "on everything of one account": [allow("*", "arn:aws:*:*:000000000000:*"), false],
  "on ARNs that end alike": [allow("*", "arn:aws:*:*:*:*a"), false],
  "on a partition that is none": [allow("*", "arn:azure:*:*:*:*"), false],
  "of actions of a few characters": [allow("??:*", "*"), false],
  "one action of some characters": [allow("????????", "*"), false],
  "two colons, which no action has": [allow("*:*:*", "*"), false],
  "on one bucket's objects": [allow("*", "arn:aws:s3:::a/*"), false],
  "all but some actions": [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, false],
  "all but an action that does not exist": [{ Effect: "Allow", NotAction: "nosuch:*", Resource: "*" }, false],
  "all but some resources": [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::a" }, false],
  "no action": [allow([], "*"), false],
};

describe("a statement that allows everything", () => {
  it.each(Object.entries(rows))("%s", (_, [statement, isFull]) => {
    for (const Statement of [statement, [statement], [allow("s3:GetObject", "*"), statement]])
      for (const text of [JSON.stringify({ Statement }), encodeURIComponent(JSON.stringify({ Statement }))])
        expect(fullAdminStatements(text)).toEqual(isFull ? [statement] : []);
  });

  it.each(["", "{", '{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}'])(
    "is not looked for in what can't be read: %s",
    (text) => {
      expect(() => fullAdminStatements(text)).toThrow("cannot read the policy document");
    },
  );
});
