import { ExceptionEntry } from "@plumbline/finding-model/exception";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, type Rules, startCloud } from "./cloud.fixture.ts";
import { Config } from "./config.ts";
import { GlobalOptions } from "./global-options.ts";
import { testIo } from "./io.fixture.ts";
import { openSession } from "./open-session.ts";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "./prove-exceptions.ts";

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

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

describe("proveExceptionRegions", () => {
  const regions = { "us-east-1": "opt-in-not-required", "af-south-1": "opted-in", "me-south-1": "not-opted-in" };
  const refused: Rules = { fault: ({ operation }) => (operation === "DescribeRegions" ? { code: "UnauthorizedOperation" } : undefined) };
  const unknown = (region: string, hint: string) => ({ exitCode: 2, message: `an exception is of an unknown region ${region}`, hint });
  const near = "did you mean us-east-1?";
  interface Row {
    readonly exceptions: readonly object[];
    readonly rules?: Rules;
    readonly writes?: boolean;
    readonly asked?: number;
    readonly error?: object;
  }
  const rows: Record<string, Row> = {
    "a region that is enabled": { exceptions: [{ region: ["us-east-1", "af-south-1"] }] },
    "a region that is not enabled": { exceptions: [{ region: "me-south-1" }] },
    "a region of another partition, where the exception will hold": {
      exceptions: [{ region: ["us-gov-west-1", "us-east-1"] }],
    },
    "only regions of another partition": { exceptions: [{ region: "cn-north-1" }], asked: 0 },
    "no region": { exceptions: [{ type: "sqs" }], rules: refused, writes: true, asked: 0 },
    "no exception": { exceptions: [], rules: refused, writes: true, asked: 0 },
    "a misspelt one": { exceptions: [{ region: "us-est-1" }], error: unknown("us-est-1", near) },
    "a misspelt one of several": {
      exceptions: [{ type: "sqs" }, { region: ["us-east-1", "us-esat-1"] }],
      writes: true,
      error: unknown("us-esat-1", near),
    },
    "one that is near to none": {
      exceptions: [{ region: "zz-qqqqqqqqqqqqqqqqqq-9" }],
      error: unknown("zz-qqqqqqqqqqqqqqqqqq-9", "known are af-south-1, us-east-1, me-south-1"),
    },
    "one that can't be asked for, and nothing is written": { exceptions: [{ region: "us-est-1" }], rules: refused },
    "one that can't be asked for, before a write": {
      exceptions: [{ region: "us-east-1" }],
      rules: refused,
      writes: true,
      error: {
        exitCode: 3,
        message: expect.stringMatching(/^can't tell in account 111111111111 whether AWS has us-east-1: .*UnauthorizedOperation/),
        hint: "nothing was changed; grant ec2:DescribeRegions in account 111111111111, or take the regions out of the exceptions",
      },
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { exceptions, rules = {}, writes = false, asked = 1, error }) => {
    cloud = await startCloud({ regions, ...rules });
    const session = await openSession(GlobalOptions.parse({ endpointUrl: cloud.url }), "r1", testIo().io);
    try {
      const prove = proveExceptionRegions(exceptions.map(entry), session, { writes });
      await (error ? expect(prove).rejects.toMatchObject(error) : prove);
    } finally {
      session.close();
    }
    expect(cloud.count("DescribeRegions")).toBe(asked);
  });
});
