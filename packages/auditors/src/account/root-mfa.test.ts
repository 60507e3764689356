import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountRootMfa } from "./root-mfa.ts";

const id = "111111111111";

describe("account/root-mfa", () => {
  testAuditor(it, accountRootMfa, {
    pass: {
      "one device": { facts: { id, summary: { AccountMFAEnabled: 1 } } },
      "one device, in GovCloud": { facts: { id, summary: { AccountMFAEnabled: 1 } }, partition: "aws-us-gov", region: "us-gov-west-1" },
    },
    fail: {
      "no device": { facts: { id, summary: { AccountMFAEnabled: 0 } } },
      "a number that AWS does not document": { facts: { id, summary: { AccountMFAEnabled: 2 } } },
    },
  });
});
