import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountSupportRole } from "./support-role.ts";

const id = "111111111111";
const nobody = { roles: [], users: [], groups: [] };

describe("account/support-role", () => {
  testAuditor(it, accountSupportRole, {
    pass: {
      "a role": { facts: { id, supportAccess: { ...nobody, roles: ["support"] } } },
      "a role beside a user": { facts: { id, supportAccess: { ...nobody, roles: ["support"], users: ["ann"] } } },
    },
    fail: {
      nobody: { facts: { id, supportAccess: nobody } },
      "a policy that the partition lacks": { facts: { id, supportAccess: undefined } },
      "a user and a group alone": { facts: { id, supportAccess: { ...nobody, users: ["ann"], groups: ["ops"] } } },
    },
  });
});
