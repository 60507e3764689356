import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { organizationDelegatedPolicies } from "./delegated-policies.ts";

const plain = { id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL" };
const allow = { Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::222222222222:root" }, Resource: "*" };
const reads = { ...allow, Action: ["organizations:DescribePolicy", "organizations:ListPolicies"] };
const facts = (...Statement: object[]) => ({ ...plain, resourcePolicy: { Version: "2012-10-17", Statement } as never });

describe("organization/delegated-policies", () => {
  testAuditor(it, organizationDelegatedPolicies, {
    pass: {
      "a member manages policies": { facts: facts(reads, { ...allow, Action: ["organizations:AttachPolicy"] }) },
      "a member does all, in other letters": { facts: facts({ ...allow, Action: "Organizations:*" }) },
      "a single statement of a kind of policy": {
        facts: {
          ...plain,
          resourcePolicy: {
            Statement: {
              ...{ ...allow, Action: ["organizations:UpdatePolicy"] },
              Condition: { StringLikeIfExists: { "organizations:PolicyType": ["BACKUP_POLICY"] } },
            },
          },
        },
      },
    },
    fail: {
      "no resource policy": { facts: { ...plain, resourcePolicy: null } },
      "none that AWS mentions": { facts: { ...plain, resourcePolicy: undefined } },
      "a member that only reads": { facts: facts(reads) },
      "a deny of managing": { facts: facts(reads, { ...allow, Effect: "Deny", Action: "organizations:*" }) },
      "a wildcard that covers no managing": { facts: facts({ ...allow, Action: "organizations:List*" }) },
    },
  });
});
