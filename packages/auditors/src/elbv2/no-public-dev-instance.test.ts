import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbv2NoPublicDevInstance } from "./no-public-dev-instance.ts";

const account = { id: "111111111111", kind: "dev" as const };
const prefix = "arn:aws:elasticloadbalancing:us-east-1:111111111111";
const [open, shut, gateway] = [
  { id: `${prefix}:loadbalancer/app/open/1`, scheme: "internet-facing" },
  { id: `${prefix}:loadbalancer/net/shut/1`, scheme: "internal" },
  { id: `${prefix}:loadbalancer/gwy/gateway/1`, scheme: null },
];
const group = (registered: object[], balancers = [open], draining: object[] = []) => ({
  ...{ kind: "group" as const, id: `${prefix}:targetgroup/web/1`, name: "web", vpc: "vpc-1", balancers },
  targets: { registered: registered as { Id: string }[], draining: draining as { Id: string }[] },
});
const instance = (id: string, vpc: string, privateIp: string, ipv6: string[] = []) => ({
  ...{ id, tags: {}, state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} },
  interfaces: [{ id: `eni-${id}`, vpc, subnet: null, isPrimary: true, addresses: [{ privateIp, publicIp: null }], ipv6 }],
});
const [http, https] = [
  { Id: "i-1", Port: 80 },
  { Id: "i-1", Port: 443 },
];
const near = instance("i-1", "vpc-1", "10.0.0.7", ["2001:db8::7", "2001:db8:1::/80"]);
const far = instance("i-9", "vpc-9", "10.0.0.7");

describe("elbv2/no-public-dev-instance", () => {
  testAuditor(it, elbv2NoPublicDevInstance, {
    pass: {
      "no load balancer": { facts: group([http], []), account },
      "only internal and gateway load balancers": { facts: group([http], [shut, gateway] as never), account },
      "no target": { facts: group([]), account },
      "a target that drains": { facts: group([], [open], [http]), account },
      "an address of no instance": { facts: group([{ Id: "10.0.0.8", Port: 80 }]), account, context: { instances: [near] } },
      "an address of an instance in another VPC": { facts: group([{ Id: "10.0.0.7", Port: 80 }]), account, context: { instances: [far] } },
      "a Lambda function": {
        facts: group([{ Id: "arn:aws:lambda:us-east-1:111111111111:function:web" }]),
        account,
        context: { instances: [near] },
      },
      "another load balancer": { facts: group([{ Id: shut.id, Port: 80 }]), account, context: { instances: [near] } },
      "an instance that may be public": { facts: group([http]), account, settings: { allowedInstances: ["i-1"] } },
    },
    fail: {
      "an instance on two ports, one part": {
        facts: group([https, http]),
        account,
        parts: { "i-1": "fail" },
        blastRadius: {
          affected: [
            { kind: "target", id: "i-1:443" },
            { kind: "target", id: "i-1:80" },
          ],
          remaining: { kind: "target", count: 0 },
        },
      },
      "an instance in an availability zone, beside an internal load balancer": {
        facts: group([{ ...http, AvailabilityZone: "us-east-1a" }], [shut, open]),
        account,
      },
      "two instances, one of which may be public": {
        facts: group([http, { Id: "i-2", Port: 80 }]),
        account,
        settings: { allowedInstances: ["i-2"] },
        parts: { "i-1": "fail", "i-2": "pass" },
      },
      "an instance that exists no more for us": { facts: group([http]), account, context: { instances: [] } },
      "an address of an instance, beside that of a task, which stays": {
        facts: group([
          { Id: "10.0.0.7", Port: 80 },
          { Id: "10.0.0.8", Port: 80 },
        ]),
        account,
        context: { instances: [near, far] },
        parts: { "i-1": "fail" },
        blastRadius: { affected: [{ kind: "target", id: "10.0.0.7:80" }], remaining: { kind: "target", count: 1 } },
      },
      "an IPv6 address of an instance, written otherwise": {
        facts: group([{ Id: "2001:0DB8:0:0::7", Port: 80 }]),
        account,
        context: { instances: [near] },
        parts: { "i-1": "fail" },
      },
      "an address from an IPv6 prefix of an instance": {
        facts: group([{ Id: "2001:db8:1::5", Port: 80 }]),
        account,
        context: { instances: [near] },
      },
      "an address beyond the VPC": {
        facts: group([{ Id: "10.0.0.7", Port: 80, AvailabilityZone: "all" }]),
        account,
        context: { instances: [far] },
        parts: { "i-9": "fail" },
      },
      "by id and by address": {
        facts: group([http, { Id: "10.0.0.7", Port: 81 }]),
        account,
        context: { instances: [near] },
        parts: { "i-1": "fail" },
      },
    },
    notApplicable: {
      "no dev account": { facts: group([http]), account: { id: "111111111111", kind: "prod" } },
      "a load balancer, whose groups carry the finding": {
        facts: { kind: "balancer", ...open, name: "open", targets: { registered: [], draining: [] } },
        account,
      },
    },
  });
});
