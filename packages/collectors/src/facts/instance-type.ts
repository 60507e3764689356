import type { Aws, PerBatch } from "@plumbline/audit-kit/define";
import { z } from "zod";
import type { Instance } from "./instance.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const InstanceStore = z.boolean();

/** Whether its type has instance-store volumes, which lose what they hold at a stop. */
export const instanceStore = {
  iam: ["ec2:DescribeInstanceTypes"],
  per: 100, // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
  schema: InstanceStore,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const { EC2Client, DescribeInstanceTypesCommand } = await sdk();
    const types = [...new Set(instances.map(({ instanceType }) => instanceType))];
    const Filters = [{ Name: "instance-type", Values: types }];
    const { InstanceTypes } = await aws.client(EC2Client).send(new DescribeInstanceTypesCommand({ Filters }));
    return new Map(
      instances.flatMap(({ id, instanceType }) => {
        const found = InstanceTypes?.find((one) => one.InstanceType === instanceType);
        return found ? [[id, found.InstanceStorageSupported ?? true] as const] : [];
      }),
    );
  },
} satisfies PerBatch<Instance, typeof InstanceStore>;

const SpotRequest = z.object({ type: z.string(), state: z.string() }).nullable();

/** The Spot request of an instance; null for one that is no Spot instance. */
export const spotRequest = {
  iam: ["ec2:DescribeSpotInstanceRequests"],
  per: 100,
  schema: SpotRequest,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const { EC2Client, DescribeSpotInstanceRequestsCommand } = await sdk();
    const ids = instances.flatMap(({ spotRequestId }) => spotRequestId ?? []);
    const Filters = [{ Name: "spot-instance-request-id", Values: ids }];
    const { SpotInstanceRequests = [] } =
      ids.length > 0 ? await aws.client(EC2Client).send(new DescribeSpotInstanceRequestsCommand({ Filters })) : {};
    return new Map(
      instances.flatMap(({ id, spotRequestId }): [string, z.input<typeof SpotRequest>][] => {
        if (spotRequestId === null) return [[id, null]];
        const found = SpotInstanceRequests.find((one) => one.SpotInstanceRequestId === spotRequestId);
        return found ? [[id, { type: found.Type ?? "", state: found.State ?? "" }]] : [];
      }),
    );
  },
} satisfies PerBatch<Instance, typeof SpotRequest>;
