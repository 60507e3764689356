import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { organizationCentralRoot } from "./central-root.ts";

const plain = { id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL" };

describe("organization/central-root", () => {
  testAuditor(it, organizationCentralRoot, {
    pass: {
      "both features": { facts: { ...plain, rootAccess: ["RootSessions", "RootCredentialsManagement"] } },
      "both, and one of next year": { facts: { ...plain, rootAccess: ["RootCredentialsManagement", "RootSessions", "RootNext"] } },
    },
    fail: {
      "no feature": { facts: { ...plain, rootAccess: [] } },
      "IAM is no trusted service of the organization": { facts: { ...plain, rootAccess: undefined } },
      "credentials only": { facts: { ...plain, rootAccess: ["RootCredentialsManagement"] } },
      "sessions only": { facts: { ...plain, rootAccess: ["RootSessions"] } },
    },
  });
});
