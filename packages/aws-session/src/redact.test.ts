import { expect, test } from "vitest";
import { redact } from "./redact.ts";

const r = "<redacted>";
const bytes = (text: string) => new TextEncoder().encode(text);
const rows: Record<string, [given: unknown, expected: unknown]> = {
  "the answer of AssumeRole": [
    {
      Credentials: { AccessKeyId: "testing", SecretAccessKey: "testing", SessionToken: "testing", Expiration: new Date(0) },
      PackedPolicySize: 6,
    },
    { Credentials: { AccessKeyId: r, SecretAccessKey: r, SessionToken: r, Expiration: new Date(0) }, PackedPolicySize: 6 },
  ],
  "the answer of GetRoleCredentials": [
    { roleCredentials: { accessKeyId: "testing", secretAccessKey: "testing", sessionToken: "testing", expiration: 1 } },
    { roleCredentials: { accessKeyId: r, secretAccessKey: r, sessionToken: r, expiration: 1 } },
  ],
  "the input of AssumeRole and of AssumeRoleWithWebIdentity": [
    { RoleArn: "arn:aws:iam::111111111111:role/x", ExternalId: "testing", WebIdentityToken: "testing" },
    { RoleArn: "arn:aws:iam::111111111111:role/x", ExternalId: r, WebIdentityToken: r },
  ],
  "passwords of databases and users": [
    { MasterUserPassword: "testing", Password: "testing" },
    { MasterUserPassword: r, Password: r },
  ],
  "names that only look like secrets": [
    {
      PasswordLastUsed: new Date(0),
      MinimumPasswordLength: 14,
      SecretArn: "arn",
      HasPassword: true,
      NextToken: "t",
      ContinuationToken: "t",
    },
    {
      PasswordLastUsed: new Date(0),
      MinimumPasswordLength: 14,
      SecretArn: "arn",
      HasPassword: true,
      NextToken: "t",
      ContinuationToken: "t",
    },
  ],
  "a secret of Secrets Manager": [
    { Name: "db", SecretString: "testing", SecretBinary: bytes("testing") },
    { Name: "db", SecretString: r, SecretBinary: r },
  ],
  "where alarms go": [
    { Subscriptions: [{ SubscriptionArn: "arn:x", Protocol: "https", Endpoint: "https://alarms.example/secret" }], Endpoint: "kept" },
    { Subscriptions: [{ SubscriptionArn: "arn:x", Protocol: "https", Endpoint: r }], Endpoint: "kept" },
  ],
  "queries and users of URLs": [
    { text: 'see "https://ann:pw@api.example/v1?apiKey=testing&x=1" and http://api.example/v1' },
    { text: `see "https://${r}@api.example/v1?${r}" and http://api.example/v1` },
  ],
  "external ids in policies": [
    {
      PolicyDocument: '{"Condition":{"StringEquals":{"sts:ExternalId":"testing","aws:x":"y"}}}',
      AssumeRolePolicyDocument: encodeURIComponent('{"Condition":{"StringEquals":{"sts:ExternalId": ["testing","b"],"aws:x":"y"}}}'),
    },
    {
      PolicyDocument: `{"Condition":{"StringEquals":{"sts:ExternalId":"${r}","aws:x":"y"}}}`,
      AssumeRolePolicyDocument: encodeURIComponent(`{"Condition":{"StringEquals":{"sts:ExternalId": "${r}","aws:x":"y"}}}`),
    },
  ],
  "whom AWS calls": [
    { AlternateContact: { Name: "somebody", PhoneNumber: "1" }, ContactInformation: { City: "somewhere" } },
    { AlternateContact: { Name: r, PhoneNumber: r }, ContactInformation: { City: r } },
  ],
  "environment variables of a function": [
    { FunctionName: "f", Environment: { Variables: { DB_URL: "testing", MODE: "testing" }, Error: undefined } },
    { FunctionName: "f", Environment: { Variables: { DB_URL: r, MODE: r }, Error: undefined } },
  ],
  "environment variables of a container": [
    { containerDefinitions: [{ name: "c", environment: [{ name: "DB_URL", value: "testing" }] }] },
    { containerDefinitions: [{ name: "c", environment: [{ name: "DB_URL", value: r }] }] },
  ],
  "environment variables of a build": [
    { environment: { image: "i", environmentVariables: [{ name: "K", value: "testing", type: "PLAINTEXT" }] } },
    { environment: { image: "i", environmentVariables: [{ name: "K", value: r, type: "PLAINTEXT" }] } },
  ],
  "user data of an instance": [{ UserData: { Value: "dGVzdGluZw==" } }, { UserData: { Value: r } }],
  "user data of a launch template": [{ UserData: "dGVzdGluZw==" }, { UserData: r }],
  "a signed address": [
    { Location: "https://x.example/code?a=1&X-Amz-Security-Token=testing&X-Amz-Signature=testing" },
    { Location: `https://x.example/code?${r}` },
  ],
  "rows of the credential report stay": [
    { Content: bytes("user,access_key_1_active\nanna,true"), ReportFormat: "text/csv" },
    { Content: bytes("user,access_key_1_active\nanna,true"), ReportFormat: "text/csv" },
  ],
  "lists and what is empty": [
    { a: [null, 1, true, "x", []], b: {} },
    { a: [null, 1, true, "x", []], b: {} },
  ],
};
test.each(Object.entries(rows))("%s", (_name, [given, expected]) => {
  expect(redact(given)).toEqual(expected);
  expect(redact(redact(given))).toEqual(expected);
});

test("a key id gets the same stand-in in fields, texts and bytes, and keeps it", () => {
  const id = "AKIAIOSFODNN7EXAMPLE";
  const once = redact({ AccessKeyId: id, Policy: `{"x":"${id}"}`, Content: bytes(`row,${id}`) });
  const standIn = (once as { AccessKeyId: string }).AccessKeyId;
  expect(standIn).toMatch(/^AKIAREDACTED[0-9A-F]{8}$/);
  expect(once).toEqual({ AccessKeyId: standIn, Policy: `{"x":"${standIn}"}`, Content: bytes(`row,${standIn}`) });
  expect(redact(once)).toEqual(once);
});
