import { z } from "zod";
import { defineKind, PolicyText } from "../define-kind.ts";

/** A managed policy: the account's own, and of AWS's those that are attached or a boundary. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html */
export const iamPolicy = defineKind({
  kind: "iam_policy",
  title: "IAM policy",
  id: "PolicyId",
  facts: z.strictObject({
    path: z.string(),
    isAwsManaged: z.boolean(),
    isAttachable: z.boolean(),
    /** Users, groups and roles that hold it. */
    attachments: z.int().nullable(),
    /** Users and roles whose boundary it is. */
    boundaryUses: z.int().nullable(),
    defaultVersion: z.string(),
    /** All versions that AWS keeps, at most five, newest first. */
    versions: z.array(z.strictObject({ id: z.string(), createdAt: z.iso.datetime().nullable() })),
    /** Of the default version. */
    document: PolicyText,
  }),
});
