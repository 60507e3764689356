import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeregisterImageCommand,
  EC2Client,
  RegisterImageCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateLoadBalancerCommand, ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import type { Aws, Collector } from "@plumbline/audit-kit/define";
import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ec2 } from "./ec2.ts";
import { elb } from "./elb.ts";
import { rds } from "./rds.ts";
import { rdsCluster } from "./rds_cluster.ts";

// What an inventory wants of the listings, from the wire: names, addresses and endpoints that no check reads.
const region = "eu-west-1";
const run = `inventory${Date.now().toString(36)}`;
const made: { session?: Session; aws?: Aws } = {};
beforeAll(async () => {
  made.session = await createSession({ credentials: emulatorCredentials, region, endpointUrl: emulatorUrl() }, { environment: {} });
  made.aws = await made.session.connect({ account: made.session.callerAccount, region });
});
afterAll(() => made.session?.close());

const listed = async (collector: Collector, aws: Aws, id: string) => (await listAll(collector, aws)).find((one) => one.id === id);

/** An instance of an image of its own, with an Elastic IP at a secondary address and a second interface. */
async function makeInstance(aws: Aws) {
  const client = aws.client(EC2Client);
  const { ImageId } = await client.send(new RegisterImageCommand({ Name: run, RootDeviceName: "/dev/xvda" }));
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));
  const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.77.1.0/24" }));
  const { Instances } = await client.send(new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1, SubnetId: Subnet?.SubnetId }));
  const { NetworkInterface } = await client.send(
    new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId, PrivateIpAddress: "10.77.1.50" }),
  );
  const id = Instances?.[0]?.InstanceId ?? "";
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? "";
  const { AttachmentId } = await client.send(new AttachNetworkInterfaceCommand({ InstanceId: id, NetworkInterfaceId, DeviceIndex: 1 }));
  const { AllocationId, PublicIp } = await client.send(new AllocateAddressCommand({ Domain: "vpc" }));
  const { AssociationId } = await client.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
  return { id, ImageId, NetworkInterfaceId, AttachmentId, AllocationId, PublicIp, AssociationId };
}

describe("listings of the emulator", () => {
  it("tell an instance's addresses, names, image and what events name of it", async () => {
    const aws = made.aws!;
    const { id, ImageId, NetworkInterfaceId, AttachmentId, AllocationId, PublicIp, AssociationId } = await makeInstance(aws);
    const found = await listed(ec2, aws, id);
    const instance = ec2.base.parse(found);
    expect(instance).toMatchObject({ imageId: ImageId, zone: expect.stringMatching(/^eu-west-1[a-c]$/), state: "running" });
    expect(instance.privateDns).toMatch(/^ip-10-77-1-\d+/);
    const second = instance.interfaces.find((one) => one.id === NetworkInterfaceId);
    expect(second).toMatchObject({
      attachment: AttachmentId,
      isPrimary: false,
      mac: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
    });
    expect(second?.addresses).toMatchObject([{ privateIp: "10.77.1.50", publicIp: PublicIp }]);
    const elastic = (await lookAtAspect(ec2, aws, "elasticIps", [instance])).get(id)?.value;
    expect(elastic).toMatchObject({ associations: { [AllocationId ?? ""]: AssociationId } });
    expect((await lookAtAspect(ec2, aws, "image", [instance])).get(id)?.value).toMatchObject({ name: run });
    await aws.client(EC2Client).send(new DeregisterImageCommand({ ImageId }));
    expect((await lookAtAspect(ec2, aws, "image", [instance])).get(id)).toEqual({ value: null });
    expect((await lookAtAspect(ec2, aws, "environment", [instance])).get(id)).toEqual({ value: null });
  });

  it("find nothing by an association or an allocation, without an error", async () => {
    const finds = ["eipassoc-1", "eipalloc-1", "198.51.100.4"].map((name) => findAll(ec2, made.aws!, name));
    expect(await Promise.all(finds)).toEqual([[], [], []]);
  });

  it("tell where a database and a cluster are connected to, and as whom", async () => {
    const aws = made.aws!;
    const client = aws.client(RDSClient);
    const user = { MasterUsername: "admin", MasterUserPassword: "password1" };
    await client.send(new CreateDBClusterCommand({ DBClusterIdentifier: run, Engine: "aurora-mysql", ...user }));
    const input = { DBInstanceIdentifier: run, DBInstanceClass: "db.t3.micro", Engine: "mysql", AllocatedStorage: 20 };
    await client.send(new CreateDBInstanceCommand({ ...input, ...user }));
    expect(await listed(rds, aws, run)).toMatchObject({
      ...{ resourceId: expect.stringMatching(/^db-/), port: 3306, masterUser: "admin", engineVersion: expect.stringMatching(/^\d/) },
      address: expect.stringContaining(run),
    });
    expect(await listed(rdsCluster, aws, run)).toMatchObject({
      ...{ resourceId: expect.stringMatching(/^cluster-/), port: 3306, masterUser: "admin", engineVersion: expect.stringMatching(/^\d/) },
      addresses: { writer: expect.stringContaining(`${run}.cluster-`), reader: expect.stringContaining(`${run}.cluster-ro-`) },
    });
  });

  it("tell the host name of a load balancer", async () => {
    const aws = made.aws!;
    const Listeners = [{ Protocol: "http", LoadBalancerPort: 80, InstancePort: 80 }];
    const { DNSName } = await aws
      .client(ElasticLoadBalancingClient)
      .send(new CreateLoadBalancerCommand({ LoadBalancerName: run, Listeners, AvailabilityZones: ["eu-west-1a"] }));
    expect(await listed(elb, aws, run)).toMatchObject({ dnsName: DNSName });
  });
});
