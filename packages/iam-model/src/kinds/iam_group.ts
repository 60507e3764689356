import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An IAM group of users. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GroupDetail.html */
export const iamGroup = defineKind({
  kind: "iam_group",
  title: "IAM group",
  id: "GroupId",
  facts: z.strictObject({ path: z.string() }),
});
