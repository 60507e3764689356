import type { Cluster, RedshiftClient } from "@aws-sdk/client-redshift";
import { hyphened, lacksOwnerTag, nameTag, type Recipe } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-redshift");
const ClusterIdentifier = hyphened;
const ParameterGroupName = hyphened;

async function findCluster(client: RedshiftClient): Promise<Cluster | undefined> {
  const { paginateDescribeClusters } = await sdk();
  for await (const { Clusters } of paginateDescribeClusters({ client }, {})) {
    const found = Clusters?.find((one) => one.ClusterIdentifier === ClusterIdentifier);
    if (found) return found;
  }
  return undefined;
}

async function findParameterGroup(client: RedshiftClient): Promise<boolean> {
  const { paginateDescribeClusterParameterGroups } = await sdk();
  for await (const { ParameterGroups } of paginateDescribeClusterParameterGroups({ client }, {}))
    if (ParameterGroups?.some((one) => one.ParameterGroupName === ParameterGroupName)) return true;
  return false;
}

/** AWS may encrypt a new cluster whatever is asked for; it can be decrypted afterwards. */
const isPlain = ({ ClusterStatus, Encrypted }: Cluster = {}): boolean => ClusterStatus === "available" && Encrypted === false;

/** A public, unencrypted cluster that takes connections without TLS, by a parameter group of the family that does not require it. */
export const redshift: Recipe = {
  name: "redshift",
  scope: "regional",
  dollarsPerMonth: 397,
  danger: "an empty cluster with a public address; the default security group lets nobody in, and only AWS knows its password",
  async make(kitchen) {
    const { RedshiftClient, CreateClusterCommand, CreateClusterParameterGroupCommand, ModifyClusterCommand } = await sdk();
    const client = kitchen.aws.client(RedshiftClient);
    const family = { ParameterGroupFamily: "redshift-1.0", Description: "Made by misconfiguration-maker" };
    await client.send(new CreateClusterParameterGroupCommand({ ParameterGroupName, ...family, Tags: [nameTag] }));
    await client.send(
      new CreateClusterCommand({
        ClusterIdentifier,
        ClusterType: "single-node",
        NodeType: "ra3.large",
        MasterUsername: "maker",
        ManageMasterPassword: true,
        ClusterParameterGroupName: ParameterGroupName,
        Encrypted: false,
        PubliclyAccessible: true,
        Tags: [nameTag],
      }),
    );
    await untilReady(`the cluster ${ClusterIdentifier}`, kitchen, async () => (await findCluster(client))?.ClusterStatus === "available");
    if (!isPlain(await findCluster(client))) {
      await client.send(new ModifyClusterCommand({ ClusterIdentifier, Encrypted: false }));
      await untilReady(`the cluster ${ClusterIdentifier} to be decrypted`, kitchen, async () => isPlain(await findCluster(client)));
    }
    const fails = ["redshift/encrypted", "redshift/not-public", "redshift/requires-tls"].map((check) => ({ check, fromDays: 0 }));
    return [{ type: "redshift", id: ClusterIdentifier, fails: [...fails, lacksOwnerTag("redshift")] }];
  },
  async destroy(kitchen) {
    const { RedshiftClient, DeleteClusterCommand, DeleteClusterParameterGroupCommand } = await sdk();
    const client = kitchen.aws.client(RedshiftClient);
    const found: string[] = [];
    const cluster = await findCluster(client);
    if (cluster && cluster.ClusterStatus !== "deleting") {
      await client.send(new DeleteClusterCommand({ ClusterIdentifier, SkipFinalClusterSnapshot: true }));
      found.push(ClusterIdentifier);
    }
    if (await findParameterGroup(client)) {
      await untilReady(`the cluster ${ClusterIdentifier} to be gone`, kitchen, async () => !(await findCluster(client)));
      await client.send(new DeleteClusterParameterGroupCommand({ ParameterGroupName }));
      found.push(`parameter group ${ParameterGroupName}`);
    }
    return found;
  },
};
