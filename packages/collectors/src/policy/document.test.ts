import { describe, expect, test } from "vitest";
import { z } from "zod";
import { listOf, PolicyDocument, PolicyError, type PolicyStatement, parsePolicy, statementsOf } from "./document.ts";

const queue = '"Resource":"arn:aws:sqs:eu-west-1:111111111111:orders"';

describe("parsePolicy gives back the same JSON value", () => {
  test.each(
    Object.entries({
      "a list of statements": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*",${queue}}]}`,
      "one statement as an object": `{"Statement":{"Sid":"One","Effect":"Deny","NotPrincipal":{"AWS":["111111111111"]},"NotAction":["sqs:*"]}}`,
      "no statements": '{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[]}',
      "keys that we do not know": '{"Statement":[{"Effect":"Allow","Comment":{"why":[1,null,true]}}],"Owner":"team"}',
      "condition values of every type":
        '{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a:b":true},"NumericLessThan":{"c:d":[1,"2"]}}}]}',
      "the same key in two objects":
        '{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a:b":"{\\"a:b\\":1}"},"Null":{"a:b":"true"}}}]}',
    }),
  )("%s", (_, text) => {
    expect(parsePolicy(text)).toEqual(JSON.parse(text));
  });

  test("percent-encoded, as IAM returns a trust policy", () => {
    const text =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Condition":{"StringLike":{"aws:PrincipalTag/x":"50%+1"}}}]}';
    expect(parsePolicy(encodeURIComponent(text))).toEqual(JSON.parse(text));
  });
});

describe("parsePolicy refuses", () => {
  test.each(
    Object.entries({
      "an empty text": ["", /JSON/],
      "text that is no JSON": ["{", /JSON/],
      "null, which is not 'no policy'": ["null", /expected object/],
      "a list": ["[]", /expected object/],
      "an object without statements": ["{}", /Statement/],
      "an effect in other case": ['{"Statement":[{"Effect":"allow"}]}', /Statement/],
      "a key that stands twice": ['{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}', /"Effect" stands twice/],
      "a key that stands twice when unescaped": ['{"Statement":[{"Effect":"Deny","\\u0045ffect":"Allow"}]}', /"Effect" stands twice/],
      "the key __proto__": ['{"Statement":[{"Effect":"Allow","__proto__":{}}]}', /__proto__/],
      "a broken percent code": ["%7B%", /URI/],
      "a condition value that is an object": ['{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a:b":{}}}}]}', /Statement/],
      "nesting beyond measure": [`{"Statement":[{"Effect":"Allow","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`, /./],
    }),
  )("%s", (_, [text, message]) => {
    expect(() => parsePolicy(String(text))).toThrow(PolicyError);
    expect(() => parsePolicy(String(text))).toThrow(message);
  });

  test("and tells the cause, in the shape of a failure", () => {
    const error = (() => {
      try {
        return parsePolicy("{");
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({ kind: "failed", name: "PolicyError", cause: expect.any(SyntaxError), hint: expect.any(String) });
  });
});

test("a statement may stand in a finding's evidence", () => {
  const statement: PolicyStatement = { Effect: "Allow", Principal: "*" };
  const evidence: Record<string, z.infer<ReturnType<typeof z.json>>> = { statement };
  expect(z.record(z.string(), z.json()).parse(evidence)).toEqual({ statement });
});

test("statementsOf lists one statement or many", () => {
  const statement: PolicyStatement = { Effect: "Allow", Principal: "*" };
  expect(statementsOf(PolicyDocument.parse({ Statement: statement }))).toEqual([statement]);
  expect(statementsOf(PolicyDocument.parse({ Statement: [statement, statement] }))).toHaveLength(2);
});

test.each(
  Object.entries({
    absent: [undefined, []],
    "one text": ["a", ["a"]],
    "a list": [
      ["a", "b"],
      ["a", "b"],
    ],
  } satisfies Record<string, [string | string[] | undefined, string[]]>),
)("listOf: %s", (_, [texts, list]) => {
  expect(listOf(texts)).toEqual(list);
});
