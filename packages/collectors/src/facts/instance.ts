import type { Instance as AwsInstance, InstanceNetworkInterface } from "@aws-sdk/client-ec2";
import { z } from "zod";
import { parseCidr } from "../policy/cidr.ts";
import { Tags, toTags } from "./tags.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
export const InstanceState = z.enum(["pending", "running", "shutting-down", "terminated", "stopping", "stopped"]);

/** What AWS leaves out has the weakest value that it can have, so that silence never passes. */
const MetadataOptions = z.object({
  endpoint: z.enum(["enabled", "disabled"]).default("enabled"),
  tokens: z.enum(["optional", "required"]).default("optional"),
  hopLimit: z.int().default(1),
  /** `pending` while AWS applies a change of these options. */
  state: z.string().default("applied"),
});

const Name = z.string().nullable().default(null);

const Address = z.object({
  privateIp: z.string(),
  publicIp: z.string().nullable(),
  /** AWS gives names where the VPC has them switched on. */
  privateDns: Name,
  publicDns: Name,
});

const NetworkInterface = z.object({
  id: z.string().min(1),
  /** By which a record of a detached interface names it, such as `eni-attach-0a`. */
  attachment: Name,
  vpc: z.string().nullable(),
  subnet: z.string().nullable(),
  isPrimary: z.boolean(),
  /** Six pairs of digits, joined by colons. */
  mac: Name,
  /** The primary address and the secondary ones, each with its own association. */
  addresses: z.array(Address),
  /** Single addresses and delegated prefixes. */
  ipv6: z.array(z.string()),
});

/** What DescribeInstances says of an instance, as far as checks and inventories read it. */
export const Instance = z.object({
  id: z.string().min(1),
  tags: Tags,
  state: z.string().pipe(InstanceState),
  instanceType: z.string(),
  imageId: Name,
  /** The availability zone. */
  zone: Name,
  /** What is billed for: `Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux` and others. */
  platform: Name,
  /** The instance's own names; those of its further addresses stand with these. */
  privateDns: Name,
  publicDns: Name,
  /** `ebs` or `instance-store`; empty where AWS does not say. */
  rootDevice: z.string(),
  spotRequestId: z.string().nullable().default(null),
  /** The AWS service that alone may change a managed instance, such as eks.amazonaws.com. */
  managedBy: z.string().nullable().default(null),
  /** ARN of the instance profile, through which programs on the instance get a role. */
  profile: z.string().nullable().default(null),
  metadata: MetadataOptions,
  interfaces: z.array(NetworkInterface).default([]),
  /** Ids of the EBS volumes that are attached, sorted. */
  volumes: z.array(z.string()).default([]),
});
export type Instance = z.output<typeof Instance>;

/** Reads AWS's description of an instance. */
export const toInstance = (instance: AwsInstance): z.input<typeof Instance> => ({
  id: instance.InstanceId ?? "",
  tags: toTags(instance.Tags),
  state: instance.State?.Name ?? "",
  instanceType: instance.InstanceType ?? "",
  imageId: instance.ImageId || null,
  zone: instance.Placement?.AvailabilityZone || null,
  platform: instance.PlatformDetails || null,
  privateDns: instance.PrivateDnsName || null,
  publicDns: instance.PublicDnsName || null,
  rootDevice: instance.RootDeviceType ?? "",
  spotRequestId: instance.SpotInstanceRequestId || null,
  managedBy: instance.Operator?.Managed ? (instance.Operator.Principal ?? "an AWS service") : null,
  profile: instance.IamInstanceProfile?.Arn ?? null,
  metadata: {
    endpoint: instance.MetadataOptions?.HttpEndpoint,
    tokens: instance.MetadataOptions?.HttpTokens,
    hopLimit: instance.MetadataOptions?.HttpPutResponseHopLimit,
    state: instance.MetadataOptions?.State,
  },
  interfaces: (instance.NetworkInterfaces ?? []).map(toInterface),
  volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []).sort(),
});

const toInterface = (one: InstanceNetworkInterface): z.input<typeof NetworkInterface> => ({
  id: one.NetworkInterfaceId ?? "",
  attachment: one.Attachment?.AttachmentId ?? null,
  vpc: one.VpcId ?? null,
  subnet: one.SubnetId ?? null,
  isPrimary: one.Attachment?.DeviceIndex === 0,
  mac: one.MacAddress ?? null,
  addresses: (one.PrivateIpAddresses ?? []).map(({ PrivateIpAddress, PrivateDnsName, Association }) => ({
    privateIp: PrivateIpAddress ?? "",
    publicIp: Association?.PublicIp ?? null,
    privateDns: PrivateDnsName || null,
    publicDns: Association?.PublicDnsName || null,
  })),
  ipv6: [
    ...(one.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    ...(one.Ipv6Prefixes ?? []).flatMap(({ Ipv6Prefix }) => Ipv6Prefix ?? []),
  ],
});

/** Tells whether an IPv6 address or prefix is of 2000::/3, which routers of the internet carry (RFC 4291); private ones are not. */
export const isGlobalIpv6 = (text: string): boolean => {
  const block = parseCidr(text);
  return block?.bits === 128 && block.first >> 125n === 1n;
};
