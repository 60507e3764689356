import { defineWriter } from "@plumbline/audit-kit/define";
import { redshiftPubliclyAccessible } from "./publicly-accessible.ts";

/** An Elastic IP is named again when a cluster becomes public again. https://docs.aws.amazon.com/redshift/latest/APIReference/API_ModifyCluster.html */
export const writeRedshiftPubliclyAccessible = defineWriter(redshiftPubliclyAccessible, async (aws, { id }, { to }) => {
  const { RedshiftClient, ModifyClusterCommand } = await import("@aws-sdk/client-redshift");
  return aws.client(RedshiftClient).send(
    new ModifyClusterCommand({
      ClusterIdentifier: id,
      PubliclyAccessible: to.publiclyAccessible,
      ...(to.publiclyAccessible && to.elasticIp ? { ElasticIp: to.elasticIp } : {}),
    }),
  );
});
