import { z } from "zod";
import { defineKind, PolicyText, Tags } from "../define-kind.ts";

/** An IAM role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html */
export const iamRole = defineKind({
  kind: "iam_role",
  title: "IAM role",
  id: "RoleId",
  facts: z.strictObject({
    path: z.string(),
    trustPolicy: PolicyText,
    permissionsBoundary: z.string().nullable(),
    /** ARNs of the instance profiles that carry it. */
    instanceProfiles: z.array(z.string()),
    tags: Tags,
  }),
});
