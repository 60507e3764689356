import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { elbv2 } from "./elbv2.ts";

const prefix = "arn:aws:elasticloadbalancing:eu-west-1:111111111111";
const open = `${prefix}:loadbalancer/app/open/50dc6c495c0c9188`;
const shut = `${prefix}:loadbalancer/net/shut/60dc6c495c0c9188`;
const gateway = `${prefix}:loadbalancer/gwy/gateway/70dc6c495c0c9188`;
const group = `${prefix}:targetgroup/web/73e2d6bc24d8a067`;
const lone = `${prefix}:targetgroup/lone/83e2d6bc24d8a067`;

const balancer = (LoadBalancerArn: string, LoadBalancerName: string, Scheme?: string) => ({
  ...{ LoadBalancerArn, LoadBalancerName, Scheme },
  ...(Scheme ? { DNSName: `${LoadBalancerName}-1.elb.eu-west-1.amazonaws.com` } : {}),
});
const openDns = "open-1.elb.eu-west-1.amazonaws.com";
const shutDns = "shut-1.elb.eu-west-1.amazonaws.com";
const Open = balancer(open, "open", "internet-facing");
const Group = { TargetGroupArn: group, TargetGroupName: "web", VpcId: "vpc-1", TargetType: "instance", LoadBalancerArns: [shut, open] };
const found = { open: { kind: "balancer", id: open, name: "open", scheme: "internet-facing", dnsName: openDns } };
const raise = (error: Error) => () => {
  throw error;
};

