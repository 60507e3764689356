import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { statementsOf } from "@plumbline/collectors/policy/document";
import { describe, expect, it } from "vitest";
import { denyWithoutMfa, iamUserMfaPolicy } from "./mfa-policy.ts";
import { writeIamUserMfaPolicy } from "./mfa-policy.write.ts";

const user = { id: "ann", passwordLastUsed: null };
const names = { UserName: "ann", PolicyName: "plumbline-deny-without-mfa" };
const edited = { Version: "2012-10-17", Statement: [{ Sid: "Edited", Effect: "Deny" as const, Action: "*", Resource: "*", Extra: 1 }] };

describe("iam_user/mfa-policy", () => {
  testChange(it, iamUserMfaPolicy, {
    "no policy": { value: null, states: [denyWithoutMfa, edited] },
    "our policy": { value: denyWithoutMfa, states: [null, edited] },
    "one of that name that somebody edited": { value: edited, states: [denyWithoutMfa, null] },
  });

  const writes = {
    "puts it where there is none": {
      from: null,
      to: denyWithoutMfa,
      sent: ["PutUserPolicy", { ...names, PolicyDocument: JSON.stringify(denyWithoutMfa) }],
    },
    "deletes it again": { from: denyWithoutMfa, to: null, sent: ["DeleteUserPolicy", names] },
    "replaces an edited one": {
      from: edited,
      to: denyWithoutMfa,
      sent: ["PutUserPolicy", { ...names, PolicyDocument: JSON.stringify(denyWithoutMfa) }],
    },
    "gives an edited one back": {
      from: denyWithoutMfa,
      to: edited,
      sent: ["PutUserPolicy", { ...names, PolicyDocument: JSON.stringify(edited) }],
    },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { PutUserPolicy: {}, DeleteUserPolicy: {} } });
    await writeIamUserMfaPolicy.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([sent]);
  });

  const statement = statementsOf(denyWithoutMfa)[0];
  it.each([
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "iam:GetUser",
    "iam:ChangePassword",
  ])("leaves %s, which enrolling a device takes", (action) => {
    expect([statementsOf(denyWithoutMfa).length, statement?.Action, statement?.NotAction]).toEqual([
      1,
      undefined,
      expect.arrayContaining([action]),
    ]);
  });

  it.each(["iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "iam:CreateAccessKey", "iam:*"])("does not leave %s", (action) => {
    expect(statement?.NotAction).not.toContain(action);
  });

  it("matches sessions only: a call with an access key has no such key in its context", () => {
    expect(statement?.Condition).toEqual({ Bool: { "aws:MultiFactorAuthPresent": "false" } });
  });

  it("leaves room in the 2,048 characters that a user's inline policies may have", () => {
    expect(JSON.stringify(denyWithoutMfa).length).toBeLessThan(600);
  });
});
