import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { organizationGuardrails } from "./guardrails.ts";

const type = "SERVICE_CONTROL_POLICY" as const;
const rcp = "RESOURCE_CONTROL_POLICY" as const;
const units = {
  root: "r-1",
  units: [
    { id: "ou-1", name: "dev" },
    { id: "ou-2", name: "prod" },
  ],
  accounts: ["111111111111"],
};
const policy = (...targets: string[]) => ({ id: `p-${targets.join("")}`, name: "regions", type, targets });
const facts = (...policies: ReturnType<typeof policy>[]) => ({
  ...{ id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL", units },
  guardrails: { enabled: [type], policies },
});

describe("organization/guardrails", () => {
  testAuditor(it, organizationGuardrails, {
    pass: {
      "a policy at the root": { facts: facts(policy("r-1")) },
      "a resource control policy at the root": {
        facts: { ...facts(), guardrails: { enabled: [rcp], policies: [{ ...policy("r-1"), type: rcp }] } },
      },
      "a policy at each unit, and the management account alone in the root": { facts: facts(policy("ou-1"), policy("ou-2")) },
      "a policy at an account that is in no unit": {
        facts: { ...facts(policy("ou-1", "ou-2", "222222222222")), units: { ...units, accounts: ["111111111111", "222222222222"] } },
      },
    },
    fail: {
      "AWS's own policy only": { facts: facts() },
      "a policy that is attached to nothing": { facts: facts(policy()) },
      "no control policies enabled": { facts: { ...facts(), guardrails: { enabled: [], policies: [] } } },
      "an organization for billing alone": { facts: { ...facts(), features: "CONSOLIDATED_BILLING" } },
      "a unit without one": { facts: facts(policy("ou-1")) },
      "a policy within a unit only, which may leave its other accounts free": { facts: facts(policy("ou-1"), policy("ou-21")) },
      "a policy at the management account, which it does not limit": {
        facts: { ...facts(policy("111111111111")), units: { ...units, units: [{ id: "ou-1", name: "dev" }] } },
      },
      "an account in no unit": {
        facts: { ...facts(policy("ou-1", "ou-2")), units: { ...units, accounts: ["222222222222"] } },
      },
    },
  });
});
