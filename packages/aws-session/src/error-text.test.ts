import { expect, test } from "vitest";
import { toAwsError } from "./errors.ts";

const where = { account: "111111111111", region: "eu-west-1", service: "sqs", operation: "ListQueues" };
const fault = (name: string, message: string, status = 400) =>
  Object.assign(new Error(message), { name, $fault: "client", $metadata: { httpStatusCode: status, requestId: "r-1" } });
const user =
  "User: arn:aws:sts::111111111111:assumed-role/auditor/plumbline-run is not authorized to perform: sqs:ListQueues on resource: arn:aws:sqs:eu-west-1:111111111111:*";
const scp = `${user} with an explicit deny in a service control policy`;
const invalid = "The security token included in the request is invalid.";

const hints: Record<string, [error: unknown, hint: string]> = {
  "the action that AWS names": [
    fault("AccessDenied", user.replace("sqs:ListQueues", "kms:Decrypt")),
    "grant kms:Decrypt in account 111111111111",
  ],
  "the operation's action": [fault("AccessDenied", "Access Denied"), "grant sqs:ListQueues in account 111111111111"],
  "a policy of the organization": [fault("AccessDenied", scp), "an organization policy denies sqs:ListQueues"],
  "no credentials": [Object.assign(new Error("none"), { name: "CredentialsProviderError" }), "sign in first"],
  "an unknown key": [fault("InvalidClientTokenId", invalid), "AWS does not know these credentials in eu-west-1"],
  "an expired session": [fault("ExpiredToken", "expired"), "sign in again"],
  "a region that is off": [fault("OptInRequired", "no"), "enable eu-west-1 in account 111111111111"],
};
test.each(Object.entries(hints))("the hint for %s", (_name, [error, hint]) => {
  expect(toAwsError(error, where).hint).toContain(hint);
});

test("what can't be helped has no hint", () => {
  expect(toAwsError(fault("InternalError", "no"), where)).not.toHaveProperty("hint");
});

const actions = {
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketPolicy": "s3:GetBucketPolicy",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3-control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
  "s3-control:ListAccessPoints": "s3:ListAccessPoints",
  "lambda:Invoke": "lambda:InvokeFunction",
};
test.each(Object.entries(actions))("%s needs %s", (call, action) => {
  const [service = "", operation = ""] = call.split(":");
  expect(toAwsError(fault("AccessDenied", "Access Denied"), { ...where, service, operation }).hint).toContain(`grant ${action} in`);
});

const secrets = {
  "an access key": "The key AKIAIOSFODNN7EXAMPLE is unknown",
  "a temporary key": "Credential=ASIAIOSFODNN7EXAMPLE/20260101",
  "a secret key": "secretAccessKey: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "a secret key that stands alone": "got wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY here",
  "a password": 'failed with "password": "hunter2" given',
  "a session token": `sessionToken=${"IQoJb3JpZ2luX2VjE".repeat(5)}`,
};
test.each(Object.entries(secrets))("%s does not get into the message", (_name, text) => {
  const { message } = toAwsError(fault("Odd", text), where);
  expect(message).not.toMatch(/FODNN7EXAMPLE|wJalr|hunter2|IQoJb3/);
  expect(message).toContain("<");
});

test.each([
  user,
  "arn:aws:iam::111111111111:role/Some-Long-Role-Name-Of-Forty-Chars-Or-More-Abc",
  "d41d8cd98f00b204e9800998ecf8427e00000000",
])("a message without secrets stays as it is: %s", (text) => {
  expect(toAwsError(fault("Odd", text), where).message).toContain(text);
});
