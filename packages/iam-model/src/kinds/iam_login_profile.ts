import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A user's password for the console. https://docs.aws.amazon.com/IAM/latest/APIReference/API_LoginProfile.html */
export const iamLoginProfile = defineKind({
  kind: "iam_login_profile",
  title: "IAM login profile",
  id: "UserId",
  facts: z.strictObject({ userId: z.string(), userName: z.string() }),
});
