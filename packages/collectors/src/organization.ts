import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Delegate, Guardrails, readDelegates, readGuardrails, readUnits, Units } from "./facts/organization.ts";
import { unlessGone } from "./facts/unless-gone.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-organizations");
// Organizations' words and IAM's for "in no organization", of which the SDK gives one and AWS's own page another.
const gone = ["AWSOrganizationsNotInUseException", "OrganizationNotFoundException", "OrganizationNotFound"];
const noRootAccess = ["ServiceAccessNotEnabled", "OrganizationNotInAllFeaturesMode"].flatMap((code) => [code, `${code}Exception`]);

async function describe(aws: Aws) {
  const { OrganizationsClient, DescribeOrganizationCommand } = await sdk();
  const reply = await unlessGone(gone, () => aws.client(OrganizationsClient).send(new DescribeOrganizationCommand({})));
  if (reply === undefined) return [];
  const { Id = "", MasterAccountId = "", FeatureSet = "" } = reply.Organization ?? {};
  return [{ id: Id, managementAccount: MasterAccountId, features: FeatureSet }];
}

/**
 * The organization that an account is in; none for an account that stands alone. Every member may read the base, the management account
 * and delegated administrators the rest. https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
export const organization = defineCollector({
  type: "organization",
  title: "Organization",
  scope: "global",
  iam: ["organizations:DescribeOrganization"],
  gone,
  base: z.object({
    id: z.string().min(1),
    managementAccount: z.string().min(1),
    /** `ALL`, or `CONSOLIDATED_BILLING` for an organization without policies. */
    features: z.string(),
  }),
  async *list(aws) {
    yield* await describe(aws);
  },
  find: async (aws, id) => (await describe(aws)).filter((one) => one.id === id),
  aspects: {
    /** What of members' root access is managed centrally. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html */
    rootAccess: {
      iam: ["iam:ListOrganizationsFeatures"],
      schema: z.array(z.string()).default([]),
      none: noRootAccess,
      async fetch(aws) {
        const { IAMClient, ListOrganizationsFeaturesCommand } = await import("@aws-sdk/client-iam");
        // AWS leaves an empty list out.
        return (await aws.client(IAMClient).send(new ListOrganizationsFeaturesCommand({}))).EnabledFeatures ?? [];
      },
    },
    guardrails: {
      iam: ["organizations:ListRoots", "organizations:ListPolicies", "organizations:ListTargetsForPolicy"],
      schema: Guardrails,
      fetch: (aws) => readGuardrails(aws),
    },
    units: {
      iam: ["organizations:ListRoots", "organizations:ListOrganizationalUnitsForParent", "organizations:ListAccountsForParent"],
      schema: Units,
      fetch: (aws) => readUnits(aws),
    },
    /** Who else than the management account may manage policies; null where nobody may. */
    resourcePolicy: {
      iam: ["organizations:DescribeResourcePolicy"],
      schema: PolicyDocument.nullable().default(null),
      none: ["ResourcePolicyNotFoundException"],
      async fetch(aws) {
        const { OrganizationsClient, DescribeResourcePolicyCommand } = await sdk();
        const { ResourcePolicy } = await aws.client(OrganizationsClient).send(new DescribeResourcePolicyCommand({}));
        return parsePolicy(ResourcePolicy?.Content ?? "");
      },
    },
    delegates: {
      iam: ["organizations:ListDelegatedAdministrators", "organizations:ListDelegatedServicesForAccount"],
      schema: z.array(Delegate),
      fetch: (aws) => readDelegates(aws),
    },
  },
  events: [],
});
