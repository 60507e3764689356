import type { ManagedPolicyDetail } from "@aws-sdk/client-iam";
import { defineCollector } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { policyDetails } from "./facts/account-details.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-iam");

/** `attachments` counts users, groups and roles, and no boundaries; it and the text of the default version are null where AWS leaves them out. */
const Base = z.object({
  id: z.string().min(1),
  isAwsManaged: z.boolean(),
  attachments: z.number().nullable(),
  document: z.string().nullable(),
});

const isAwsManaged = (policyArn: string): boolean => parseArn(policyArn)?.account === "aws";
const toBase = ({ Arn = "", AttachmentCount, PolicyVersionList = [] }: ManagedPolicyDetail): z.input<typeof Base> => ({
  ...{ id: Arn, isAwsManaged: isAwsManaged(Arn), attachments: AttachmentCount ?? null },
  document: PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion === true)?.Document ?? null,
});

/** AWS has more than a thousand for all; those that an account uses are attached, or a boundary. */
const isUsed = ({ AttachmentCount, PermissionsBoundaryUsageCount = 0 }: ManagedPolicyDetail): boolean =>
  AttachmentCount !== 0 || PermissionsBoundaryUsageCount !== 0;

/**
 * A managed policy, named by its ARN: the account's own, and of AWS's those that are attached or a boundary. One call tells them with their
 * texts.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const iamPolicy = defineCollector({
  type: "iam_policy",
  title: "IAM policy",
  scope: "global",
  iam: ["iam:GetAccountAuthorizationDetails"],
  findIam: ["iam:GetPolicy", "iam:GetPolicyVersion"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: Base,
  async *list(aws) {
    const { IAMClient, paginateGetAccountAuthorizationDetails } = await sdk();
    const asked = { Filter: ["LocalManagedPolicy" as const, "AWSManagedPolicy" as const], MaxItems: 1000 };
    for await (const page of paginateGetAccountAuthorizationDetails({ client: aws.client(IAMClient) }, asked))
      for (const policy of page.Policies ?? []) if (!isAwsManaged(policy.Arn ?? "") || isUsed(policy)) yield toBase(policy);
  },
  async find(aws, id) {
    if (parseArn(id)?.service !== "iam") return [];
    const { IAMClient, GetPolicyCommand, GetPolicyVersionCommand } = await sdk();
    const client = aws.client(IAMClient);
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: id }));
    if (!Policy) return [];
    const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId: Policy.DefaultVersionId }));
    return [toBase({ ...Policy, PolicyVersionList: PolicyVersion ? [{ ...PolicyVersion, IsDefaultVersion: true }] : [] })];
  },
  aspects: {
    details: policyDetails,
    tags: {
      iam: ["iam:ListPolicyTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        // AWS's own policies have no tags that an account could read.
        if (isAwsManaged(id)) return {};
        const { IAMClient, paginateListPolicyTags } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListPolicyTags({ client: aws.client(IAMClient) }, { PolicyArn: id }))
          Object.assign(tags, toTags(page.Tags));
        return tags;
      },
    },
  },
  events: [],
});
