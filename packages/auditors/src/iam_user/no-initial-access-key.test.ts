import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { userWith } from "../judge/credential-row.fixture.ts";
import { iamUserNoInitialAccessKey } from "./no-initial-access-key.ts";

const made = "2025-05-02T12:00:00+00:00";
const initial = { password_enabled: "true", access_key_1_active: "true", access_key_1_last_rotated: made };

describe("iam_user/no-initial-access-key", () => {
  testAuditor(it, iamUserNoInitialAccessKey, {
    pass: {
      "a password alone": { facts: userWith({ password_enabled: "true" }) },
      "a key that is used": { facts: userWith({ ...initial, access_key_1_last_used_date: "2025-06-01T00:00:00+00:00" }) },
      "a key that is not active": { facts: userWith({ ...initial, access_key_1_active: "false" }) },
      "a key of six minutes later": { facts: userWith({ ...initial, access_key_1_last_rotated: "2025-05-02T12:06:00+00:00" }) },
      "a shorter time in the settings": {
        facts: userWith({ ...initial, access_key_1_last_rotated: "2025-05-02T12:02:00+00:00" }),
        settings: { withinMinutes: 1 },
      },
    },
    fail: {
      "a key of the same second": { facts: userWith(initial) },
      "a key of exactly five minutes later": { facts: userWith({ ...initial, access_key_1_last_rotated: "2025-05-02T12:05:00+00:00" }) },
      "the second key": {
        facts: userWith({ password_enabled: "true", access_key_2_active: "true", access_key_2_last_rotated: made }),
      },
      "a use of which AWS has no information": { facts: userWith({ ...initial, access_key_1_last_used_date: "no_information" }) },
    },
    notApplicable: {
      "no password, for a user of a pipeline": { facts: userWith({ ...initial, password_enabled: "false" }) },
    },
  });

  it("does not know of an active key whose making is not told", () => {
    const facts = {
      credentials: { hasPassword: true, createdAt: made, keys: [{ slot: "key-1", isActive: true, rotatedAt: null, lastUsed: null }] },
    };
    const input = {
      ...{ facts, settings: { withinMinutes: 5 }, context: {} },
      ...{ partition: "aws", region: "us-east-1", now: new Date(0) },
    };
    const place = { account: { id: "111111111111", kind: "prod" as const }, knownAccounts: new Set<string>() };
    expect(judge(iamUserNoInitialAccessKey, { ...input, ...place }).map(({ verdict }) => verdict.status)).toEqual(["unknown"]);
  });
});
