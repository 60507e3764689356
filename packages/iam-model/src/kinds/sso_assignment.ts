import { z } from "zod";
import { defineKind, InstanceArn } from "../define-kind.ts";

/** Who has a permission set in an account, which is the record's. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListAccountAssignments.html */
export const ssoAssignment = defineKind({
  kind: "sso_assignment",
  title: "Identity Center assignment",
  id: "the account, the permission set's ARN, the principal's id, with slashes",
  facts: z.strictObject({
    ...{ instance: InstanceArn, permissionSetArn: z.string() },
    ...{ principalKind: z.enum(["USER", "GROUP"]), principalId: z.string() },
  }),
});
