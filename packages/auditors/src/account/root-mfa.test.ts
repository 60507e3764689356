import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountRootMfa } from "./root-mfa.ts";

const id = "111111111111";

describe("account/root-mfa", () => {
  testAuditor(it, accountRootMfa, {
    pass: {
      "one device": { facts: { id, summary: { AccountMFAEnabled: 1 } } },
      "no password, where none will do": {
        facts: { id, summary: { AccountMFAEnabled: 0, AccountPasswordPresent: 0 } },
        settings: { mayHaveNoPassword: true },
      },
      "one device, in GovCloud": { facts: { id, summary: { AccountMFAEnabled: 1 } }, partition: "aws-us-gov", region: "us-gov-west-1" },
    },
    fail: {
      "no password, where MFA is wanted all the same": { facts: { id, summary: { AccountMFAEnabled: 0, AccountPasswordPresent: 0 } } },
      "a password, where none would do": {
        facts: { id, summary: { AccountMFAEnabled: 0, AccountPasswordPresent: 1 } },
        settings: { mayHaveNoPassword: true },
      },
      "a password that AWS does not count": { facts: { id, summary: { AccountMFAEnabled: 0 } }, settings: { mayHaveNoPassword: true } },
      "no device": { facts: { id, summary: { AccountMFAEnabled: 0 } } },
      "a number that AWS does not document": { facts: { id, summary: { AccountMFAEnabled: 2 } } },
    },
  });
});
