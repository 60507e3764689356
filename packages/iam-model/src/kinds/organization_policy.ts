import { z } from "zod";
import { defineKind, PolicyText } from "../define-kind.ts";

/** A service control policy; it belongs to no one account. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Policy.html */
export const organizationPolicy = defineKind({
  kind: "organization_policy",
  title: "Service control policy",
  id: "the policy's id",
  facts: z.strictObject({ organization: z.string(), isAwsManaged: z.boolean(), document: PolicyText, targets: z.array(z.string()) }),
});
