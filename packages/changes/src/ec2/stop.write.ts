import { defineWriter } from "@plumbline/audit-kit/define";
import { ec2Stop } from "./stop.ts";

/** Stops an instance, or starts it. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html */
export const writeEc2Stop = defineWriter(ec2Stop, async (aws, { id }, { to }) => {
  const { EC2Client, StartInstancesCommand, StopInstancesCommand } = await import("@aws-sdk/client-ec2");
  const client = aws.client(EC2Client);
  if (to === "stopped") return client.send(new StopInstancesCommand({ InstanceIds: [id] }));
  if (to === "running") return client.send(new StartInstancesCommand({ InstanceIds: [id] }));
  throw new RangeError(`instance ${id} in ${aws.account}/${aws.region} can be stopped or started, not made ${to}`);
});
