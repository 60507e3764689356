/** Random policies for property tests: documents that AWS could hold, and the parts that they are made of. */
import fc from "fast-check";
import type { PolicyPlace } from "./audience.ts";
import { type PolicyDocument, PolicyStatement } from "./document.ts";

export const where = fc.record<PolicyPlace>({
  kind: fc.constantFrom("resource", "trust"),
  account: fc.constantFrom("111111111111", "222222222222"),
  partition: fc.constantFrom("aws", "aws-cn"),
  service: fc.constantFrom("kms", "s3", undefined),
});

const oneOrMore = <T>(one: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T | T[]> => fc.oneof(one, fc.array(one, { maxLength }));

const principal = fc.constantFrom(
  "*",
  "111111111111",
  "arn:aws:iam::222222222222:root",
  "arn:aws:iam::333333333333:role/x",
  "arn:aws:iam::*:role/x",
  "arn:aws:sts::111111111111:assumed-role/x/session",
  "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
  "AROAJQABLZS4A3QDU576Q",
  "a".repeat(64),
  "sns.amazonaws.com",
  "lambda.amazonaws.com",
  "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
  "arn:aws:iam::111111111111:saml-provider/Okta",
  "accounts.google.com",
  "",
);
const principals = fc.oneof(
  fc.constant("*"),
  fc.dictionary(fc.constantFrom("AWS", "Service", "Federated", "CanonicalUser", "Robot"), oneOrMore(principal)),
);

const value = fc.oneof(
  fc.constantFrom(
    "*",
    "o-*",
    "o-exampleorgid",
    "o-exampleorgid/r-ab12/*",
    "111111111111",
    "333333333333",
    "arn:aws:iam::111111111111:role/x",
  ),
  fc.constantFrom("203.0.113.0/24", "10.0.0.0/8", "0.0.0.0/0", "::/0", "2001:db8::/32", "vpc-1", "vpce-1"),
  fc.constantFrom("true", "false", "arn:aws:sns:*:111111111111:*", "arn:aws:s3:::b", "arn:aws:s3:::*", "2026-01-01T00:00:00Z", "10"),
  fc.constantFrom("\u0024{aws:username}", "repo:octo-org/octo-repo:*", "repo:*", "sts.amazonaws.com", "AROAJQABLZS4A3QDU576Q:*", "TlM="),
  fc.boolean(),
  fc.integer(),
  fc.string(),
);
const comparisons = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const operators = [
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map((one) => `String${one}`),
  ...comparisons.flatMap((one) => [`Numeric${one}`, `Date${one}`]),
  ...["Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
];
/** Every operator of IAM with its quantifiers and `IfExists`, and texts that are none. */
export const operator = fc.oneof(
  fc.constantFrom("StringEquals", "StringLike", "ArnLike", "IpAddress", "Bool", "Null", "StringNotEquals", "NotIpAddress"),
  fc
    .tuple(fc.constantFrom("", "ForAllValues:", "ForAnyValue:"), fc.constantFrom(...operators), fc.constantFrom("", "IfExists"))
    .map((parts) => parts.join("")),
  fc.constantFrom("StringMatches", "stringequals", "NullIfExists"),
  fc.string(),
);
const key = fc.oneof(
  fc.constantFrom("aws:SourceIp", "aws:SourceArn", "AWS:sourceaccount", "aws:SourceOwner", "aws:SourceOrgID", "aws:SourceOrgPaths"),
  fc.constantFrom("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:userid"),
  fc.constantFrom("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"),
  fc.constantFrom("aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "kms:CallerAccount"),
  fc.constantFrom("s3:DataAccessPointAccount", "s3:DataAccessPointArn", "lambda:FunctionUrlAuthType", "sts:ExternalId", "kms:ViaService"),
  fc.constantFrom(
    "token.actions.githubusercontent.com:sub",
    "token.actions.githubusercontent.com:aud",
    "SAML:aud",
    "accounts.google.com:aud",
  ),
  fc.constantFrom("aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:CurrentTime", "s3:max-keys", "acme:Colour"),
  fc.string().filter((text) => text !== "__proto__"),
);
const condition = fc.dictionary(
  operator.filter((text) => text !== "__proto__"),
  fc.dictionary(key, oneOrMore(value), { maxKeys: 3 }),
  { maxKeys: 2 },
);
const texts = (...some: string[]) => fc.oneof(fc.constantFrom(...some), fc.uniqueArray(fc.constantFrom(...some)));
const scopes = {
  Action: texts("s3:*", "s3:Get*", "*", "sts:AssumeRole", "S3:putobject", "kms:Decrypt", "sqs:SendMessage", "lambda:InvokeFunction"),
  NotAction: texts("s3:Put*", "sqs:*"),
  Resource: texts("*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::\u0024{aws:username}/*"),
  NotResource: texts("arn:aws:s3:::c/*"),
};
/** Any statement as JSON, also one that says two things at once. */
export const rawStatement = fc
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
  .map((one): object => JSON.parse(JSON.stringify(one).replaceAll("__proto__", "proto")));
export const statement = rawStatement.map((one) => PolicyStatement.parse(one));
const allow = fc.record(
  { Effect: fc.constant("Allow"), Principal: principals, Condition: condition, Action: scopes.Action, Resource: scopes.Resource },
  { requiredKeys: ["Effect", "Principal"] },
);
/** A statement that lets somebody in, in the usual form. */
export const allowStatement = allow.map((one) => PolicyStatement.parse(one));
export const policy: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom("2012-10-17", "2008-10-17"),
  Statement: fc.oneof(statement, fc.array(fc.oneof(allowStatement, statement), { maxLength: 6 })),
});

/** A whole document as JSON, with keys that nobody knows; `some` are statements that stand among the random ones. */
export const rawPolicy = (some: readonly object[]): fc.Arbitrary<{ Statement: object | object[] }> => {
  const one = fc.oneof(rawStatement, allow, ...some.map((known) => fc.constant(known)));
  const document = fc.record(
    {
      Version: fc.constantFrom("2012-10-17", "2008-10-17"),
      Id: fc.string(),
      Statement: fc.oneof({ weight: 1, arbitrary: one }, { weight: 9, arbitrary: fc.array(one, { minLength: 1, maxLength: 6 }) }),
      Owner: fc.jsonValue(),
    },
    { requiredKeys: ["Statement"] },
  );
  return document.map((value) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")));
};
