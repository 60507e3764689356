import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2ElasticIps } from "./elastic-ips.ts";
import { writeEc2ElasticIps } from "./elastic-ips.write.ts";

const web = { allocationId: "eipalloc-1", networkInterfaceId: "eni-1", privateIp: "10.0.0.4", publicIp: "198.51.100.4" };
const mail = { allocationId: "eipalloc-2", networkInterfaceId: "eni-1", privateIp: "10.0.0.5", publicIp: "198.51.100.5" };
const instance = ec2.base.parse({
  ...{ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} },
  interfaces: [{ id: "eni-1", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true, addresses: [], ipv6: [] }],
});

interface Association {
  AllocationId: string;
  NetworkInterfaceId: string;
  PrivateIpAddress: string;
}
/** Keeps Elastic IPs as EC2 does: an association gets a new id each time. */
function addressBook() {
  const describeOne = ({ allocationId, networkInterfaceId, privateIp, publicIp }: typeof web, AssociationId: string) => ({
    ...{
      AllocationId: allocationId,
      PublicIp: publicIp,
      NetworkInterfaceId: networkInterfaceId,
      PrivateIpAddress: privateIp,
      AssociationId,
    },
  });
  const unbound = ({ AllocationId, PublicIp }: { AllocationId: string; PublicIp: string }) => ({ AllocationId, PublicIp });
  const book = new Map<string, { AllocationId: string; PublicIp: string; AssociationId?: string; NetworkInterfaceId?: string }>();
  book.set("eipalloc-1", describeOne(web, "eipassoc-1"));
  book.set("eipalloc-2", describeOne(mail, "eipassoc-2"));
  let made = 2;
  return {
    DescribeAddresses: ({ AllocationIds = [...book.keys()] }: { AllocationIds?: string[] }) => ({
      Addresses: AllocationIds.map((id) => book.get(id)),
    }),
    DisassociateAddress: ({ AssociationId }: { AssociationId: string }) => {
      const bound = [...book.values()].find((one) => one.AssociationId === AssociationId);
      if (!bound) throw awsFault("InvalidAssociationID.NotFound");
      book.set(bound.AllocationId, unbound(bound));
      return {};
    },
    AssociateAddress: ({ AllocationId, NetworkInterfaceId, PrivateIpAddress }: Association) => {
      const address = { ...book.get(AllocationId)!, AssociationId: `eipassoc-${++made}`, NetworkInterfaceId, PrivateIpAddress };
      book.set(AllocationId, address);
      return { AssociationId: address.AssociationId };
    },
  };
}
const read = async (aws: ReturnType<typeof fakeAws>) => (await lookAtAspect(ec2, aws, "elasticIps", [instance])).get("i-0a")?.value;

describe("ec2/elastic-ips", () => {
  testChange(it, ec2ElasticIps, {
    "an instance with two": {
      value: { addresses: [web, mail], associations: { "eipalloc-1": "eipassoc-1", "eipalloc-2": "eipassoc-2" } },
      states: [[], [mail]],
    },
    "an instance without": { value: { addresses: [], associations: {} }, states: [[web], []] },
  });

  it("disassociates by the id of the association, and only what must go", async () => {
    const aws = fakeAws({ answers: addressBook() });
    await writeEc2ElasticIps.write(aws, instance, { from: [web, mail], to: [mail] });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["DescribeAddresses", { AllocationIds: ["eipalloc-1"] }],
      ["DisassociateAddress", { AssociationId: "eipassoc-1" }],
    ]);
  });

  it("associates the same allocation with the same private address, and takes it from nobody", async () => {
    const aws = fakeAws({ answers: addressBook() });
    await writeEc2ElasticIps.write(aws, instance, { from: [], to: [web] });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      [
        "AssociateAddress",
        { AllocationId: "eipalloc-1", NetworkInterfaceId: "eni-1", PrivateIpAddress: "10.0.0.4", AllowReassociation: false },
      ],
    ]);
  });

  const moved = {
    "another private address": { ...mail, privateIp: "10.0.0.9" },
    "another interface": { ...mail, networkInterfaceId: "eni-9" },
  };
  it.each(Object.entries(moved))("touches nothing when the address is now at %s", async (_, planned) => {
    const aws = fakeAws({ answers: addressBook() });
    await expect(writeEc2ElasticIps.write(aws, instance, { from: [planned], to: [] })).rejects.toThrow("198.51.100.5 is no longer at i-0a");
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["DescribeAddresses"]);
  });

  it("stand-in: an undo gives everything back but the ids of the associations", async () => {
    const aws = fakeAws({ answers: addressBook() });
    const before = await read(aws);
    await writeEc2ElasticIps.write(aws, instance, { from: [web, mail], to: [] });
    expect(await read(aws)).toEqual({ addresses: [], associations: {} });
    await writeEc2ElasticIps.write(aws, instance, { from: [], to: [web, mail] });
    expect(before).toEqual({ addresses: [web, mail], associations: { "eipalloc-1": "eipassoc-1", "eipalloc-2": "eipassoc-2" } });
    expect(await read(aws)).toEqual({ addresses: [web, mail], associations: { "eipalloc-1": "eipassoc-3", "eipalloc-2": "eipassoc-4" } });
    expect(ec2ElasticIps.anew).toEqual(["associations"]);
  });
});
