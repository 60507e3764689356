import { defineAuditor } from "@plumbline/audit-kit/define";
import { redshift } from "@plumbline/collectors/redshift";

/** Fails unless a parameter group with require_ssl true is in sync; one that waits for a reboot does not count yet. */
export const redshiftRequiresTls = defineAuditor({
  id: "redshift/requires-tls",
  title: "Redshift clusters accept only connections with TLS",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-2",
  subject: redshift,
  needs: ["requireSsl"],
  evaluate({ facts: { status, parameterGroups, requireSsl } }) {
    if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
    const groups = parameterGroups.map((group) => ({ ...group, requireSsl: requireSsl[group.name]?.toLowerCase() ?? null }));
    const requiring = groups.filter((group) => group.requireSsl === "true");
    if (requiring.some((group) => group.status === "in-sync")) return { status: "pass" };
    const reason = requiring.length > 0 ? "the parameter group that requires TLS is not in sync" : "no parameter group requires TLS";
    return { status: "fail", reason, evidence: { parameterGroups: groups } };
  },
});
