import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { userWith } from "../judge/credential-row.fixture.ts";
import { iamUserCredentialsUnused } from "./credentials-unused.ts";

const now = new Date("2026-05-02T12:00:00Z");
const at45days = "2026-03-18T12:00:00+00:00";
const within45days = "2026-03-18T12:00:01+00:00";
const at90days = "2026-02-01T12:00:00+00:00";
const within90days = "2026-02-01T12:00:01+00:00";
const yearAgo = "2025-05-02T12:00:00+00:00";
const password = { password_enabled: "true", password_last_changed: yearAgo };
const key = { access_key_1_active: "true", access_key_1_last_rotated: yearAgo };
const second = { access_key_2_active: "true", access_key_2_last_rotated: yearAgo };
const idle90 = { idleDays: 90 };

describe("iam_user/credentials-unused", () => {
  testAuditor(it, iamUserCredentialsUnused, {
    pass: {
      "a password used a second within 45 days": {
        facts: userWith({ ...password, password_last_used: within45days }),
        ...{ now, parts: { password: "pass" } },
      },
      "a key used a second within 45 days": {
        facts: userWith({ ...key, access_key_1_last_used_date: within45days }),
        ...{ now, parts: { password: "not-applicable", "key-1": "pass" } },
      },
      "a password used a second within 90 days, as older editions ask": {
        facts: userWith({ ...password, password_last_used: within90days }),
        ...{ settings: idle90, now },
      },
      "a new password that was never used": {
        facts: userWith({ ...password, password_last_used: "no_information", password_last_changed: within45days }),
        now,
      },
      "a new key that was never used": { facts: userWith({ ...key, access_key_1_last_rotated: within45days }), now },
      "a key in use beside one that is off since a year": {
        facts: userWith({ ...key, access_key_1_last_used_date: within45days, ...second, access_key_2_active: "false" }),
        ...{ now, parts: { password: "not-applicable", "key-1": "pass", "key-2": "not-applicable" } },
      },
    },
    fail: {
      "a password used exactly 45 days ago": {
        facts: userWith({ ...password, password_last_used: at45days }),
        ...{ now, parts: { password: "fail" } },
      },
      "a password used exactly 90 days ago, as older editions ask": {
        facts: userWith({ ...password, password_last_used: at90days }),
        ...{ settings: idle90, now },
      },
      "a key used exactly 45 days ago": {
        facts: userWith({ ...key, access_key_1_last_used_date: at45days }),
        ...{ now, parts: { password: "not-applicable", "key-1": "fail" } },
      },
      "a password that was never used": { facts: userWith({ ...password, password_last_used: "no_information" }), now },
      "a password that was never used, told otherwise": { facts: userWith({ ...password, password_last_used: "N/A" }), now },
      "a key that was never used": { facts: userWith(key), now },
      "a new password after a last use long ago": {
        facts: userWith({ ...password, password_last_used: yearAgo, password_last_changed: within45days }),
        now,
      },
      "the second key alone": {
        facts: userWith({ ...password, password_last_used: within45days, ...key, access_key_1_last_used_date: within45days, ...second }),
        ...{ now, parts: { password: "pass", "key-1": "pass", "key-2": "fail" } },
      },
    },
    notApplicable: {
      "nothing to sign in with": { facts: userWith(), ...{ now, parts: { password: "not-applicable" } } },
      "a key that is off since a year": { facts: userWith({ ...key, access_key_1_active: "false" }), now },
    },
  });
});
