import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { elbv2 } from "@plumbline/collectors/elbv2";
import { describe, expect, it } from "vitest";
import { elbv2Targets } from "./targets.ts";
import { writeElbv2Targets } from "./targets.write.ts";

const id = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/73e2d6bc24d8a067";
const group = { kind: "group" as const, id, name: "web", vpc: "vpc-1", balancers: [] };
const far = { Id: "10.9.0.7", Port: 8080, AvailabilityZone: "all", Later: "kept" };
const [http, https] = [
  { Id: "i-1", Port: 80 },
  { Id: "i-1", Port: 443 },
];

describe("elbv2/targets", () => {
  testChange(it, elbv2Targets, {
    "targets of several ports and zones": { value: { registered: [far, https, http], draining: [] }, states: [[https], []] },
    "a target beside one that drains": { value: { registered: [http], draining: [https] }, states: [[], [far, http]] },
  });

  const writes: Record<string, { from: object[]; to: object[]; sent: unknown[] }> = {
    "deregisters each target with its port and zone": {
      from: [far, https, http],
      to: [https],
      sent: [["DeregisterTargets", { TargetGroupArn: id, Targets: [far, http] }]],
    },
    "registers them again as they were": {
      from: [https],
      to: [far, https, http],
      sent: [["RegisterTargets", { TargetGroupArn: id, Targets: [far, http] }]],
    },
    "sends nothing when nothing differs": { from: [far], to: [far], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { DeregisterTargets: {}, RegisterTargets: {} } });
    await writeElbv2Targets.write(aws, group, { from: elbv2Targets.state.parse(from), to: elbv2Targets.state.parse(to) });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(sent);
  });

  it("stand-in: restores ports and zones while AWS still drains the targets", async () => {
    type Sent = { Targets: { Id: string; Port?: number }[] };
    const states = new Map([far, https, http].map((target) => [JSON.stringify(target), "healthy"]));
    const mark =
      (state: string) =>
      ({ Targets }: Sent) => {
        for (const target of Targets) states.set(JSON.stringify(target), state);
        return {};
      };
    const aws = fakeAws({
      answers: {
        DeregisterTargets: mark("draining"),
        RegisterTargets: mark("initial"),
        DescribeTargetHealth: () => ({
          TargetHealthDescriptions: [...states].map(([target, State]) => ({ Target: JSON.parse(target), TargetHealth: { State } })),
        }),
      },
    });
    const look = async () => elbv2Targets.view((await lookAtAspect(elbv2, aws, "targets", [group])).get(id)?.value as never);
    const before = await look();
    await writeElbv2Targets.write(aws, group, { from: before, to: [https] });
    expect(await look()).toEqual([https]);
    await writeElbv2Targets.write(aws, group, { from: [https], to: before });
    expect(await look()).toEqual([far, https, http]);
  });
});
