import { AwsError } from "@plumbline/aws-session/errors";
import { usageError } from "@plumbline/cli/command-error";
import type { FailureKind } from "@plumbline/finding-model/failure";
import { StoreError } from "@plumbline/run-store/error";
import { describe, expect, it } from "vitest";
import { plain } from "./plain.ts";

const aws = (service: string, operation: string, code: string, kind: FailureKind) =>
  new AwsError({
    ...{ kind, code, service, operation, account: "999999999999", region: "us-east-1" },
    cause: undefined,
    message: "User: CANARY:role/own is not authorized",
  });
const store = (cause?: unknown) => new StoreError("the item of x is broken", { code: "broken", path: "CANARY", hint: "mend it", cause });

describe("a caller is told", () => {
  const rows: Record<string, { error: unknown; says: RegExp }> = {
    "that a role is refused": {
      error: aws("sts", "AssumeRole", "AccessDenied", "denied"),
      says: /^the role can't be taken on \(AccessDenied\)/,
    },
    "that keys do not work": {
      error: aws("sts", "GetCallerIdentity", "InvalidClientTokenId", "denied"),
      says: /^the credentials do not work \(InvalidClientTokenId\)$/,
    },
    "that a token is over": { error: aws("sts", "GetCallerIdentity", "ExpiredToken", "expired"), says: /^the credentials have expired/ },
    "that our own call is refused": { error: aws("kms", "Encrypt", "AccessDeniedException", "denied"), says: /^kms:Encrypt is refused/ },
    "to try again": { error: aws("kms", "Encrypt", "ThrottlingException", "throttled"), says: /did not succeed .*; try again later$/ },
    "what is wrong with the item": { error: store(), says: /^the item of x is broken \(mend it\)$/ },
    "nothing of our table": {
      error: store(new Error("CANARY")),
      says: /^the service can't use its own table or bucket now; try again later$/,
    },
    "which variable is wrong": {
      error: usageError("MAIL_PORT: must be a number", "set it"),
      says: /^MAIL_PORT: must be a number \(set it\)$/,
    },
    "nothing of what nobody foresaw": { error: new Error("CANARY"), says: /^the service could not handle it; its log says why$/ },
  };
  it.each(Object.entries(rows))("%s", (_, { error, says }) => {
    expect(plain(error)).toMatch(says);
    expect(plain(error)).not.toContain("CANARY");
  });
});
