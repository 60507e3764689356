import { defineWriter } from "@plumbline/audit-kit/define";
import { rdsClusterRunning } from "./running.ts";

/** AWS stops only what is available, and starts only what is stopped; else it refuses with InvalidDBClusterStateFault. */
export const writeRdsClusterRunning = defineWriter(rdsClusterRunning, async (aws, { id }, { to }) => {
  const { RDSClient, StartDBClusterCommand, StopDBClusterCommand } = await import("@aws-sdk/client-rds");
  const input = { DBClusterIdentifier: id };
  return to === "stopped"
    ? aws.client(RDSClient).send(new StopDBClusterCommand(input))
    : aws.client(RDSClient).send(new StartDBClusterCommand(input));
});
