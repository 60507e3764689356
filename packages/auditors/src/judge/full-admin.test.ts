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
  "under a condition": [allow("*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }), true],
  denied: [{ Effect: "Deny", Action: "*", Resource: "*" }, false],
  "of one service": [allow("iam:*", "*"), false],
  "of actions that begin alike": [allow("s*", "*"), false],
  "on one service": [allow("*", "arn:aws:s3:::*"), false],
  "on one bucket's objects": [allow("*", "arn:aws:s3:::a/*"), false],
  "all but some actions": [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, false],
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
