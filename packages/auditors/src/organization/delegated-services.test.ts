import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { organizationDelegatedServices } from "./delegated-services.ts";

const plain = { id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL" };
const idle = { account: "333333333333", services: [] };

describe("organization/delegated-services", () => {
  testAuditor(it, organizationDelegatedServices, {
    pass: {
      "a member administers a service": {
        facts: { ...plain, delegates: [idle, { account: "222222222222", services: ["guardduty.amazonaws.com"] }] },
      },
    },
    fail: {
      "no delegated administrator": { facts: { ...plain, delegates: [] } },
      "one that has lost its services meanwhile": { facts: { ...plain, delegates: [idle] } },
    },
  });
});
