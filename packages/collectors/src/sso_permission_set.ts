import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { instanceActions, readInstances } from "./facts/identity-center.ts";
import { Assignment, Policies, readAssignments, readPermissionPolicies } from "./facts/permission-set.ts";

const sdk = () => import("@aws-sdk/client-sso-admin");
const source = "sso.amazonaws.com";
const id = "requestParameters.permissionSetArn";
const onPolicies = { source, effect: "update", touches: ["policies"], id } as const;
const onAssignments = { source, effect: "update", touches: ["assignments"], id } as const;
const Details = z.object({ name: z.string(), createdAt: z.iso.datetime().nullable(), sessionDuration: z.string().nullable() });

/** A permission set of Identity Center, named by its ARN, in the region of its instance. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListPermissionSets.html */
export const ssoPermissionSet = defineCollector({
  type: "sso_permission_set",
  title: "Identity Center permission set",
  scope: "regional",
  iam: instanceActions,
  gone: ["ResourceNotFoundException"],
  base: z.object({ id: z.string().min(1), instance: z.string().min(1) }),
  async *list(aws) {
    const { SSOAdminClient, paginateListPermissionSets } = await sdk();
    const client = aws.client(SSOAdminClient);
    for (const { arn: InstanceArn } of await readInstances(aws))
      for await (const page of paginateListPermissionSets({ client }, { InstanceArn, MaxResults: 100 }))
        for (const PermissionSetArn of page.PermissionSets ?? []) yield { id: PermissionSetArn, instance: InstanceArn };
  },
  /** An ARN of a set names its instance too; the listing tells whether it is there. */
  async find(aws, arn) {
    const { SSOAdminClient, paginateListPermissionSets } = await sdk();
    const client = aws.client(SSOAdminClient);
    const instances = (await readInstances(aws)).filter(({ arn: one }) => arn.includes(one.slice(one.lastIndexOf("/"))));
    for (const { arn: InstanceArn } of instances)
      for await (const page of paginateListPermissionSets({ client }, { InstanceArn, MaxResults: 100 }))
        if (page.PermissionSets?.includes(arn)) return [{ id: arn, instance: InstanceArn }];
    return [];
  },
  aspects: {
    details: {
      iam: ["sso:DescribePermissionSet"],
      schema: Details,
      async fetch(aws, { id: PermissionSetArn, instance: InstanceArn }) {
        const { SSOAdminClient, DescribePermissionSetCommand } = await sdk();
        const reply = await aws.client(SSOAdminClient).send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn }));
        const { Name = "", CreatedDate, SessionDuration = null } = reply.PermissionSet ?? {};
        return { name: Name, createdAt: CreatedDate?.toISOString() ?? null, sessionDuration: SessionDuration };
      },
    },
    policies: {
      iam: [
        ...(["sso:ListManagedPoliciesInPermissionSet", "sso:ListCustomerManagedPolicyReferencesInPermissionSet"] as const),
        ...(["sso:GetInlinePolicyForPermissionSet", "sso:GetPermissionsBoundaryForPermissionSet"] as const),
      ],
      schema: Policies,
      fetch: readPermissionPolicies,
    },
    /** Who has it in which account. */
    assignments: {
      iam: ["sso:ListAccountsForProvisionedPermissionSet", "sso:ListAccountAssignments"],
      schema: z.array(Assignment),
      fetch: readAssignments,
    },
  },
  events: [
    { source, name: "CreatePermissionSet", effect: "create", id: "responseElements.permissionSet.permissionSetArn" },
    { source, name: "UpdatePermissionSet", effect: "update", touches: ["details"], id },
    { ...onPolicies, name: "AttachManagedPolicyToPermissionSet" },
    { ...onPolicies, name: "DetachManagedPolicyFromPermissionSet" },
    { ...onPolicies, name: "AttachCustomerManagedPolicyReferenceToPermissionSet" },
    { ...onPolicies, name: "DetachCustomerManagedPolicyReferenceFromPermissionSet" },
    { ...onPolicies, name: "PutInlinePolicyToPermissionSet" },
    { ...onPolicies, name: "DeleteInlinePolicyFromPermissionSet" },
    { ...onPolicies, name: "PutPermissionsBoundaryToPermissionSet" },
    { ...onPolicies, name: "DeletePermissionsBoundaryFromPermissionSet" },
    { ...onAssignments, name: "CreateAccountAssignment", settleSeconds: 60 },
    { ...onAssignments, name: "DeleteAccountAssignment", settleSeconds: 60 },
    { source, name: "DeletePermissionSet", effect: "delete", id },
  ],
});
