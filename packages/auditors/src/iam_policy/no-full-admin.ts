import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamPolicy } from "@plumbline/collectors/iam_policy";
import { z } from "zod";
import { fullAdminStatements } from "../judge/full-admin.ts";

/**
 * Fails when a policy's default version allows every action on every resource, also under a condition, and it is attached to a user, a
 * role or a group; AWS's own count as well. With `unattached` the account's own policies fail wherever they are, attached or not.
 */
export const iamPolicyNoFullAdmin = defineAuditor({
  id: "iam_policy/no-full-admin",
  title: "No attached policy allows everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  subject: iamPolicy,
  needs: [],
  onRequest: true,
  settings: z.strictObject({ unattached: z.boolean().default(false) }),
  evaluate({ facts: { isAwsManaged, attachments, document }, settings }) {
    const isAsked = settings.unattached && !isAwsManaged;
    if (attachments === null && !isAsked) throw new Error("AWS does not say whether the policy is attached");
    if (attachments === 0 && !isAsked) return { status: "not-applicable", reason: "it is attached to nothing" };
    if (document === null) throw new Error("AWS does not show the default version of the policy");
    const statements = fullAdminStatements(document);
    if (statements.length === 0) return { status: "pass" };
    return { status: "fail", reason: "it allows every action on every resource", evidence: { attachments, isAwsManaged, statements } };
  },
});
