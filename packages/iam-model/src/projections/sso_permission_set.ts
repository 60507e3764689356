import { instanceActions, seenInstances } from "@plumbline/collectors/facts/identity-center";
import { ssoPermissionSet } from "@plumbline/collectors/sso_permission_set";
import type { IamRecord } from "../kinds.ts";
import { toPolicyText } from "../policy-text.ts";
import { defineProjection } from "../projection.ts";

/** Permission sets, and who has one in which account. */
export const permissionSets = defineProjection(
  ssoPermissionSet,
  (part) => [
    part({
      kinds: ["sso_permission_set"],
      needs: ["details", "policies"],
      project: ({ id, instance, details: { name, createdAt, sessionDuration }, policies }) => [
        {
          ...{ kind: "sso_permission_set", id, account: "", name, arn: id, createdAt, updatedAt: null },
          facts: {
            instance,
            ...{ managedPolicies: policies.managed, customerPolicies: policies.customer, boundary: policies.boundary, sessionDuration },
            inlinePolicy: policies.inline === null ? null : toPolicyText(policies.inline),
          },
        },
      ],
    }),
    part({
      kinds: ["sso_assignment"],
      needs: ["assignments"],
      project: ({ id: permissionSetArn, instance, assignments }) =>
        assignments.map(
          ({ account, principalKind, principalId }): IamRecord => ({
            ...{ kind: "sso_assignment", id: `${account}/${permissionSetArn}/${principalId}`, account, name: principalId },
            ...{ arn: null, createdAt: null, updatedAt: null, facts: { instance, permissionSetArn, principalKind, principalId } },
          }),
        ),
    }),
  ],
  { spansAccounts: true, whyNot: { iam: instanceActions, instances: seenInstances } },
);
