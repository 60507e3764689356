import type { PolicySummary } from "@aws-sdk/client-organizations";
import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { readTargets } from "./facts/organization.ts";
import { alone } from "./facts/organization-seat.ts";
import { untilGone } from "./facts/unless-gone.ts";

const sdk = () => import("@aws-sdk/client-organizations");
const source = "organizations.amazonaws.com";
const policyId = "requestParameters.policyId";

const Base = z.object({ id: z.string().min(1), arn: z.string().min(1), name: z.string(), isAwsManaged: z.boolean() });
const toBase = ({ Id = "", Arn = "", Name = "", AwsManaged = false }: PolicySummary) => ({
  id: Id,
  arn: Arn,
  name: Name,
  isAwsManaged: AwsManaged,
});

async function* readAll(aws: Aws) {
  const { OrganizationsClient, paginateListPolicies } = await sdk();
  const asked = { Filter: "SERVICE_CONTROL_POLICY" } as const;
  for await (const page of paginateListPolicies({ client: aws.client(OrganizationsClient) }, asked))
    yield* (page.Policies ?? []).map(toBase);
}

/** A service control policy, AWS's own FullAWSAccess among them. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html */
export const organizationPolicy = defineCollector({
  type: "organization_policy",
  title: "Service control policy",
  scope: "global",
  iam: ["organizations:ListPolicies"],
  findIam: ["organizations:DescribePolicy"],
  gone: ["PolicyNotFoundException"],
  base: Base,
  list: (aws) => untilGone(alone, readAll(aws)),
  async find(aws, id) {
    if (!id.startsWith("p-")) return [];
    const { OrganizationsClient, DescribePolicyCommand } = await sdk();
    const { Policy } = await aws.client(OrganizationsClient).send(new DescribePolicyCommand({ PolicyId: id }));
    return Policy?.PolicySummary?.Type === "SERVICE_CONTROL_POLICY" ? [toBase(Policy.PolicySummary)] : [];
  },
  aspects: {
    /** The policy's text. */
    document: {
      iam: ["organizations:DescribePolicy"],
      schema: z.string().min(1),
      async fetch(aws, { id }) {
        const { OrganizationsClient, DescribePolicyCommand } = await sdk();
        const { Policy } = await aws.client(OrganizationsClient).send(new DescribePolicyCommand({ PolicyId: id }));
        return Policy?.Content ?? "";
      },
    },
    /** Roots, units and accounts that it is attached to, by id, sorted. */
    targets: {
      iam: ["organizations:ListTargetsForPolicy"],
      schema: z.array(z.string()),
      fetch: (aws, { id }) => readTargets(aws, id),
    },
  },
  events: [
    { source, name: "CreatePolicy", effect: "create", id: "responseElements.policy.policySummary.id" },
    { source, name: "UpdatePolicy", effect: "update", touches: ["document"], id: policyId },
    { source, name: "AttachPolicy", effect: "update", touches: ["targets"], id: policyId },
    { source, name: "DetachPolicy", effect: "update", touches: ["targets"], id: policyId },
    { source, name: "DeletePolicy", effect: "delete", id: policyId },
  ],
});
