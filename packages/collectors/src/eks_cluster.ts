import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { AccessEntry, accessEntriesOf, goneCodes } from "./facts/access-entries.ts";

const sdk = () => import("@aws-sdk/client-eks");

const source = "eks.amazonaws.com";
const named = { source, id: ["requestParameters.name", "requestParameters.clusterName"] } as const;
const entered = { ...named, effect: "update", touches: ["accessEntries"] } as const;

/** Names are unique in an account and region. */
const Base = z.object({ id: z.string().min(1) });

/** Where its API is, and by which certificate it is known; null until the cluster has them. */
const Connection = z.object({
  arn: z.string().min(1),
  /** Such as ACTIVE, or CREATING. */
  status: z.string(),
  endpoint: z.string().nullable(),
  /** PEM, in base64. */
  certificateAuthority: z.string().nullable(),
});

const describe = async (aws: Aws, name: string) => {
  const { EKSClient, DescribeClusterCommand } = await sdk();
  const { cluster } = await aws.client(EKSClient).send(new DescribeClusterCommand({ name }));
  return cluster;
};

/** An EKS cluster, named by its name. https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html */
export const eksCluster = defineCollector({
  type: "eks_cluster",
  title: "EKS cluster",
  scope: "regional",
  iam: ["eks:ListClusters"],
  findIam: ["eks:DescribeCluster"],
  gone: goneCodes,
  base: Base,
  async *list(aws) {
    const { EKSClient, paginateListClusters } = await sdk();
    for await (const { clusters = [] } of paginateListClusters({ client: aws.client(EKSClient) }, { maxResults: 100 }))
      yield* clusters.map((id) => ({ id }));
  },
  /** Also by an ARN, which ends with the name. */
  async find(aws, id) {
    const cluster = await describe(aws, id.slice(id.lastIndexOf("/") + 1));
    return cluster?.name === undefined ? [] : [{ id: cluster.name }];
  },
  aspects: {
    connection: {
      iam: ["eks:DescribeCluster"],
      schema: Connection,
      async fetch(aws, { id }) {
        const cluster = await describe(aws, id);
        return {
          ...{ arn: cluster?.arn ?? "", status: cluster?.status ?? "", endpoint: cluster?.endpoint ?? null },
          certificateAuthority: cluster?.certificateAuthority?.data ?? null,
        };
      },
    },
    /** None of a cluster that keeps them in its ConfigMap aws-auth alone, of which AWS can't be asked. */
    accessEntries: {
      iam: ["eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies"],
      schema: z.array(AccessEntry),
      async fetch(aws, { id }) {
        const cluster = await describe(aws, id);
        // https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html: there EKS refuses the listing.
        return cluster?.accessConfig?.authenticationMode === "CONFIG_MAP" ? [] : accessEntriesOf(aws, id);
      },
    },
  },
  events: [
    { ...named, name: "CreateCluster", effect: "create", settleSeconds: 900 },
    { ...named, name: "UpdateClusterConfig", effect: "update", touches: ["connection", "accessEntries"], settleSeconds: 300 },
    { ...entered, name: "CreateAccessEntry" },
    { ...entered, name: "UpdateAccessEntry" },
    { ...entered, name: "DeleteAccessEntry" },
    { ...entered, name: "AssociateAccessPolicy" },
    { ...entered, name: "DisassociateAccessPolicy" },
    { ...named, name: "DeleteCluster", effect: "delete" },
  ],
});
