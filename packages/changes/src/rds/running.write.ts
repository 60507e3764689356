import { defineWriter } from "@plumbline/audit-kit/define";
import { rdsRunning } from "./running.ts";

/** AWS stops only what is available, and starts only what is stopped; else it refuses with InvalidDBInstanceState. */
export const writeRdsRunning = defineWriter(rdsRunning, async (aws, { id }, { to }) => {
  const { RDSClient, StartDBInstanceCommand, StopDBInstanceCommand } = await import("@aws-sdk/client-rds");
  const input = { DBInstanceIdentifier: id };
  return to === "stopped"
    ? aws.client(RDSClient).send(new StopDBInstanceCommand(input))
    : aws.client(RDSClient).send(new StartDBInstanceCommand(input));
});
