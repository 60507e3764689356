import { z } from "zod";
import { defineKind, InstanceArn, PolicyText } from "../define-kind.ts";

/** A permission set of Identity Center. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html */
export const ssoPermissionSet = defineKind({
  kind: "sso_permission_set",
  title: "Identity Center permission set",
  id: "PermissionSetArn",
  facts: z.strictObject({
    instance: InstanceArn,
    managedPolicies: z.array(z.string()),
    customerPolicies: z.array(z.strictObject({ name: z.string(), path: z.string() })),
    inlinePolicy: PolicyText.nullable(),
    boundary: z.string().nullable(),
    sessionDuration: z.string().nullable(),
  }),
});
