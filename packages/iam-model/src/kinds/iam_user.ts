import { z } from "zod";
import { defineKind, Tags } from "../define-kind.ts";

/** An IAM user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html */
export const iamUser = defineKind({
  kind: "iam_user",
  title: "IAM user",
  id: "UserId",
  facts: z.strictObject({ path: z.string(), permissionsBoundary: z.string().nullable(), tags: Tags }),
});
