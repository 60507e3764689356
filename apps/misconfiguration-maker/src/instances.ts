import type { EC2Client, Instance, _InstanceType as InstanceType, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { byName } from "./blank-snapshot.ts";
import type { Kitchen } from "./recipe.ts";
import { untilReady } from "./until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");
export const instanceType: InstanceType = "t4g.nano";
// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
const ImageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64";

/** Runs one small instance, and waits until it does; as AWS described it when it was made. */
export async function runInstance(client: EC2Client, kitchen: Kitchen, input: Partial<RunInstancesCommandInput>) {
  const { DescribeInstancesCommand, RunInstancesCommand } = await sdk();
  const one = { ImageId, InstanceType: instanceType, MinCount: 1, MaxCount: 1 };
  const { Instances } = await client.send(new RunInstancesCommand({ ...one, ...input }));
  const made: Instance = Instances?.[0] ?? {};
  const id = made.InstanceId ?? "";
  await untilReady(`the instance ${id}`, kitchen, async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === "running";
  });
  return { id, address: made.PrivateIpAddress ?? "" };
}

/** Terminates the instances of these names, and waits for their end; answers their ids. */
export async function terminateInstances(client: EC2Client, kitchen: Kitchen, ...names: string[]): Promise<string[]> {
  const { DescribeInstancesCommand, TerminateInstancesCommand } = await sdk();
  const alive = async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand(byName(...names)));
    const all = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return all.filter(({ State }) => State?.Name !== "terminated").flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const gone = await alive();
  if (gone.length > 0) await client.send(new TerminateInstancesCommand({ InstanceIds: gone }));
  await untilReady(`the end of ${gone.join(", ")}`, kitchen, async () => (await alive()).length === 0);
  return gone;
}
