import { defineWriter } from "@plumbline/audit-kit/define";
import { redshiftEncrypted } from "./encrypted.ts";

/** Without a key id AWS takes its default key. */
export const writeRedshiftEncrypted = defineWriter(redshiftEncrypted, async (aws, { id }, { to }) => {
  const { RedshiftClient, ModifyClusterCommand } = await import("@aws-sdk/client-redshift");
  return aws.client(RedshiftClient).send(new ModifyClusterCommand({ ClusterIdentifier: id, Encrypted: to }));
});
