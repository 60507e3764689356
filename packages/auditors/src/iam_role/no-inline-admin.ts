import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamRole } from "@plumbline/collectors/iam_role";
import { judgeInline } from "../judge/full-admin.ts";

/** Fails when an inline policy allows every action on every resource, also under a condition. */
export const iamRoleNoInlineAdmin = defineAuditor({
  id: "iam_role/no-inline-admin",
  title: "No inline policy of a role allows everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  subject: iamRole,
  needs: ["permissions"],
  onRequest: true,
  evaluate: ({ facts }) => judgeInline(facts),
});
