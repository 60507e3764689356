import { testAuditor } from "@plumbline/audit-kit/testing";
import { denyWithoutMfa } from "@plumbline/changes/iam_user/mfa-policy";
import { describe, it } from "vitest";
import { iamUserConsoleUnused } from "./console-unused.ts";

const now = new Date("2026-05-02T12:00:00Z");
const at90days = "2026-02-01T12:00:00.000Z";
const before = "2026-02-01T11:59:59.000Z";
const yearAgo = "2025-05-02T12:00:00.000Z";
const ann = { id: "ann", passwordLastUsed: null, loginProfile: { createdAt: yearAgo }, mfaDevices: [], mfaPolicy: null };
const device = ["arn:aws:iam::111111111111:mfa/ann"];
const remove = { mode: "delete-login-profile" } as const;

describe("iam_user/console-unused", () => {
  testAuditor(it, iamUserConsoleUnused, {
    pass: {
      "used today": { facts: { ...ann, passwordLastUsed: "2026-05-02T11:00:00.000Z" }, now },
      "used exactly 90 days ago": { facts: { ...ann, passwordLastUsed: at90days }, now },
      "never used, and exactly 90 days old": { facts: { ...ann, loginProfile: { createdAt: at90days } }, now },
      "an earlier password used a year ago, the present one new": {
        facts: { ...ann, passwordLastUsed: yearAgo, loginProfile: { createdAt: "2026-05-01T00:00:00.000Z" } },
        now,
      },
      "a longer time in the settings": { facts: { ...ann, passwordLastUsed: before }, settings: { unusedDays: 91 }, now },
    },
    fail: {
      "used more than 90 days ago": {
        facts: { ...ann, passwordLastUsed: before },
        now,
        remedy: "contained",
        blastRadius: { lastUsed: before, affected: [] },
      },
      "never used, and older than 90 days": { facts: { ...ann, loginProfile: { createdAt: before } }, now, remedy: "contained" },
      "an earlier password used, the present one never": {
        facts: { ...ann, passwordLastUsed: yearAgo, loginProfile: { createdAt: before } },
        now,
        remedy: "contained",
        blastRadius: { lastUsed: null, affected: [] },
      },
      "a shorter time, as later benchmarks ask for it": {
        facts: { ...ann, passwordLastUsed: "2026-03-15T00:00:00.000Z" },
        settings: { unusedDays: 45 },
        now,
        remedy: "contained",
      },
      "our policy, which contains it already": {
        facts: { ...ann, mfaPolicy: denyWithoutMfa },
        now,
        remedy: { none: "it is contained already" },
      },
      "a user with MFA, whom the policy would not touch": {
        facts: { ...ann, mfaDevices: device },
        now,
        remedy: { none: "the user has MFA" },
      },
      "a user with MFA, and the seed's remedy on request": {
        facts: { ...ann, mfaDevices: device },
        settings: remove,
        now,
        remedy: "cured",
      },
      "the seed's remedy on request": { facts: ann, settings: remove, now, remedy: "cured" },
    },
    notApplicable: {
      "no console password": { facts: { ...ann, loginProfile: null }, now },
      "no console password any more": { facts: { ...ann, loginProfile: null, passwordLastUsed: yearAgo }, now },
    },
  });
});
