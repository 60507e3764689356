import { organizationSeatActions, seenOrganization } from "@plumbline/collectors/facts/organization-seat";
import { organizationAccount } from "@plumbline/collectors/organization_account";
import { defineProjection } from "../projection.ts";

/** Members of the organization, each a record of its own account. */
export const organizationAccounts = defineProjection(
  organizationAccount,
  (part) => [
    part({
      kinds: ["organization_account"],
      needs: ["standing", "tags"],
      project: ({ id, arn, name, email, status, joinedAt, standing: { path, serviceControlPolicies, policies }, tags }) => [
        {
          ...{ kind: "organization_account", id, account: id, name, arn, createdAt: joinedAt, updatedAt: null },
          facts: { organization: arn.split("/").at(-2) ?? "", email, status, path, serviceControlPolicies, policies, tags },
        },
      ],
    }),
  ],
  { spansAccounts: true, whyNot: { iam: organizationSeatActions, instances: seenOrganization } },
);
