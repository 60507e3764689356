import { defineWriter } from "@plumbline/audit-kit/define";
import type { ElasticIp } from "@plumbline/collectors/facts/instance-addresses";
import { ec2ElasticIps } from "./elastic-ips.ts";

const isSame = (a: ElasticIp) => (b: ElasticIp) =>
  a.allocationId === b.allocationId && a.networkInterfaceId === b.networkInterfaceId && a.privateIp === b.privateIp;

/**
 * Disassociates by the association's id, which it looks up, and only an address that is still where it was. Associates with the same private
 * address as before, and does not take an address away from another instance.
 */
export const writeEc2ElasticIps = defineWriter(ec2ElasticIps, async (aws, { id }, { from, to }) => {
  const { EC2Client, AssociateAddressCommand, DescribeAddressesCommand, DisassociateAddressCommand } = await import("@aws-sdk/client-ec2");
  const client = aws.client(EC2Client);
  for (const gone of from.filter((one) => !to.some(isSame(one)))) {
    const { Addresses } = await client.send(new DescribeAddressesCommand({ AllocationIds: [gone.allocationId] }));
    const now = Addresses?.find((one) => one.NetworkInterfaceId === gone.networkInterfaceId && one.PrivateIpAddress === gone.privateIp);
    if (!now?.AssociationId)
      throw new Error(`Elastic IP ${gone.publicIp} is no longer at ${id} in ${aws.account}/${aws.region}; plan again`);
    await client.send(new DisassociateAddressCommand({ AssociationId: now.AssociationId }));
  }
  for (const { allocationId, networkInterfaceId, privateIp } of to.filter((one) => !from.some(isSame(one)))) {
    await client.send(
      new AssociateAddressCommand({
        AllocationId: allocationId,
        NetworkInterfaceId: networkInterfaceId,
        PrivateIpAddress: privateIp,
        AllowReassociation: false,
      }),
    );
  }
});
