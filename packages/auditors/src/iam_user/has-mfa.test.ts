import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { userWith } from "../judge/credential-row.fixture.ts";
import { iamUserHasMfa } from "./has-mfa.ts";

describe("iam_user/has-mfa", () => {
  testAuditor(it, iamUserHasMfa, {
    pass: {
      "a password with MFA": { facts: userWith({ password_enabled: "true", mfa_active: "true" }) },
      "a password with MFA, in capitals": { facts: userWith({ password_enabled: "TRUE", mfa_active: "TRUE" }) },
    },
    fail: {
      "a password without MFA": { facts: userWith({ password_enabled: "true" }) },
      "a password of this minute without MFA": {
        facts: userWith({ password_enabled: "true", password_last_changed: "2026-05-02T12:00:00+00:00" }),
        now: new Date("2026-05-02T12:00:01Z"),
      },
      "a password that was never used": { facts: userWith({ password_enabled: "true", password_last_used: "no_information" }) },
    },
    notApplicable: {
      "no password": { facts: userWith() },
      "no password, but keys": { facts: userWith({ access_key_1_active: "true" }) },
      "MFA without a password": { facts: userWith({ mfa_active: "true" }) },
    },
  });
});
