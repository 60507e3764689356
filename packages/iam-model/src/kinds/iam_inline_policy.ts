import { z } from "zod";
import { defineKind, PolicyText, PrincipalKind } from "../define-kind.ts";

/** A policy inside a user, group or role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDetail.html */
export const iamInlinePolicy = defineKind({
  kind: "iam_inline_policy",
  title: "IAM inline policy",
  id: "the principal's id, a slash, the policy's name",
  facts: z.strictObject({ principalKind: PrincipalKind, principalId: z.string(), principalName: z.string(), document: PolicyText }),
});
