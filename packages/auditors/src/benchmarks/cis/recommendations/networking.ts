import type { Recommendation } from "../../benchmark.ts";

/** Who can reach what. */
export const networking = {
  "nacl-admin-ports": {
    title: "No network ACL lets the internet reach administration ports",
    rationale: "SSH and RDP on the internet are tried by everyone.",
    fix: "Narrow the source of the entry, or remove it.",
    questions: [{ check: "network_acl/no-open-admin-ports", as: "ipv4", settings: { ports: [22, 3389], ranges: ["0.0.0.0/0"] } }],
  },
  "sg-admin-ports-v4": {
    title: "No security group lets the IPv4 internet reach administration ports",
    rationale: "SSH and RDP on the internet are tried by everyone.",
    fix: "Narrow the source of the rule; use Session Manager.",
    questions: [{ check: "security_group/no-open-ingress", as: "admin-ipv4", settings: { ports: [22, 3389], ranges: ["0.0.0.0/0"] } }],
  },
  "sg-admin-ports-v6": {
    title: "No security group lets the IPv6 internet reach administration ports",
    rationale: "SSH and RDP on the internet are tried by everyone.",
    fix: "Narrow the source of the rule; use Session Manager.",
    questions: [{ check: "security_group/no-open-ingress", as: "admin-ipv6", settings: { ports: [22, 3389], ranges: ["::/0"] } }],
  },
  "sg-ssh-22-v12": {
    title: "No security group lets the internet reach SSH",
    rationale: "SSH on the internet is tried by everyone.",
    fix: "Narrow the source of the rule; use Session Manager.",
    questions: [{ check: "security_group/no-open-ingress", as: "ssh-ipv4", settings: { ports: [22], ranges: ["0.0.0.0/0"] } }],
  },
  "sg-rdp-3389-v12": {
    title: "No security group lets the internet reach RDP",
    rationale: "RDP on the internet is tried by everyone.",
    fix: "Narrow the source of the rule; use Session Manager.",
    questions: [{ check: "security_group/no-open-ingress", as: "rdp-ipv4", settings: { ports: [3389], ranges: ["0.0.0.0/0"] } }],
  },
  "cifs-restricted": {
    title: "No security group lets the internet reach CIFS",
    rationale: "File shares on the internet are what worms look for.",
    fix: "Narrow the source of the rule to networks that are trusted.",
    questions: [{ check: "security_group/no-open-ingress", as: "cifs", settings: { ports: [445], ranges: ["0.0.0.0/0", "::/0"] } }],
  },
  "default-sg": {
    title: "Default security groups let nothing through",
    rationale: "What is started without a group gets the default one.",
    fix: "Remove all rules of default groups, once nothing uses them.",
    questions: [{ check: "security_group/default-closed" }],
  },
  "peering-least-access": {
    title: "Routes to peered VPCs are as narrow as can be",
    rationale: "A route to a whole network lets an intruder move on.",
    fix: "Route to the subnets or hosts that are needed.",
    questions: [{ check: "route_table/peering-least-access" }],
  },
  imdsv2: {
    title: "Instances answer metadata requests with a token only",
    rationale: "Without it a web server that fetches URLs gives its role away.",
    fix: "Require IMDSv2.",
    questions: [{ check: "ec2/imdsv2" }],
  },
  "vpc-endpoints": {
    title: "AWS services are reached through VPC endpoints",
    rationale: "Traffic then stays off the internet, and policies can name the endpoint.",
    fix: "Make endpoints for the services that the VPC uses.",
    questions: [{ check: "vpc/endpoints" }],
  },
} satisfies Record<string, Recommendation>;
