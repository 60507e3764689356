import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analysePolicy, exposures, type PolicyPlace } from "./analyse.ts";
import { type PolicyDocument, PolicyStatement, parsePolicy, statementsOf } from "./document.ts";
import { deniesInsecureTransport, deniesUnencryptedPuts } from "./enforcement.ts";
import { grantsOf } from "./grants.ts";
import { publicStatements, restrictToAccount, withoutStatements } from "./public-statements.ts";

const where = fc.record<PolicyPlace>({
  kind: fc.constantFrom("resource", "trust"),
  account: fc.constantFrom("111111111111", "222222222222"),
  partition: fc.constantFrom("aws", "aws-cn"),
  service: fc.constantFrom("kms", "s3", undefined),
});

const principal = fc.constantFrom(
  "*",
  "111111111111",
  "arn:aws:iam::222222222222:root",
  "arn:aws:iam::*:role/x",
  "AROAJQABLZS4A3QDU576Q",
  "sns.amazonaws.com",
  "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
  "",
);
const principals = fc.oneof(
  fc.constant("*"),
  fc.dictionary(
    fc.constantFrom("AWS", "Service", "Federated", "CanonicalUser", "Robot"),
    fc.oneof(principal, fc.array(principal, { maxLength: 3 })),
  ),
);
const value = fc.oneof(
  fc.constantFrom(
    "*",
    "o-*",
    "o-exampleorgid",
    "111111111111",
    "203.0.113.0/24",
    "0.0.0.0/0",
    "::/0",
    "true",
    "false",
    "vpce-1",
    "\u0024{aws:username}",
  ),
  fc.constantFrom("arn:aws:iam::111111111111:role/x", "arn:aws:s3:::b", "repo:octo-org/octo-repo:*", "repo:*"),
  fc.boolean(),
  fc.integer(),
  fc.string(),
);
const operator = fc.oneof(
  fc.constantFrom("StringEquals", "StringLike", "StringNotEquals", "ArnLike", "IpAddress", "NotIpAddress", "Bool", "BoolIfExists", "Null"),
  fc.constantFrom("StringEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringLike", "StringMatches"),
  fc.string(),
);
const key = fc.oneof(
  fc.constantFrom(
    "aws:SourceIp",
    "aws:PrincipalOrgID",
    "aws:PrincipalAccount",
    "aws:SourceArn",
    "aws:SourceVpce",
    "aws:PrincipalIsAWSService",
  ),
  fc.constantFrom(
    "AWS:sourceaccount",
    "aws:PrincipalOrgPaths",
    "token.actions.githubusercontent.com:sub",
    "kms:CallerAccount",
    "acme:Colour",
  ),
  fc.string().filter((text) => text !== "__proto__"),
);
const keysOf = fc.dictionary(key, fc.oneof(value, fc.array(value, { maxLength: 3 })), { maxKeys: 3 });
const condition = fc.dictionary(
  operator.filter((text) => text !== "__proto__"),
  keysOf,
  { maxKeys: 2 },
);
const texts = (...some: string[]) => fc.oneof(fc.constantFrom(...some), fc.uniqueArray(fc.constantFrom(...some)));
const scopes = {
  Action: texts("s3:*", "s3:Get*", "*", "sts:AssumeRole", "S3:putobject"),
  NotAction: texts("s3:Put*", "sqs:*"),
  Resource: texts("*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::\u0024{aws:username}/*"),
  NotResource: texts("arn:aws:s3:::c/*"),
};
const raw = fc
  .record(
    {
      Sid: fc.string(),
      Effect: fc.constantFrom("Allow", "Deny"),
      Principal: principals,
      NotPrincipal: principals,
      Condition: condition,
      ...scopes,
      Comment: fc.jsonValue(),
    },
    { requiredKeys: ["Effect"] },
  )
  .map((one): unknown => JSON.parse(JSON.stringify(one).replaceAll("__proto__", "proto")));
const statement = raw.map((one) => PolicyStatement.parse(one));
const allow = fc.record(
  { Effect: fc.constant("Allow"), Principal: principals, Condition: condition, Action: scopes.Action, Resource: scopes.Resource },
  { requiredKeys: ["Effect", "Principal"] },
);
const usual = allow.map((one) => PolicyStatement.parse(one));
const policy: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom("2012-10-17", "2008-10-17"),
  Statement: fc.oneof(statement, fc.array(fc.oneof(usual, statement), { maxLength: 6 })),
});

