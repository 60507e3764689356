import { defineChange } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { ElasticIp } from "@plumbline/collectors/facts/instance-addresses";
import { z } from "zod";

/** Sets which Elastic IPs an instance has, each at its private address. The addresses stay allocated to the account. */
export const ec2ElasticIps = defineChange({
  name: "ec2/elastic-ips",
  title: "Associate or disassociate Elastic IPs",
  on: ec2,
  aspect: "elasticIps",
  state: z.array(ElasticIp),
  iam: ["ec2:AssociateAddress", "ec2:DescribeAddresses", "ec2:DisassociateAddress"],
  undo: "restore",
  anew: ["associations"],
  view: ({ addresses }) => addresses,
  set: (value, addresses) => ({ ...value, addresses }),
});
