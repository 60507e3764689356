import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ec2 } from "./ec2.ts";
import type { Instance } from "./facts/instance.ts";

// The shape of DescribeInstances, API version 2016-11-15.
const described = {
  InstanceId: "i-0a",
  InstanceType: "t4g.nano",
  RootDeviceType: "ebs",
  State: { Code: 16, Name: "running" },
  Tags: [{ Key: "Owner", Value: "x" }],
  ImageId: "ami-1",
  PlatformDetails: "Linux/UNIX",
  Placement: { AvailabilityZone: "eu-west-1a", Tenancy: "default" },
  PrivateDnsName: "ip-10-0-0-4.eu-west-1.compute.internal",
  PublicDnsName: "ec2-198-51-100-4.eu-west-1.compute.amazonaws.com",
  MetadataOptions: { State: "applied", HttpTokens: "optional", HttpPutResponseHopLimit: 2, HttpEndpoint: "enabled" },
  NetworkInterfaces: [
    {
      NetworkInterfaceId: "eni-1",
      VpcId: "vpc-1",
      SubnetId: "subnet-1",
      Attachment: { AttachmentId: "eni-attach-1", DeviceIndex: 0 },
      MacAddress: "0a:1b:2c:3d:4e:5f",
      PrivateIpAddresses: [
        {
          ...{ Primary: true, PrivateIpAddress: "10.0.0.4", PrivateDnsName: "ip-10-0-0-4.eu-west-1.compute.internal" },
          Association: {
            PublicIp: "198.51.100.4",
            PublicDnsName: "ec2-198-51-100-4.eu-west-1.compute.amazonaws.com",
            IpOwnerId: "amazon",
          },
        },
        { Primary: false, PrivateIpAddress: "10.0.0.5", PrivateDnsName: "" },
      ],
      Ipv6Addresses: [{ Ipv6Address: "2600:1f18::4" }],
      Ipv6Prefixes: [{ Ipv6Prefix: "2600:1f18:1::/80" }],
    },
  ],
  IamInstanceProfile: { Arn: "arn:aws:iam::111111111111:instance-profile/web", Id: "AIPA1" },
  BlockDeviceMappings: [
    { DeviceName: "/dev/sdf", Ebs: { VolumeId: "vol-2" } },
    { DeviceName: "/dev/xvda", Ebs: { VolumeId: "vol-1" } },
  ],
};
const instance: Instance = {
  id: "i-0a",
  tags: { Owner: "x" },
  state: "running",
  instanceType: "t4g.nano",
  imageId: "ami-1",
  zone: "eu-west-1a",
  platform: "Linux/UNIX",
  privateDns: "ip-10-0-0-4.eu-west-1.compute.internal",
  publicDns: "ec2-198-51-100-4.eu-west-1.compute.amazonaws.com",
  rootDevice: "ebs",
  spotRequestId: null,
  managedBy: null,
  profile: "arn:aws:iam::111111111111:instance-profile/web",
  metadata: { endpoint: "enabled", tokens: "optional", hopLimit: 2, state: "applied" },
  interfaces: [
    {
      ...{ id: "eni-1", attachment: "eni-attach-1", mac: "0a:1b:2c:3d:4e:5f", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true },
      addresses: [
        {
          ...{ privateIp: "10.0.0.4", privateDns: "ip-10-0-0-4.eu-west-1.compute.internal" },
          ...{ publicIp: "198.51.100.4", publicDns: "ec2-198-51-100-4.eu-west-1.compute.amazonaws.com" },
        },
        { privateIp: "10.0.0.5", privateDns: null, publicIp: null, publicDns: null },
      ],
      ipv6: ["2600:1f18::4", "2600:1f18:1::/80"],
    },
  ],
  volumes: ["vol-1", "vol-2"],
};
const bare = { InstanceId: "i-0b", InstanceType: "m1.small", RootDeviceType: "instance-store", State: { Name: "stopped" } };
const reply = (...instances: object[]) => ({ Reservations: [{ OwnerId: "111111111111", Instances: instances }] });
const look = async (aws: ReturnType<typeof fakeAws>, aspect: string, ...instances: Instance[]) =>
  Object.fromEntries(await lookAtAspect(ec2, aws, aspect, instances));

