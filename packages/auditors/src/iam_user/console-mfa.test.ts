import { testAuditor } from "@plumbline/audit-kit/testing";
import { denyWithoutMfa } from "@plumbline/changes/iam_user/mfa-policy";
import { describe, it } from "vitest";
import { iamUserConsoleMfa } from "./console-mfa.ts";

const now = new Date("2026-05-02T12:00:00Z");
const dayOld = { createdAt: "2026-05-01T12:00:00.000Z" };
const older = { createdAt: "2026-05-01T11:59:59.000Z" };
const ann = { id: "ann", passwordLastUsed: null, loginProfile: older, mfaDevices: [], mfaPolicy: null };
const edited = { Version: "2012-10-17", Statement: [{ Effect: "Deny" as const, Action: "*", Resource: "*", Extra: 1 }] };
const remove = { mode: "delete-login-profile" } as const;

describe("iam_user/console-mfa", () => {
  testAuditor(it, iamUserConsoleMfa, {
    pass: {
      "a virtual device": { facts: { ...ann, mfaDevices: ["arn:aws:iam::111111111111:mfa/ann"] }, now },
      "a token that has no ARN": { facts: { ...ann, mfaDevices: ["GAHT12345678"] }, now },
      "a passkey in China": {
        facts: { ...ann, mfaDevices: ["arn:aws-cn:iam::111111111111:u2f/user/ann/key"] },
        partition: "aws-cn",
        region: "cn-north-1",
        now,
      },
      "a password of exactly 24 hours": { facts: { ...ann, loginProfile: dayOld }, now },
      "a password of the next second, by a clock that is behind": {
        facts: { ...ann, loginProfile: { createdAt: "2026-05-02T12:00:01.000Z" } },
        now,
      },
      "a longer grace time": { facts: ann, settings: { graceHours: 25 }, now },
    },
    fail: {
      "a password of more than 24 hours": { facts: ann, now, remedy: "contained", blastRadius: { lastUsed: null, affected: [] } },
      "a password in use, and our policy would stop its sessions": {
        facts: { ...ann, passwordLastUsed: now.toISOString() },
        now,
        blastRadius: { lastUsed: now.toISOString(), affected: [] },
      },
      "no grace time": { facts: { ...ann, loginProfile: dayOld }, settings: { graceHours: 0 }, now, remedy: "contained" },
      "a policy of that name that somebody edited": { facts: { ...ann, mfaPolicy: edited }, now, remedy: "contained" },
      "our policy, which contains it already": {
        facts: { ...ann, mfaPolicy: denyWithoutMfa },
        now,
        remedy: { none: "it is contained already" },
      },
      "the seed's remedy on request": { facts: ann, settings: remove, now, remedy: "cured" },
      "the seed's remedy after ours": { facts: { ...ann, mfaPolicy: denyWithoutMfa }, settings: remove, now, remedy: "cured" },
    },
    notApplicable: {
      "no console password": { facts: { ...ann, loginProfile: null }, now },
      "no console password, of which AWS says nothing": { facts: { ...ann, loginProfile: undefined }, now },
      "a device without a password": { facts: { ...ann, loginProfile: null, mfaDevices: ["GAHT12345678"] }, now },
    },
  });
});
