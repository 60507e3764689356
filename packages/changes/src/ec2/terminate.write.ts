import { defineWriter } from "@plumbline/audit-kit/define";
import { ec2Terminate } from "./terminate.ts";

/** Terminates an instance; AWS refuses it for one with termination protection. */
export const writeEc2Terminate = defineWriter(ec2Terminate, async (aws, { id }, { to }) => {
  const { EC2Client, TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
  if (to === "terminated") return aws.client(EC2Client).send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  throw new RangeError(`instance ${id} in ${aws.account}/${aws.region} can be terminated, not made ${to}`);
});
