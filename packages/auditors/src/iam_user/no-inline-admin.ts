import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { judgeInline } from "../judge/full-admin.ts";

/** Fails when an inline policy allows every action on every resource, also under a condition. */
export const iamUserNoInlineAdmin = defineAuditor({
  id: "iam_user/no-inline-admin",
  title: "No inline policy of a user allows everything",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  subject: iamUser,
  needs: ["permissions"],
  onRequest: true,
  evaluate: ({ facts }) => judgeInline(facts),
});
