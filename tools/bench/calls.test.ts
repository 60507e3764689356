import { looksOf } from "@plumbline/audit-kit/look";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { describe, expect, it } from "vitest";
import { compare, floorOf } from "./calls.ts";

const looks = looksOf(await chooseChecks(undefined));
const at = (type: string, aspect: string, asked: number, region = "eu-west-1") => ({
  account: "111111111111",
  region,
  type,
  aspect,
  asked,
});
const some = "ec2:DescribeSpotInstanceRequests";

const rows: Record<string, [coverage: ReturnType<typeof at>[], least: Record<string, number>]> = {
  "a listing in two regions": [[at("sqs", "list", 1), at("sqs", "list", 1, "us-east-1")], { "sqs:ListQueues": 2 }],
  "a listing that three types share": [
    [at("ecs_service", "list", 1), at("ecs_task", "list", 1), at("ecs_task_set", "list", 1)],
    { "ecs:ListClusters": 1, "ecs:DescribeClusters": 1, "ecs:ListServices": 1, "ecs:ListTasks": 1, "ecs:DescribeServices": 1 },
  ],
  "two APIs under one name of IAM's": [
    [at("elb", "list", 1), at("elbv2", "list", 1)],
    { "elasticloadbalancing:DescribeLoadBalancers": 2, "elasticloadbalancing:DescribeTargetGroups": 1 },
  ],
  "a call for each resource": [[at("sqs", "policy", 3)], { "sqs:GetQueueAttributes": 3 }],
  "a call for twenty": [[at("elb", "tags", 21)], { "elasticloadbalancing:DescribeTags": 2 }],
  "a call for all": [[at("vpc", "flowLogs", 9)], { "ec2:DescribeFlowLogs": 1 }],
  "an aspect that is asked only of some": [[at("ec2", "spotRequest", 9)], {}],
  "an action that is asked only of some": [[at("region", "trails", 1)], { "cloudtrail:DescribeTrails": 1 }],
  "nothing to ask about": [[at("sqs", "policy", 0)], {}],
};

describe("the fewest calls", () => {
  it.each(Object.entries(rows))("%s", (_, [coverage, least]) => {
    expect(Object.fromEntries(floorOf(coverage, looks).least)).toEqual(least);
  });

  const floor = floorOf([at("sqs", "list", 1), at("ecs_task", "list", 1)], looks);
  const enough = { sqs: { ListQueues: 1 }, ecs: { ListClusters: 3, DescribeClusters: 1, ListTasks: 1 } };
  it("tells what was made more often, and apart what is asked only of some", () => {
    const { lines, isSound } = compare({ ...enough, ec2: { DescribeSpotInstanceRequests: 2 } }, floor);
    expect(isSound).toBe(true);
    expect(lines.filter((line) => line.startsWith("more than"))).toEqual([expect.stringContaining("ecs:ListClusters 3 instead of 1")]);
    expect(lines.filter((line) => line.includes(some))).toEqual([
      `asked only of some resources: ${some} 2 made, 0 at least (ec2/spotRequest: asked for Spot instances)`,
    ]);
  });

  it("does not take a floor for one that the calls undercut", () => {
    const { lines, isSound } = compare({ ecs: enough.ecs }, floor);
    expect(isSound).toBe(false);
    expect(lines).toContain("the floor is wrong: sqs:ListQueues 0 made, 1 at least");
  });
});
