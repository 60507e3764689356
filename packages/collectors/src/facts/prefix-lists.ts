import type { ManagedPrefixList } from "@aws-sdk/client-ec2";
import type { Aws } from "@plumbline/audit-kit/define";
import { chunks } from "@plumbline/audit-kit/flow";
import { z } from "zod";
import { everyoneIn } from "./security-group.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** A prefix list of a customer or of AWS (owner `AWS`); `everyone` holds its entries that are 0.0.0.0/0 or ::/0. */
export const PrefixList = z.object({ id: z.string().min(1), name: z.string(), owner: z.string().min(1), everyone: z.array(z.string()) });
export type PrefixList = z.output<typeof PrefixList>;

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html
const listsPerCall = 100;

/** Reads prefix lists by their ids, also those that another account shares. What AWS does not show is left out. */
export async function readPrefixLists(aws: Aws, ids: readonly string[]): Promise<PrefixList[]> {
  const { EC2Client, paginateDescribeManagedPrefixLists } = await sdk();
  const found: ManagedPrefixList[] = [];
  for (const Values of chunks(ids, listsPerCall)) {
    const Filters = [{ Name: "prefix-list-id", Values }];
    for await (const page of paginateDescribeManagedPrefixLists({ client: aws.client(EC2Client) }, { Filters, MaxResults: 100 }))
      found.push(...(page.PrefixLists ?? []));
  }
  const read = found.map(async ({ PrefixListId: id = "", PrefixListName: name = "", OwnerId: owner = "" }) => ({
    ...{ id, name, owner },
    everyone: await openEntries(aws, id),
  }));
  return Promise.all(read);
}

async function openEntries(aws: Aws, PrefixListId: string): Promise<string[]> {
  const { EC2Client, paginateGetManagedPrefixListEntries } = await sdk();
  const open: string[] = [];
  for await (const page of paginateGetManagedPrefixListEntries({ client: aws.client(EC2Client) }, { PrefixListId, MaxResults: 100 }))
    for (const { Cidr = "" } of page.Entries ?? []) open.push(...everyoneIn(Cidr));
  return open;
}
