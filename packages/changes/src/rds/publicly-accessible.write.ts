import { defineWriter } from "@plumbline/audit-kit/define";
import { rdsPubliclyAccessible } from "./publicly-accessible.ts";

/**
 * AWS applies this setting at once in any case. ApplyImmediately is left out, since it would also make all pending modifications now,
 * with their downtime. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
 */
export const writeRdsPubliclyAccessible = defineWriter(rdsPubliclyAccessible, async (aws, { id }, { to }) => {
  const { RDSClient, ModifyDBInstanceCommand } = await import("@aws-sdk/client-rds");
  return aws.client(RDSClient).send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, PubliclyAccessible: to }));
});
