import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { ec2OutsideManagementAccount } from "./outside-management-account.ts";

const facts = { id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} };
const account = { id: "111111111111", kind: "prod" as const };
const ruledBy = (managementAccount: string) => ({ organizations: [{ id: "o-abcdefghij", managementAccount, features: "ALL" }] });

describe("ec2/outside-management-account", () => {
  testAuditor(it, ec2OutsideManagementAccount, {
    pass: {
      "an instance of a member": { facts, account, context: ruledBy("222222222222") },
      "an instance of a member, in China": {
        ...{ facts, account, partition: "aws-cn", region: "cn-north-1" },
        context: ruledBy("222222222222"),
      },
    },
    fail: {
      "an instance of the management account": { facts, account, context: ruledBy("111111111111") },
      "a stopped one": { facts: { ...facts, state: "stopped" }, account, context: ruledBy("111111111111") },
    },
    notApplicable: {
      "an account that stands alone": { facts, account, context: { organizations: [] } },
    },
  });
});
