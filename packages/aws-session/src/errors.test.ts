import { Failure, type FailureKind } from "@plumbline/finding-model/failure";
import { describe, expect, test } from "vitest";
import { AwsError, toAwsError } from "./errors.ts";

const where = { account: "111111111111", region: "eu-west-1", service: "sqs", operation: "ListQueues" };
const fault = (name: string, message: string, status = 400) =>
  Object.assign(new Error(message), { name, $fault: "client", $metadata: { httpStatusCode: status, requestId: "r-1" } });
const node = (code: string, message: string) => Object.assign(new Error(message), { code });

const user =
  "User: arn:aws:sts::111111111111:assumed-role/auditor/plumbline-run is not authorized to perform: sqs:ListQueues on resource: arn:aws:sqs:eu-west-1:111111111111:*";
const scp = `${user} with an explicit deny in a service control policy`;
const rcp = `${user} with an explicit deny in a resource control policy`;
const invalid = "The security token included in the request is invalid.";

type Row = readonly [error: unknown, kind: FailureKind, code: string];
const rows: Record<string, Row> = {
  "IAM, SQS and SNS say AccessDenied": [fault("AccessDenied", user, 403), "denied", "AccessDenied"],
  "JSON services say AccessDeniedException": [fault("AccessDeniedException", user), "denied", "AccessDeniedException"],
  "EC2 says UnauthorizedOperation": [
    fault("UnauthorizedOperation", "You are not authorized to perform this operation.", 403),
    "denied",
    "UnauthorizedOperation",
  ],
  "SNS says AuthorizationError": [fault("AuthorizationError", user, 403), "denied", "AuthorizationError"],
  "SNS's class is AuthorizationErrorException": [fault("AuthorizationErrorException", user, 403), "denied", "AuthorizationErrorException"],
  "S3 says a bare Access Denied": [fault("AccessDenied", "Access Denied", 403), "denied", "AccessDenied"],
  "S3's HEAD says only a status": [fault("403", "UnknownError", 403), "denied", "Http403"],
  "a nameless 403 is a refusal": [fault("UnknownError", "UnknownError", 403), "denied", "Http403"],
  "Elastic Beanstalk says InsufficientPrivilegesException": [
    fault("InsufficientPrivilegesException", "no", 403),
    "denied",
    "InsufficientPrivilegesException",
  ],
  "a validation error that names the missing right": [fault("ValidationException", user), "denied", "ValidationException"],
  "SSO's portal refuses the role": [fault("CredentialsProviderError", "ForbiddenException: No access", 0), "denied", "ForbiddenException"],
  "an unknown key": [fault("InvalidClientTokenId", invalid, 403), "denied", "InvalidClientTokenId"],
  "a service control policy": [fault("AccessDenied", scp, 403), "scp-denied", "AccessDenied"],
  "a service control policy, as EC2 says it": [fault("UnauthorizedOperation", scp, 403), "scp-denied", "UnauthorizedOperation"],
  "a resource control policy": [fault("AccessDenied", rcp, 403), "scp-denied", "AccessDenied"],
  "an explicit deny in an identity policy is a plain refusal": [
    fault("AccessDenied", `${user} with an explicit deny in an identity-based policy`, 403),
    "denied",
    "AccessDenied",
  ],
  "EC2 says OptInRequired": [
    fault("OptInRequired", "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.", 401),
    "region-disabled",
    "OptInRequired",
  ],
  "STS says RegionDisabledException": [
    fault("RegionDisabledException", "STS is not activated in this region for account:111111111111.", 403),
    "region-disabled",
    "RegionDisabledException",
  ],
  "another text for a region that is off": [
    fault("AccessDeniedException", "The region me-south-1 is not enabled for this account", 403),
    "region-disabled",
    "AccessDeniedException",
  ],
  "S3 and STS say ExpiredToken": [fault("ExpiredToken", "The provided token has expired."), "expired", "ExpiredToken"],
  "JSON services say ExpiredTokenException": [
    fault("ExpiredTokenException", "The security token included in the request is expired"),
    "expired",
    "ExpiredTokenException",
  ],
  "EC2 says RequestExpired": [fault("RequestExpired", "Request has expired."), "expired", "RequestExpired"],
  "S3 says TokenRefreshRequired": [
    fault("TokenRefreshRequired", "The provided token must be refreshed."),
    "expired",
    "TokenRefreshRequired",
  ],
  "the SSO session is over": [
    fault(
      "CredentialsProviderError",
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.",
    ),
    "expired",
    "ExpiredToken",
  ],
  "the SSO token can't be refreshed": [
    fault("CredentialsProviderError", "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile."),
    "expired",
    "ExpiredToken",
  ],
  "SSO's portal no longer knows the token": [
    fault("CredentialsProviderError", "UnauthorizedException: Session token not found or invalid"),
    "expired",
    "ExpiredToken",
  ],
  "the process gave expired keys": [
    fault("CredentialsProviderError", "Profile audit credential_process returned expired credentials."),
    "expired",
    "ExpiredToken",
  ],
  "there are no credentials": [
    Object.assign(new Error("Could not load credentials from any providers"), { name: "CredentialsProviderError" }),
    "failed",
    "NoCredentials",
  ],
  "the profile does not exist": [
    Object.assign(new Error("Could not resolve credentials using profile: [nope] in configuration/credentials file(s)."), {
      name: "CredentialsProviderError",
    }),
    "failed",
    "NoCredentials",
  ],
  "query services say Throttling": [fault("Throttling", "Rate exceeded"), "throttled", "Throttling"],
  "JSON services say ThrottlingException": [fault("ThrottlingException", "Rate exceeded"), "throttled", "ThrottlingException"],
  "EC2 says RequestLimitExceeded": [fault("RequestLimitExceeded", "Request limit exceeded.", 503), "throttled", "RequestLimitExceeded"],
  "Lambda says TooManyRequestsException": [
    fault("TooManyRequestsException", "Rate Exceeded", 429),
    "throttled",
    "TooManyRequestsException",
  ],
  "S3 says SlowDown": [fault("SlowDown", "Please reduce your request rate.", 503), "throttled", "SlowDown"],
  "SQS says RequestThrottled": [fault("RequestThrottled", "Request is throttled.", 403), "throttled", "RequestThrottled"],
  "a limit on the rate": [fault("LimitExceededException", "Rate limit exceeded"), "throttled", "LimitExceededException"],
  "a limit on the number is no throttling": [
    fault("LimitExceededException", "Cannot exceed quota for PoliciesPerUser: 10"),
    "failed",
    "LimitExceededException",
  ],
  "a nameless 429": [fault("UnknownError", "UnknownError", 429), "throttled", "Http429"],
  "the SDK's own timeout": [
    Object.assign(new Error("Connection timed out after 5000 ms"), { name: "TimeoutError" }),
    "timed-out",
    "TimeoutError",
  ],
  "S3 says RequestTimeout": [fault("RequestTimeout", "Your socket connection was not read from in time."), "timed-out", "RequestTimeout"],
  "the SDK's word for a broken connection": [
    Object.assign(node("ECONNRESET", "socket hang up"), { name: "TimeoutError" }),
    "network",
    "ECONNRESET",
  ],
  "the socket timed out": [node("ETIMEDOUT", "connect ETIMEDOUT 10.0.0.1:443"), "timed-out", "ETIMEDOUT"],
  "a gateway timed out": [fault("UnknownError", "UnknownError", 504), "timed-out", "Http504"],
  "nobody listens": [node("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"), "network", "ECONNREFUSED"],
  "the name is unknown": [node("ENOTFOUND", "getaddrinfo ENOTFOUND sqs.eu-west-1.amazonaws.com"), "network", "ENOTFOUND"],
  "the name server is silent": [node("EAI_AGAIN", "getaddrinfo EAI_AGAIN sqs.eu-west-1.amazonaws.com"), "network", "EAI_AGAIN"],
  "the connection broke": [node("ECONNRESET", "socket hang up"), "network", "ECONNRESET"],
  "a proxy shows its own certificate": [
    node("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    "network",
    "SELF_SIGNED_CERT_IN_CHAIN",
  ],
  "the cause has the name": [
    Object.assign(new Error("fetch failed", { cause: node("ECONNREFUSED", "no") }), {}),
    "network",
    "ECONNREFUSED",
  ],
  "all addresses refused": [Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" }), "network", "ECONNREFUSED"],
  "JSON services do not know the call": [fault("UnknownOperationException", ""), "unsupported", "UnknownOperationException"],
  "query services do not know the call": [
    fault("InvalidAction", "The action ListFoo is not valid for this web service."),
    "unsupported",
    "InvalidAction",
  ],
  "EC2 does not support it": [
    fault("UnsupportedOperation", "The functionality you requested is not available in this region."),
    "unsupported",
    "UnsupportedOperation",
  ],
  "the endpoint rules know no such place": [
    Object.assign(new Error("Invalid Configuration: FIPS is enabled but this partition does not support FIPS"), { name: "EndpointError" }),
    "unsupported",
    "EndpointError",
  ],
  "the rules' text without a name": [new Error("Invalid Configuration: Missing Region"), "unsupported", "UnknownEndpoint"],
  "S3 says NotImplemented": [
    fault("NotImplemented", "A header you provided implies functionality that is not implemented", 501),
    "unsupported",
    "NotImplemented",
  ],
  "a nameless 501": [fault("UnknownError", "UnknownError", 501), "unsupported", "Http501"],
  "what is gone is not judged here": [fault("NoSuchBucketPolicy", "The bucket policy does not exist", 404), "failed", "NoSuchBucketPolicy"],
  "a nameless 404": [fault("NotFound", "NotFound", 404), "failed", "NotFound"],
  "a nameless 500": [fault("UnknownError", "UnknownError", 500), "failed", "Http500"],
  "AWS broke": [fault("InternalError", "An internal error has occurred", 500), "failed", "InternalError"],
  "a plain error": [new TypeError("x is not a function"), "failed", "TypeError"],
  "a text that was thrown": ["boom", "failed", "Error"],
  "nothing that was thrown": [undefined, "failed", "Error"],
};

test.each(Object.entries(rows))("%s", (_name, [error, kind, code]) => {
  const made = toAwsError(error, where);
  expect(made).toBeInstanceOf(AwsError);
  expect({ kind: made.kind, code: made.code }).toEqual({ kind, code });
  expect(made).toMatchObject(where);
  expect(made.message).toMatch(/^sqs:ListQueues in 111111111111\/eu-west-1: /);
  expect(made.cause).toBe(error);
  expect(Failure.parse(made)).toMatchObject({ kind, code });
});

describe("credentials that one region does not know", () => {
  const inRegion = (region: string, credentialsProven: boolean) =>
    ["AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException"].map(
      (name) => toAwsError(fault(name, invalid, 401), { ...where, region, credentialsProven }).kind,
    );
  const regions: Record<string, [region: string, proven: boolean, kind: FailureKind]> = {
    "an opt-in region, credentials good elsewhere": ["me-south-1", true, "region-disabled"],
    "an opt-in region that is known to be enabled": ["me-south-1", false, "denied"],
    "a region that is always on": ["eu-west-1", true, "denied"],
    "China, where every region is on": ["cn-north-1", true, "denied"],
    "GovCloud, likewise": ["us-gov-west-1", true, "denied"],
  };
  test.each(Object.entries(regions))("%s", (_name, [region, proven, kind]) => {
    expect(inRegion(region, proven)).toEqual([kind, kind, kind]);
  });
});

test("the message names service, operation, place, code and what AWS said", () => {
  const { message, status, requestId } = toAwsError(fault("NoSuchThing", "There is none.", 404), where);
  expect(message).toBe("sqs:ListQueues in 111111111111/eu-west-1: NoSuchThing: There is none.");
  expect({ status, requestId }).toEqual({ status: 404, requestId: "r-1" });
});

test("an AwsError passes through as it is", () => {
  const error = toAwsError(fault("AccessDenied", "no", 403), where);
  expect(toAwsError(error, { ...where, operation: "GetQueueUrl" })).toBe(error);
});
