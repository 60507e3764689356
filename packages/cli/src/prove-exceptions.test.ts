import { ExceptionEntry } from "@plumbline/finding-model/exception";
import { describe, expect, it } from "vitest";
import { Config } from "./config.ts";
import { proveExceptionAccounts, proveExceptions } from "./prove-exceptions.ts";

const entry = (exception: object) => ExceptionEntry.parse({ ...exception, reason: "r", owner: "o", expires: "2026-12-31" });

describe("proveExceptions", () => {
  const rows: Record<string, { exception: object; says?: string; hint?: string }> = {
    "a known check": { exception: { check: "sqs/not-public" } },
    "a known type": { exception: { type: "sqs" } },
    "an account": { exception: { account: "111111111111" } },
    "a region": { exception: { region: ["eu-west-1", "us-gov-west-1"] } },
    "a pattern for checks": { exception: { check: ["sqs/*", "*/not-public"] } },
    "a misspelt check": {
      exception: { check: "sqs/not-pubic" },
      says: "unknown check sqs/not-pubic",
      hint: "did you mean sqs/not-public?",
    },
    "a misspelt one of several": { exception: { check: ["sqs/*", "sqs/not-pubic"] }, says: "unknown check sqs/not-pubic" },
    "a pattern that fits nothing": { exception: { check: "sqz/*" }, says: "unknown check sqz/*" },
    "a type in place of a check": { exception: { check: "sqs" }, says: "unknown check sqs", hint: "did you mean sqs/*?" },
    "a misspelt type": { exception: { type: ["sqs", "sqz"] }, says: "unknown resource type sqz", hint: "known types: " },
    "a pattern for types": { exception: { type: "rds*" }, says: "unknown resource type rds*" },
    "a misspelt region": { exception: { region: "eu-west" }, says: "unknown region eu-west", hint: "give a region such as eu-west-1" },
  };
  it.each(Object.entries(rows))("%s", (_, { exception, says, hint = "" }) => {
    const prove = () => proveExceptions([entry(exception)]);
    if (says === undefined) return prove();
    expect(prove).toThrow(
      expect.objectContaining({ message: `an exception is of an ${says}`, hint: expect.stringContaining(hint), exitCode: 2 }),
    );
  });
});

describe("proveExceptionAccounts", () => {
  const [own, other, stranger] = ["111111111111", "222222222222", "333333333333"];
  const rows: Record<string, { exceptions: readonly object[]; config?: object; says?: string }> = {
    "an account of the session": { exceptions: [entry({ account: own })] },
    "an own account of the configuration": { exceptions: [entry({ account: other })], config: { accounts: { [other]: {} } } },
    "a third party": { exceptions: [entry({ account: other })], config: { knownAccounts: [{ id: other, owner: "o", reason: "r" }] } },
    "no account": { exceptions: [entry({ type: "sqs" })] },
    "one of an old variable, which messages may bring": { exceptions: [{ account: [stranger], owner: "o", reason: "r" }] },
    "a misspelt one": { exceptions: [entry({ account: [own, stranger] })], says: `an exception is of an unknown account ${stranger}` },
  };
  it.each(Object.entries(rows))("%s", (_, { exceptions, config = {}, says }) => {
    const prove = () => proveExceptionAccounts({ ...Config.parse(config), exceptions: exceptions as ExceptionEntry[] }, [own]);
    if (says === undefined) return prove();
    expect(prove).toThrow(expect.objectContaining({ message: says, exitCode: 2 }));
  });
});