const rank = (document: PolicyDocument, place: PolicyPlace): number => exposures.indexOf(analysePolicy(document, place).verdict);

describe("for any policy", () => {
  test("parsing its text, plain or percent-encoded, gives the same JSON value", () => {
    const parsed = fc.property(fc.oneof(raw, fc.array(raw, { maxLength: 3 })), (Statement) => {
      const text = JSON.stringify({ Statement, Owner: "team" });
      expect(parsePolicy(text)).toEqual(JSON.parse(text));
      expect(JSON.parse(JSON.stringify(parsePolicy(encodeURIComponent(text))))).toEqual(JSON.parse(text));
    });
    fc.assert(parsed);
  });

  test("the analysis never throws, and gives each statement a verdict and a reason", () => {
    const judged = fc.property(policy, where, (document, place) => {
      const { verdict, statements } = analysePolicy(document, place);
      expect(statements.map((one) => one.statement)).toEqual(statementsOf(document));
      expect(statements.every(({ reason }) => reason.length > 1)).toBe(true);
      const widest = Math.max(0, ...statements.map((one) => exposures.indexOf(one.verdict)));
      expect(exposures.indexOf(verdict)).toBe(widest);
      expect(grantsOf(document, place).length > 0).toBe(verdict !== "private");
      expect([deniesInsecureTransport(document, "arn:aws:s3:::b"), deniesUnencryptedPuts(document, "arn:aws:s3:::b")]).not.toContain(
        undefined,
      );
    });
    fc.assert(judged, { numRuns: 1000 });
  });

  test("removing the public statements leaves the others equal and in order, and nothing public", () => {
    const removed = fc.property(policy, where, (document, place) => {
      const text = JSON.stringify(document);
      const offending = publicStatements(document, place);
      const left = withoutStatements(document, (one) => offending.includes(one));
      const all = statementsOf(document);
      const kept = left === null ? [] : [...statementsOf(left)];
      expect(kept).toEqual(all.filter((one) => !offending.includes(one)));
      if (left !== null) expect(analysePolicy(left, place).verdict).not.toBe("public");
      const again = all.map((one) => (offending.includes(one) ? one : kept.shift()));
      const whole = { ...(left ?? document), Statement: Array.isArray(document.Statement) ? again : again[0] };
      expect(whole).toEqual(JSON.parse(text));
      expect(JSON.stringify(document)).toBe(text);
    });
    fc.assert(removed, { numRuns: 500 });
  });

  test("restricting to the account leaves nothing public and touches public statements only", () => {
    const restricted = fc.property(policy, where, (document, place) => {
      const offending = publicStatements(document, place);
      const after = restrictToAccount(document, place);
      expect(analysePolicy(after, place).verdict).not.toBe("public");
      expect(Array.isArray(after.Statement)).toBe(Array.isArray(document.Statement));
      for (const [index, one] of statementsOf(document).entries()) {
        const { Principal: _p, NotPrincipal: _n, ...rest } = one;
        expect(statementsOf(after)[index]).toEqual(offending.includes(one) ? expect.objectContaining(rest) : one);
      }
    });
    fc.assert(restricted, { numRuns: 500 });
  });

  test("a condition with a key that we do not know never makes an Allow less public", () => {
    const added = fc.property(usual, operator, where, (one, name, place) => {
      const { Condition = {}, ...rest } = one;
      const wider = { ...rest, Condition: { ...Condition, [name]: { ...Condition[name], "acme:Unheard": "x" } } };
      expect(rank({ Statement: wider }, place)).toBe(rank({ Statement: one }, place));
    });
    fc.assert(added, { numRuns: 500 });
  });

  test("another Allow never makes it less public", () => {
    const added = fc.property(policy, usual, where, (document, one, place) => {
      const wider = { ...document, Statement: [...statementsOf(document), one] };
      expect(rank(wider, place)).toBeGreaterThanOrEqual(rank(document, place));
    });
    fc.assert(added, { numRuns: 500 });
  });

  test("a Deny never makes it public", () => {
    const added = fc.property(policy, statement, where, (document, one, place) => {
      const narrower = { ...document, Statement: [...statementsOf(document), { ...one, Effect: "Deny" as const }] };
      const before = new Set(publicStatements(document, place));
      expect(publicStatements(narrower, place).filter((open) => !before.has(open))).toEqual([]);
    });
    fc.assert(added, { numRuns: 500 });
  });
});
