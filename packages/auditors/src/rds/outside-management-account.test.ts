import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { rdsOutsideManagementAccount } from "./outside-management-account.ts";

const facts = {
  ...{ id: "orders", engine: "postgres", status: "available", encrypted: true, publiclyAccessible: false, isMultiAz: true },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};
const account = { id: "111111111111", kind: "prod" as const };
const ruledBy = (managementAccount: string) => ({ organizations: [{ id: "o-abcdefghij", managementAccount, features: "ALL" }] });

describe("rds/outside-management-account", () => {
  testAuditor(it, rdsOutsideManagementAccount, {
    pass: {
      "an instance of a member": { facts, account, context: ruledBy("222222222222") },
    },
    fail: {
      "an instance of the management account": { facts, account, context: ruledBy("111111111111") },
      "a stopped one, of an organization for billing alone": {
        ...{ facts: { ...facts, status: "stopped" }, account },
        context: { organizations: [{ id: "o-abcdefghij", managementAccount: "111111111111", features: "CONSOLIDATED_BILLING" }] },
      },
    },
    notApplicable: {
      "an account that stands alone": { facts, account, context: { organizations: [] } },
    },
  });
});
