import { z } from "zod";
import { defineKind, PrincipalKind } from "../define-kind.ts";

/** A managed policy held by a user, group or role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPolicy.html */
export const iamAttachment = defineKind({
  kind: "iam_attachment",
  title: "IAM policy attachment",
  id: "the principal's id, a slash, the policy's ARN",
  facts: z.strictObject({ principalKind: PrincipalKind, principalId: z.string(), principalName: z.string(), policyArn: z.string() }),
});
