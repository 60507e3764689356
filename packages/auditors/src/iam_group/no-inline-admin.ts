import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamGroup } from "@plumbline/collectors/iam_group";
import { judgeInline } from "../judge/full-admin.ts";

/** Fails when an inline policy allows every action on every resource, also under a condition. */
export const iamGroupNoInlineAdmin = defineAuditor({
  id: "iam_group/no-inline-admin",
  title: "No inline policy of a group allows everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  subject: iamGroup,
  needs: ["permissions"],
  onRequest: true,
  evaluate: ({ facts }) => judgeInline(facts),
});
