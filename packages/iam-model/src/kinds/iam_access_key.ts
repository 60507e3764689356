import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An access key of a user; never its secret. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html */
export const iamAccessKey = defineKind({
  kind: "iam_access_key",
  title: "IAM access key",
  id: "AccessKeyId",
  facts: z.strictObject({ userId: z.string(), userName: z.string(), status: z.enum(["Active", "Inactive", "Expired"]) }),
});
