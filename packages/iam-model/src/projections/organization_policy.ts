import { organizationSeatActions, seenOrganization } from "@plumbline/collectors/facts/organization-seat";
import { organizationPolicy } from "@plumbline/collectors/organization_policy";
import { toPolicyText } from "../policy-text.ts";
import { defineProjection } from "../projection.ts";

/** Service control policies with what they are attached to. */
export const organizationPolicies = defineProjection(
  organizationPolicy,
  (part) => [
    part({
      kinds: ["organization_policy"],
      needs: ["document", "targets"],
      project: ({ id, arn, name, isAwsManaged, document, targets }) => [
        {
          ...{ kind: "organization_policy", id, account: "", name, arn, createdAt: null, updatedAt: null },
          // AWS's own policies are of no organization: `service_control_policy` stands in its place.
          facts: { organization: arn.split("/")[1] ?? "", isAwsManaged, document: toPolicyText(document), targets },
        },
      ],
    }),
  ],
  { spansAccounts: true, whyNot: { iam: organizationSeatActions, instances: seenOrganization } },
);
