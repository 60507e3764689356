import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { instanceActions, readInstances } from "./facts/identity-center.ts";
import { readGroups, type StoreGroup } from "./facts/identity-store.ts";

const sdk = () => import("@aws-sdk/client-identitystore");
const source = "identitystore.amazonaws.com";
const groupId = "requestParameters.groupId";

/** A group of Identity Center's store; its members are told by the users. https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ListGroups.html */
export const ssoGroup = defineCollector({
  type: "sso_group",
  title: "Identity Center group",
  scope: "regional",
  iam: [...instanceActions, "identitystore:ListGroups"],
  findIam: [...instanceActions, "identitystore:DescribeGroup"],
  gone: ["ResourceNotFoundException"],
  base: z.object({
    id: z.string().min(1),
    store: z.string().min(1),
    instance: z.string().min(1),
    name: z.string(),
    description: z.string(),
  }),
  list: readGroups,
  async find(aws, id) {
    const { IdentitystoreClient, DescribeGroupCommand } = await sdk();
    const client = aws.client(IdentitystoreClient);
    const found: StoreGroup[] = [];
    for (const { store, arn: instance } of await readInstances(aws)) {
      const { DisplayName = "", Description = "" } = await client.send(new DescribeGroupCommand({ IdentityStoreId: store, GroupId: id }));
      found.push({ id, store, instance, name: DisplayName, description: Description });
    }
    return found;
  },
  aspects: {},
  events: [
    { source, name: "CreateGroup", effect: "create", id: "responseElements.groupId" },
    { source, name: "UpdateGroup", effect: "update", touches: [], id: groupId },
    { source, name: "DeleteGroup", effect: "delete", id: groupId },
  ],
});
