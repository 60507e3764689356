import { defineAuditor } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";

const wanted = ["RootCredentialsManagement", "RootSessions"];

/** Fails unless both features are enabled: root credentials of members can be deleted, and root's tasks are done by short sessions. */
export const organizationCentralRoot = defineAuditor({
  id: "organization/central-root",
  title: "Root access of member accounts is managed centrally",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management",
  subject: organization,
  needs: ["rootAccess"],
  onRequest: true,
  evaluate({ facts: { rootAccess } }) {
    const missing = wanted.filter((feature) => !rootAccess.includes(feature));
    if (missing.length === 0) return { status: "pass" };
    return { status: "fail", reason: `not enabled: ${missing.join(", ")}`, evidence: { enabled: rootAccess } };
  },
});
