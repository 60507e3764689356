import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { userWith } from "../judge/credential-row.fixture.ts";
import { iamUserAccessKeysRotated } from "./access-keys-rotated.ts";

const now = new Date("2026-05-02T12:00:00Z");
const at90days = "2026-02-01T12:00:00+00:00";
const before = "2026-02-01T11:59:59+00:00";
const key = (rotated: string) => ({ access_key_1_active: "true", access_key_1_last_rotated: rotated });

describe("iam_user/access-keys-rotated", () => {
  testAuditor(it, iamUserAccessKeysRotated, {
    pass: {
      "exactly 90 days old": { facts: userWith(key(at90days)), ...{ now, parts: { "key-1": "pass" } } },
      "a longer time in the settings": { facts: userWith(key(before)), settings: { maxAgeDays: 91 }, now },
      "an old one that is off beside a new one": {
        facts: userWith({ ...key(before), access_key_1_active: "false", access_key_2_active: "true", access_key_2_last_rotated: at90days }),
        ...{ now, parts: { "key-1": "not-applicable", "key-2": "pass" } },
      },
    },
    fail: {
      "a second older than 90 days": { facts: userWith(key(before)), ...{ now, parts: { "key-1": "fail" } } },
      "old, and in use": {
        facts: userWith({ ...key(before), access_key_1_last_used_date: "2026-05-02T11:00:00+00:00" }),
        now,
      },
      "old, and never used": { facts: userWith({ ...key(before), access_key_1_last_used_date: "N/A" }), now },
      "the second key alone": {
        facts: userWith({ ...key(at90days), access_key_2_active: "true", access_key_2_last_rotated: before }),
        ...{ now, parts: { "key-1": "pass", "key-2": "fail" } },
      },
    },
    notApplicable: {
      "no key": { facts: userWith(), now },
      "an old one that is off": { facts: userWith({ ...key(before), access_key_1_active: "false" }), now },
    },
  });
});