describe("elbv2", () => {
  it("lists every page of load balancers, then of target groups, whose schemes it knows by then", async () => {
    const aws = fakeAws({
      answers: {
        DescribeLoadBalancers: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { LoadBalancers: [balancer(shut, "shut", "internal"), balancer(gateway, "gateway")] }
            : { LoadBalancers: [Open], NextMarker: "2" },
        DescribeTargetGroups: ({ Marker }: { Marker?: string }) =>
          Marker ? { TargetGroups: [{ TargetGroupArn: lone, TargetGroupName: "lone" }] } : { TargetGroups: [Group], NextMarker: "2" },
      },
    });
    expect(await listAll(elbv2, aws)).toEqual([
      found.open,
      { kind: "balancer", id: shut, name: "shut", scheme: "internal", dnsName: shutDns },
      { kind: "balancer", id: gateway, name: "gateway", scheme: null, dnsName: null },
      {
        ...{ kind: "group", id: group, name: "web", vpc: "vpc-1" },
        balancers: [
          { id: open, scheme: "internet-facing", dnsName: openDns },
          { id: shut, scheme: "internal", dnsName: shutDns },
        ],
      },
      { kind: "group", id: lone, name: "lone", vpc: null, balancers: [] },
    ]);
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["DescribeLoadBalancers", { PageSize: 400 }],
      ["DescribeLoadBalancers", { PageSize: 400, Marker: "2" }],
      ["DescribeTargetGroups", { PageSize: 400 }],
      ["DescribeTargetGroups", { PageSize: 400, Marker: "2" }],
    ]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(elbv2, fakeAws({ answers: { DescribeLoadBalancers: {}, DescribeTargetGroups: {} } }))).toEqual([]);
  });

  it("asks for a load balancer that was made while it listed, and leaves out one that was deleted", async () => {
    const aws = fakeAws({
      answers: {
        DescribeLoadBalancers: ({ LoadBalancerArns }: { LoadBalancerArns?: string[] }) => {
          if (LoadBalancerArns?.includes(shut)) throw awsFault("LoadBalancerNotFoundException");
          return { LoadBalancers: LoadBalancerArns ? [Open] : [] };
        },
        DescribeTargetGroups: { TargetGroups: [Group] },
      },
    });
    expect(await listAll(elbv2, aws)).toMatchObject([{ id: group, balancers: [{ id: open, scheme: "internet-facing" }] }]);
  });

  it("rejects when target groups are denied", async () => {
    const aws = fakeAws({ answers: { DescribeLoadBalancers: {}, DescribeTargetGroups: raise(awsFault("AccessDenied")) } });
    await expect(listAll(elbv2, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  const forms: Record<string, string> = {
    "a load balancer": open,
    "a listener": `${prefix}:listener/app/open/50dc6c495c0c9188/0467ef3c8400ae65`,
    "a rule": `${prefix}:listener-rule/app/open/50dc6c495c0c9188/0467ef3c8400ae65/9683b2d02a6cabee`,
  };
  it.each(Object.entries(forms))("finds the load balancer and its target groups by the ARN of %s", async (_, id) => {
    const aws = fakeAws({
      answers: {
        DescribeLoadBalancers: ({ LoadBalancerArns: [arn] }: { LoadBalancerArns: string[] }) => ({
          LoadBalancers: [arn === open ? Open : balancer(shut, "shut", "internal")],
        }),
        DescribeTargetGroups: ({ LoadBalancerArn }: { LoadBalancerArn?: string }) => ({
          TargetGroups: LoadBalancerArn === open ? [Group] : [],
        }),
      },
    });
    expect(await findAll(elbv2, aws, id)).toMatchObject([
      found.open,
      { id: group, balancers: [{ id: open }, { id: shut, scheme: "internal" }] },
    ]);
  });

  it("finds a target group with the schemes of its load balancers", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTargetGroups: { TargetGroups: [{ ...Group, LoadBalancerArns: [open] }] },
        DescribeLoadBalancers: { LoadBalancers: [Open] },
      },
    });
    expect(await findAll(elbv2, aws, group)).toMatchObject([
      { kind: "group", id: group, balancers: [{ id: open, scheme: "internet-facing", dnsName: openDns }] },
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ TargetGroupArns: [group] }, { LoadBalancerArns: [open] }]);
  });

  it("finds a load balancer without target groups", async () => {
    const aws = fakeAws({
      answers: { DescribeLoadBalancers: { LoadBalancers: [Open] }, DescribeTargetGroups: raise(awsFault("TargetGroupNotFound")) },
    });
    expect(await findAll(elbv2, aws, open)).toEqual([found.open]);
  });

  const lost: Record<string, [id: string, code: string]> = {
    "a deleted load balancer": [open, "LoadBalancerNotFoundException"],
    "a deleted load balancer, by its code on the wire": [open, "LoadBalancerNotFound"],
    "a deleted target group": [group, "TargetGroupNotFoundException"],
    "a text that names neither": ["web", "ValidationError"],
    "an ARN of something else": [`${prefix}:truststore/mine/73e2d6bc24d8a067`, "ValidationError"],
  };
  it.each(Object.entries(lost))("finds nothing for %s", async (_, [id, code]) => {
    const no = raise(awsFault(code));
    expect(await findAll(elbv2, fakeAws({ answers: { DescribeLoadBalancers: no, DescribeTargetGroups: no } }), id)).toEqual([]);
  });

  it("reads tags of load balancers and target groups together, twenty a call", async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ kind: "group", id: `${group}${i}`, name: "web", vpc: null, balancers: [] }));
    const aws = fakeAws({
      answers: {
        DescribeTags: ({ ResourceArns }: { ResourceArns: string[] }) => ({
          TagDescriptions: ResourceArns.map((ResourceArn) => ({
            ResourceArn,
            Tags: ResourceArn === open ? [{ Key: "owner", Value: "x" }] : [],
          })),
        }),
      },
    });
    const tags = await lookAtAspect(elbv2, aws, "tags", [{ ...found.open }, ...many]);
    expect(aws.calls.map(({ input }) => (input as { ResourceArns: string[] }).ResourceArns.length)).toEqual([20, 1]);
    expect([tags.get(open), tags.get(`${group}19`)]).toEqual([{ value: { owner: "x" } }, { value: {} }]);
  });

  const web = { kind: "group", id: group, name: "web", vpc: "vpc-1", balancers: [] };
  it("reads targets as AWS describes them, sorted, with those that are draining apart", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTargetHealth: {
          TargetHealthDescriptions: [
            { Target: { Id: "i-2", Port: 80, Later: "kept" }, TargetHealth: { State: "healthy" } },
            { Target: { Id: "i-1", Port: 443 }, TargetHealth: { State: "draining", Reason: "Target.DeregistrationInProgress" } },
            { Target: { Id: "i-1", Port: 80, AvailabilityZone: "all" }, TargetHealth: { State: "unhealthy.draining" } },
            { Target: { Id: "i-1" } },
          ],
        },
      },
    });
    expect((await lookAtAspect(elbv2, aws, "targets", [web])).get(group)).toEqual({
      value: {
        registered: [{ Id: "i-1" }, { Id: "i-1", Port: 80, AvailabilityZone: "all" }, { Id: "i-2", Port: 80, Later: "kept" }],
        draining: [{ Id: "i-1", Port: 443 }],
      },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ TargetGroupArn: group }]);
  });

  it("knows without a call that a load balancer has no targets of its own", async () => {
    expect((await lookAtAspect(elbv2, fakeAws({ answers: {} }), "targets", [found.open])).get(open)).toEqual({
      value: { registered: [], draining: [] },
    });
  });

  const failures: Record<string, [code: string, kind: string]> = {
    "a denied call": ["AccessDenied", "denied"],
    "a target group deleted meanwhile": ["TargetGroupNotFoundException", "gone"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [code, kind]) => {
    const aws = fakeAws({ answers: { DescribeTargetHealth: raise(awsFault(code)) } });
    expect((await lookAtAspect(elbv2, aws, "targets", [web])).get(group)?.failure?.kind).toBe(kind);
  });

  const attribute = (Value: string) => ({
    Attributes: [
      { Key: "deletion_protection.enabled", Value: "true" },
      { Key: "access_logs.s3.enabled", Value },
    ],
  });
  const logs: Record<string, [id: string, answers: object, value: boolean | null]> = {
    "an application load balancer that does": [open, { DescribeLoadBalancerAttributes: attribute("true") }, true],
    "a network load balancer that does not": [shut, { DescribeLoadBalancerAttributes: attribute("false") }, false],
    "a gateway load balancer, which can't, without asking": [gateway, {}, null],
    "a target group, without asking": [group, {}, null],
  };
  it.each(Object.entries(logs))("knows whether it keeps access logs: %s", async (_, [id, answers, value]) => {
    const aws = fakeAws({ answers: { ...answers } });
    expect((await lookAtAspect(elbv2, aws, "accessLogs", [{ id }])).get(id)).toEqual({ value });
  });

  const unlogged: Record<string, [answer: object, kind: string]> = {
    "AWS does not say": [{ Attributes: [] }, "failed"],
    "it may not ask": [raise(awsFault("AccessDenied")), "denied"],
    "it is gone": [raise(awsFault("LoadBalancerNotFoundException")), "gone"],
  };
  it.each(Object.entries(unlogged))("does not know about access logs where %s", async (_, [DescribeLoadBalancerAttributes, kind]) => {
    const aws = fakeAws({ answers: { DescribeLoadBalancerAttributes } });
    expect((await lookAtAspect(elbv2, aws, "accessLogs", [{ id: open }])).get(open)?.failure?.kind).toBe(kind);
  });
});
