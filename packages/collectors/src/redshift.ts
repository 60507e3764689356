import type { Cluster, RedshiftClient } from "@aws-sdk/client-redshift";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { nameIn, pendingIn, toName } from "./facts/database.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-redshift");
const source = "redshift.amazonaws.com";
const toId = toName("redshift:cluster");
const id = "requestParameters.clusterIdentifier";
const made = { source, effect: "create", id: ["responseElements.clusterIdentifier", id], toId, settleSeconds: 900 } as const;
const modified = { source, effect: "update", touches: [], id, toId, settleSeconds: 900 } as const;
const tagged = { source, effect: "update", touches: [], id: "requestParameters.resourceName", toId } as const;

const toBase = (one: Cluster) => ({
  id: one.ClusterIdentifier ?? "",
  status: one.ClusterStatus ?? "",
  encrypted: one.Encrypted,
  publiclyAccessible: one.PubliclyAccessible,
  elasticIp: (one.PubliclyAccessible && one.ElasticIpStatus?.ElasticIp) || null,
  snapshotCopyRegion: one.ClusterSnapshotCopyStatus?.DestinationRegion ?? null,
  pending: pendingIn(one.PendingModifiedValues),
  parameterGroups: (one.ClusterParameterGroups ?? []).map(({ ParameterGroupName, ParameterApplyStatus }) => ({
    name: ParameterGroupName ?? "",
    status: ParameterApplyStatus ?? "",
  })),
  tags: toTags(one.Tags),
});

/** Reads require_ssl of a parameter group; null when no page has it. */
async function requireSslOf(client: RedshiftClient, ParameterGroupName: string): Promise<string | null> {
  const { paginateDescribeClusterParameters } = await sdk();
  for await (const { Parameters } of paginateDescribeClusterParameters({ client }, { ParameterGroupName })) {
    const found = Parameters?.find(({ ParameterName }) => ParameterName === "require_ssl");
    if (found) return found.ParameterValue ?? null;
  }
  return null;
}

/** A provisioned Redshift cluster. https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusters.html */
export const redshift = defineCollector({
  type: "redshift",
  title: "Redshift cluster",
  scope: "regional",
  iam: ["redshift:DescribeClusters"],
  gone: ["ClusterNotFoundFault", "ClusterNotFound"],
  base: z.object({
    id: z.string().min(1),
    status: z.string(),
    encrypted: z.boolean().optional(),
    publiclyAccessible: z.boolean().optional(),
    /** Null for an address that AWS chose, and for a private cluster. */
    elasticIp: z.string().nullable(),
    /** Where its snapshots are copied to; null when they are not. */
    snapshotCopyRegion: z.string().nullable(),
    pending: z.array(z.string()),
    parameterGroups: z.array(z.object({ name: z.string(), status: z.string() })),
    tags: Tags,
  }),
  async *list(aws) {
    const { RedshiftClient, paginateDescribeClusters } = await sdk();
    for await (const page of paginateDescribeClusters({ client: aws.client(RedshiftClient) }, {})) yield* (page.Clusters ?? []).map(toBase);
  },
  async find(aws, id) {
    const ClusterIdentifier = nameIn(id, "redshift:cluster", aws);
    if (!ClusterIdentifier) return [];
    const { RedshiftClient, DescribeClustersCommand } = await sdk();
    const { Clusters } = await aws.client(RedshiftClient).send(new DescribeClustersCommand({ ClusterIdentifier }));
    return (Clusters ?? []).map(toBase);
  },
  aspects: {
    /** By parameter group. */
    requireSsl: {
      iam: ["redshift:DescribeClusterParameters"],
      schema: z.record(z.string(), z.string().nullable()),
      async fetch(aws, { parameterGroups }) {
        const client = aws.client((await sdk()).RedshiftClient);
        const found: Record<string, string | null> = {};
        for (const { name } of parameterGroups) found[name] = await requireSslOf(client, name);
        return found;
      },
    },
  },
  events: [
    { name: "CreateCluster", ...made },
    { name: "RestoreFromClusterSnapshot", ...made },
    { name: "ModifyCluster", ...modified },
    { name: "ModifyCluster", ...modified, id: "requestParameters.newClusterIdentifier" },
    { name: "ResizeCluster", ...modified },
    { name: "RebootCluster", ...modified },
    { name: "PauseCluster", ...modified },
    { name: "ResumeCluster", ...modified },
    { name: "CreateTags", ...tagged },
    { name: "DeleteTags", ...tagged },
    { source, name: "DeleteCluster", effect: "delete", id, toId },
  ],
});
