import type { AssociatedAccessPolicy } from "@aws-sdk/client-eks";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { unlessGone, untilGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-eks");
const instant = z.iso.datetime().nullable();

/** Who of IAM may reach a cluster. https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html */
export const AccessEntry = z.object({
  arn: z.string().min(1),
  principalArn: z.string().min(1),
  userName: z.string(),
  groups: z.array(z.string()),
  /** STANDARD, or the kind of machine that it lets in. */
  type: z.string(),
  createdAt: instant,
  modifiedAt: instant,
  policies: z.array(z.object({ policyArn: z.string().min(1), scope: z.string(), namespaces: z.array(z.string()) })),
});

/** AWS's codes for an entry, or its cluster, that was deleted meanwhile. */
export const goneCodes = ["ResourceNotFoundException"];

/** Every access entry of a cluster with its policies; one that is deleted meanwhile is left out. */
export async function accessEntriesOf(aws: Aws, clusterName: string): Promise<z.input<typeof AccessEntry>[]> {
  const { EKSClient, DescribeAccessEntryCommand, paginateListAccessEntries, paginateListAssociatedAccessPolicies } = await sdk();
  const client = aws.client(EKSClient);
  const found: z.input<typeof AccessEntry>[] = [];
  for await (const { accessEntries = [] } of paginateListAccessEntries({ client }, { clusterName, maxResults: 100 }))
    for (const principalArn of accessEntries) {
      const described = await unlessGone(goneCodes, () => client.send(new DescribeAccessEntryCommand({ clusterName, principalArn })));
      const entry = described?.accessEntry;
      if (!entry) continue;
      const policies: AssociatedAccessPolicy[] = [];
      const pages = paginateListAssociatedAccessPolicies({ client }, { clusterName, principalArn });
      for await (const page of untilGone(goneCodes, pages)) policies.push(...(page.associatedAccessPolicies ?? []));
      found.push({
        ...{ arn: entry.accessEntryArn ?? "", principalArn, userName: entry.username ?? "", type: entry.type ?? "" },
        groups: entry.kubernetesGroups ?? [],
        createdAt: entry.createdAt?.toISOString() ?? null,
        modifiedAt: entry.modifiedAt?.toISOString() ?? null,
        policies: policies.map(({ policyArn = "", accessScope }) => ({
          ...{ policyArn, scope: accessScope?.type ?? "", namespaces: accessScope?.namespaces ?? [] },
        })),
      });
    }
  return found;
}
