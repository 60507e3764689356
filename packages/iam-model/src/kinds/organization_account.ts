import { z } from "zod";
import { defineKind, Tags } from "../define-kind.ts";

/** A member of the organization; the record is the member's own. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export const organizationAccount = defineKind({
  kind: "organization_account",
  title: "Account of the organization",
  id: "the account's id",
  facts: z.strictObject({
    organization: z.string(),
    email: z.string(),
    status: z.string(),
    /** Root and organizational units from the top down, by id. */
    path: z.array(z.string()),
    /** Off where the organization has them switched off: they limit nobody then. Absent where nobody told, as in older records. */
    serviceControlPolicies: z.enum(["on", "off"]).optional(),
    /** Service control policies at the root, at each unit and at the account, from the top down, by id. All levels must allow. */
    policies: z.array(z.strictObject({ target: z.string(), policyIds: z.array(z.string()) })),
    tags: Tags,
  }),
});
