import { z } from "zod";
import { defineKind, InstanceArn } from "../define-kind.ts";

/** A user of Identity Center's store, by its user name. https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ListUsers.html */
export const ssoUser = defineKind({
  kind: "sso_user",
  title: "Identity Center user",
  id: "UserId",
  facts: z.strictObject({ instance: InstanceArn, displayName: z.string(), groupIds: z.array(z.string()) }),
});
