import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { instanceActions, readInstances } from "./facts/identity-center.ts";
import { readMemberships } from "./facts/identity-store.ts";

const sdk = () => import("@aws-sdk/client-identitystore");
const source = "identitystore.amazonaws.com";
const userId = "requestParameters.userId";
const Base = z.object({
  ...{ id: z.string().min(1), store: z.string().min(1), instance: z.string().min(1) },
  ...{ name: z.string(), displayName: z.string() },
});

/** A user of Identity Center's store. https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ListUsers.html */
export const ssoUser = defineCollector({
  type: "sso_user",
  title: "Identity Center user",
  scope: "regional",
  iam: [...instanceActions, "identitystore:ListUsers"],
  findIam: [...instanceActions, "identitystore:DescribeUser"],
  gone: ["ResourceNotFoundException"],
  base: Base,
  async *list(aws) {
    const { IdentitystoreClient, paginateListUsers } = await sdk();
    const client = aws.client(IdentitystoreClient);
    for (const { store, arn: instance } of await readInstances(aws))
      for await (const page of paginateListUsers({ client }, { IdentityStoreId: store, MaxResults: 100 }))
        for (const { UserId = "", UserName = "", DisplayName = "" } of page.Users ?? [])
          yield { id: UserId, store, instance, name: UserName, displayName: DisplayName };
  },
  async find(aws, id) {
    const { IdentitystoreClient, DescribeUserCommand } = await sdk();
    const client = aws.client(IdentitystoreClient);
    const found: z.input<typeof Base>[] = [];
    for (const { store, arn: instance } of await readInstances(aws)) {
      const { UserName = "", DisplayName = "" } = await client.send(new DescribeUserCommand({ IdentityStoreId: store, UserId: id }));
      found.push({ id, store, instance, name: UserName, displayName: DisplayName });
    }
    return found;
  },
  aspects: {
    /** Ids of the groups that the user is in, sorted; read group by group, since there are fewer groups than users. */
    groups: {
      iam: [...instanceActions, "identitystore:ListGroups", "identitystore:ListGroupMemberships"],
      per: "listing",
      schema: z.array(z.string()).default([]),
      fetch: readMemberships,
    },
  },
  events: [
    { source, name: "CreateUser", effect: "create", id: "responseElements.userId" },
    { source, name: "UpdateUser", effect: "update", touches: [], id: userId },
    { source, name: "CreateGroupMembership", effect: "update", touches: ["groups"], id: "requestParameters.memberId.userId" },
    { source, name: "DeleteUser", effect: "delete", id: userId },
  ],
});
