import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { userWith } from "../judge/credential-row.fixture.ts";
import { iamUserOneActiveKey } from "./one-active-key.ts";

const both = { access_key_1_active: "true", access_key_2_active: "true" };

describe("iam_user/one-active-key", () => {
  testAuditor(it, iamUserOneActiveKey, {
    pass: {
      "no key": { facts: userWith() },
      "the first key alone": { facts: userWith({ ...both, access_key_2_active: "false" }) },
      "the second key alone": { facts: userWith({ ...both, access_key_1_active: "false" }) },
      "two that are off": { facts: userWith({ access_key_1_last_rotated: "2025-05-02T12:00:00+00:00" }) },
    },
    fail: {
      "two active keys": { facts: userWith(both) },
      "two active keys, in capitals": { facts: userWith({ access_key_1_active: "TRUE", access_key_2_active: "TRUE" }) },
    },
  });
});
