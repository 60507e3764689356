import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountRootHardwareMfa } from "./root-hardware-mfa.ts";

const factsOf = (AccountMFAEnabled: number, ...virtualRootDevices: string[]) => ({
  ...{ id: "111111111111", summary: { AccountMFAEnabled }, virtualRootDevices },
});

describe("account/root-hardware-mfa", () => {
  testAuditor(it, accountRootHardwareMfa, {
    pass: {
      "a device that is not virtual": { facts: factsOf(1) },
      "no password, where none will do": {
        facts: { ...factsOf(0), summary: { AccountMFAEnabled: 0, AccountPasswordPresent: 0 } },
        settings: { mayHaveNoPassword: true },
      },
    },
    fail: {
      "no device": { facts: factsOf(0) },
      "a virtual device": { facts: factsOf(1, "arn:aws:iam::111111111111:mfa/root-account-mfa-device") },
      "a virtual device with another name": { facts: factsOf(1, "arn:aws:iam::111111111111:mfa/phone") },
      "a virtual device that is no longer counted": { facts: factsOf(0, "arn:aws:iam::111111111111:mfa/phone") },
    },
  });
});
