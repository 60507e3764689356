import type { NetworkInterface } from "@aws-sdk/client-ec2";
import type { Aws } from "@plumbline/audit-kit/define";
import { chunks } from "@plumbline/audit-kit/flow";

/** Network interfaces, without those that were deleted: a filter, unlike ids, is not refused for one of them. It takes 200 values. */
export async function networkInterfacesOf(aws: Aws, ids: readonly string[]): Promise<readonly NetworkInterface[]> {
  const { EC2Client, paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
  const found: NetworkInterface[] = [];
  for (const some of chunks(ids, 200)) {
    const input = { Filters: [{ Name: "network-interface-id", Values: some }], MaxResults: 1000 };
    for await (const page of paginateDescribeNetworkInterfaces({ client: aws.client(EC2Client) }, input))
      found.push(...(page.NetworkInterfaces ?? []));
  }
  return found;
}
