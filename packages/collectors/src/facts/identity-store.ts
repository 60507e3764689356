import type { Aws } from "@plumbline/audit-kit/define";
import { readInstances } from "./identity-center.ts";

const sdk = () => import("@aws-sdk/client-identitystore");

/** A group of Identity Center's store, as the listing tells it. */
export interface StoreGroup {
  readonly id: string;
  readonly store: string;
  readonly instance: string;
  readonly name: string;
  readonly description: string;
}

/** All groups of the stores that an account sees in a region. */
export async function* readGroups(aws: Aws): AsyncGenerator<StoreGroup> {
  const { IdentitystoreClient, paginateListGroups } = await sdk();
  const client = aws.client(IdentitystoreClient);
  for (const { store, arn: instance } of await readInstances(aws))
    for await (const page of paginateListGroups({ client }, { IdentityStoreId: store, MaxResults: 100 }))
      for (const { GroupId = "", DisplayName = "", Description = "" } of page.Groups ?? [])
        yield { id: GroupId, store, instance, name: DisplayName, description: Description };
}

/** The ids of the groups of each user who is in any, sorted, by the user's id. */
export async function readMemberships(aws: Aws): Promise<ReadonlyMap<string, string[]>> {
  const { IdentitystoreClient, paginateListGroupMemberships } = await sdk();
  const client = aws.client(IdentitystoreClient);
  const all = new Map<string, string[]>();
  for await (const { id, store } of readGroups(aws))
    for await (const page of paginateListGroupMemberships({ client }, { IdentityStoreId: store, GroupId: id, MaxResults: 100 }))
      for (const { MemberId } of page.GroupMemberships ?? [])
        if (MemberId?.UserId !== undefined) all.set(MemberId.UserId, [...(all.get(MemberId.UserId) ?? []), id].sort());
  return all;
}
