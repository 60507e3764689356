import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A user in a group. `groupId` is null where the listing told no group of that name. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html */
export const iamMembership = defineKind({
  kind: "iam_membership",
  title: "IAM group membership",
  id: "UserId, a slash, the group's name",
  facts: z.strictObject({ userId: z.string(), userName: z.string(), groupId: z.string().nullable(), groupName: z.string() }),
});