describe("ec2 listing", () => {
  it("lists every instance of every reservation of every page, and asks for pages", async () => {
    const aws = fakeAws({
      answers: {
        DescribeInstances: ({ NextToken }: { NextToken?: string }) =>
          NextToken
            ? reply({ ...described, InstanceId: "i-0d" })
            : {
                Reservations: [...reply(described).Reservations, ...reply({ ...described, InstanceId: "i-0c" }).Reservations],
                NextToken: "2",
              },
      },
    });
    expect((await listAll(ec2, aws)).map(({ id }) => id)).toEqual(["i-0a", "i-0c", "i-0d"]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  const shapes: Record<string, [raw: object, expected: unknown[]]> = {
    "all that checks read": [reply(described), [instance]],
    "the weakest value for what AWS leaves out": [
      reply(bare),
      [
        {
          ...{ id: "i-0b", tags: {}, state: "stopped", instanceType: "m1.small", rootDevice: "instance-store" },
          ...{ imageId: null, zone: null, platform: null, privateDns: null, publicDns: null },
          ...{ spotRequestId: null, managedBy: null, profile: null, interfaces: [], volumes: [] },
          metadata: { endpoint: "enabled", tokens: "optional", hopLimit: 1, state: "applied" },
        },
      ],
    ],
    "a Spot instance": [reply({ ...described, SpotInstanceRequestId: "sir-1" }), [{ ...instance, spotRequestId: "sir-1" }]],
    "an instance that a service manages": [
      reply({ ...described, Operator: { Managed: true, Principal: "eks.amazonaws.com" } }),
      [{ ...instance, managedBy: "eks.amazonaws.com" }],
    ],
    "an instance that no service manages": [reply({ ...described, Operator: { Managed: false } }), [instance]],
    "no names of one that is stopped": [reply({ ...described, PublicDnsName: "" }), [{ ...instance, publicDns: null }]],
    "no terminated instance": [reply({ ...described, State: { Name: "terminated" } }, described), [instance]],
    "nothing where there is nothing": [{}, []],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [raw, expected]) => {
    expect(await listAll(ec2, fakeAws({ answers: { DescribeInstances: raw } }))).toEqual(expected);
  });

  it("does not make up an instance of a reply without ids", async () => {
    const { InstanceId: _, ...nameless } = described;
    await expect(listAll(ec2, fakeAws({ answers: { DescribeInstances: reply(nameless) } }))).rejects.toThrow();
  });
});

describe("ec2 find", () => {
  const byInterface = { Filters: [{ Name: "network-interface.network-interface-id", Values: ["eni-1"] }] };
  const byAttachment = { Filters: [{ Name: "network-interface.attachment.attachment-id", Values: ["eni-attach-1"] }] };
  const finds: Record<string, [id: string, inputs: object[], found: string[]]> = {
    "by its id": ["i-0a", [{ InstanceIds: ["i-0a"] }], ["i-0a"]],
    "by a network interface, as AssociateAddress names it": ["eni-1", [byInterface], ["i-0a"]],
    "by the attachment of an interface, while it is there": ["eni-attach-1", [byAttachment], ["i-0a"]],
    "not by an association, which may be gone": ["eipassoc-1", [], []],
    "not by what CreateTags names of another type": ["vol-1", [], []],
  };
  it.each(Object.entries(finds))("finds an instance %s", async (_, [id, inputs, found]) => {
    const aws = fakeAws({ answers: { DescribeInstances: reply(described) } });
    expect((await findAll(ec2, aws, id)).map((one) => one.id)).toEqual(found);
    expect(aws.calls.map(({ input }) => input)).toEqual(inputs);
  });

  it("finds a terminated instance, so that a termination can be verified", async () => {
    const aws = fakeAws({ answers: { DescribeInstances: reply({ ...described, State: { Name: "terminated" } }) } });
    expect(await findAll(ec2, aws, "i-0a")).toEqual([{ ...instance, state: "terminated" }]);
  });

  it("finds nothing for an id that AWS no longer knows, and says so when it may not look", async () => {
    const failing = (code: string) =>
      fakeAws({
        answers: {
          DescribeInstances: () => {
            throw awsFault(code);
          },
        },
      });
    expect(await findAll(ec2, failing("InvalidInstanceID.NotFound"), "i-0a")).toEqual([]);
    await expect(findAll(ec2, failing("UnauthorizedOperation"), "i-0a")).rejects.toMatchObject({ kind: "denied" });
  });
});

describe("ec2 instance store", () => {
  it("asks once for each type, and does not guess a type that AWS does not know", async () => {
    const types = [
      { InstanceType: "t4g.nano", InstanceStorageSupported: false },
      { InstanceType: "m5d.large", InstanceStorageSupported: true },
    ];
    const aws = fakeAws({ answers: { DescribeInstanceTypes: { InstanceTypes: types } } });
    const all = [
      instance,
      { ...instance, id: "i-0b" },
      { ...instance, id: "i-0c", instanceType: "m5d.large" },
      { ...instance, id: "i-0d", instanceType: "x0.old" },
    ];
    expect(await look(aws, "instanceStore", ...all)).toMatchObject({
      "i-0a": { value: false },
      "i-0b": { value: false },
      "i-0c": { value: true },
      "i-0d": { failure: { kind: "absent" } },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { Filters: [{ Name: "instance-type", Values: ["t4g.nano", "m5d.large", "x0.old"] }] },
    ]);
  });

  it("asks for at most 100 instances at once", async () => {
    const aws = fakeAws({
      answers: { DescribeInstanceTypes: { InstanceTypes: [{ InstanceType: "t4g.nano", InstanceStorageSupported: false }] } },
    });
    const many = Array.from({ length: 101 }, (_, i) => ({ ...instance, id: `i-${i}` }));
    expect(Object.keys(await look(aws, "instanceStore", ...many))).toHaveLength(101);
    expect(aws.calls).toHaveLength(2);
  });
});

describe("ec2 Spot request", () => {
  it("reads the requests of Spot instances only, and does not guess one that AWS no longer shows", async () => {
    const aws = fakeAws({
      answers: {
        DescribeSpotInstanceRequests: { SpotInstanceRequests: [{ SpotInstanceRequestId: "sir-1", Type: "one-time", State: "active" }] },
      },
    });
    const all = [instance, { ...instance, id: "i-0b", spotRequestId: "sir-1" }, { ...instance, id: "i-0c", spotRequestId: "sir-2" }];
    expect(await look(aws, "spotRequest", ...all)).toMatchObject({
      "i-0a": { value: null },
      "i-0b": { value: { type: "one-time", state: "active" } },
      "i-0c": { failure: { kind: "absent" } },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Filters: [{ Name: "spot-instance-request-id", Values: ["sir-1", "sir-2"] }] }]);
  });

  it("asks nothing when no instance is a Spot instance", async () => {
    expect(await look(fakeAws({ answers: {} }), "spotRequest", instance)).toEqual({ "i-0a": { value: null } });
  });
});
