import { z } from "zod";
import { defineKind, InstanceArn } from "../define-kind.ts";

/** A group of Identity Center's store. https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ListGroups.html */
export const ssoGroup = defineKind({
  kind: "sso_group",
  title: "Identity Center group",
  id: "GroupId",
  facts: z.strictObject({ instance: InstanceArn, description: z.string() }),
});
