import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { groupDetails } from "./facts/account-details.ts";
import { groupAttachedPolicies, groupInlinePolicies } from "./facts/own-policies.ts";
import { groupPermissions } from "./facts/permissions.ts";

const sdk = () => import("@aws-sdk/client-iam");

/** An IAM group of users, named by its name. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html */
export const iamGroup = defineCollector({
  type: "iam_group",
  title: "IAM group",
  scope: "global",
  iam: ["iam:ListGroups"],
  findIam: ["iam:GetGroup"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: z.object({ id: z.string().min(1), groupId: z.string().min(1).optional() }),
  async *list(aws) {
    const { IAMClient, paginateListGroups } = await sdk();
    for await (const page of paginateListGroups({ client: aws.client(IAMClient) }, { MaxItems: 1000 }))
      for (const { GroupName = "", GroupId } of page.Groups ?? []) yield { id: GroupName, groupId: GroupId };
  },
  /** Also by an ARN, which ends with the name. The call tells the members too, of which one is enough. */
  async find(aws, id) {
    const GroupName = id.slice(id.lastIndexOf("/") + 1);
    if (GroupName === "") return [];
    const { IAMClient, GetGroupCommand } = await sdk();
    const { Group } = await aws.client(IAMClient).send(new GetGroupCommand({ GroupName, MaxItems: 1 }));
    return Group ? [{ id: Group.GroupName ?? "", groupId: Group.GroupId }] : [];
  },
  aspects: {
    ...{ permissions: groupPermissions, details: groupDetails },
    ...{ attachedPolicies: groupAttachedPolicies, inlinePolicies: groupInlinePolicies },
  },
  events: [],
});
