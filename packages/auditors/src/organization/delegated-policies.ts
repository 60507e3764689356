import { defineAuditor } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";
import { actionsOf, scopeCovers } from "@plumbline/collectors/policy/coverage";
import { type PolicyStatement, statementsOf } from "@plumbline/collectors/policy/document";

const managing = ["createpolicy", "updatepolicy", "attachpolicy", "detachpolicy", "deletepolicy"].map((name) => `organizations:${name}`);

function delegates(statement: PolicyStatement): boolean {
  const actions = actionsOf(statement);
  if (statement.Effect !== "Allow" || actions === undefined) return false;
  return managing.some((action) => scopeCovers(actions, { but: false, patterns: [action] }));
}

/** Fails unless the organization's resource policy lets somebody manage policies; one that lets members only read them does not count. */
export const organizationDelegatedPolicies = defineAuditor({
  id: "organization/delegated-policies",
  title: "Managing the organization's policies is delegated",
  severity: "low",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html",
  subject: organization,
  needs: ["resourcePolicy"],
  onRequest: true,
  evaluate({ facts: { resourcePolicy } }) {
    if (resourcePolicy === null) return { status: "fail", reason: "nothing is delegated", evidence: { resourcePolicy } };
    const principals = statementsOf(resourcePolicy)
      .filter(delegates)
      .map(({ Principal = null }) => Principal);
    if (principals.length > 0) return { status: "pass", evidence: { principals } };
    return { status: "fail", reason: "its resource policy lets nobody manage policies", evidence: { resourcePolicy } };
  },
});
