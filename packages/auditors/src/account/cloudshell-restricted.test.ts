import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountCloudshellRestricted } from "./cloudshell-restricted.ts";

const id = "111111111111";
const nobody = { roles: [], users: [], groups: [] };

describe("account/cloudshell-restricted", () => {
  testAuditor(it, accountCloudshellRestricted, {
    pass: {
      nobody: { facts: { id, cloudShellAccess: nobody } },
      "a policy that the partition lacks": { facts: { id, cloudShellAccess: undefined } },
    },
    fail: {
      "a role": { facts: { id, cloudShellAccess: { ...nobody, roles: ["dev"] } } },
      "a user": { facts: { id, cloudShellAccess: { ...nobody, users: ["ann"] } } },
      "a group": { facts: { id, cloudShellAccess: { ...nobody, groups: ["dev"] } } },
    },
  });
});
