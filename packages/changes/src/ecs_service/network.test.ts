import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecsServiceNetwork } from "./network.ts";
import { writeEcsServiceNetwork } from "./network.write.ts";

const base = {
  id: "arn:aws:ecs:eu-west-1:111111111111:service/one/web",
  name: "web",
  cluster: "arn:aws:ecs:eu-west-1:111111111111:cluster/one",
};
const open = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" as const, later: "kept" };
const shut = { ...open, assignPublicIp: "DISABLED" as const };

describe("ecs_service/network", () => {
  testChange(it, ecsServiceNetwork, {
    "a public network": {
      value: { controller: "ECS", network: open, egress: { "subnet-1": { hasNat: true, endpoints: [] } } },
      states: [shut, open],
    },
    "a network with security groups left out": {
      value: { controller: "ECS", network: shut, egress: {} },
      states: [{ subnets: ["subnet-2"] }, open],
    },
  });

  it("sees no network in a service that is gone", () => {
    expect([ecsServiceNetwork.view(null), ecsServiceNetwork.set(null, shut)]).toEqual([null, null]);
  });

  const writes = { "takes the public address away": { from: open, to: shut }, "gives it back": { from: shut, to: open } };
  it.each(Object.entries(writes))("%s, with a new deployment and the network as a whole", async (_, { from, to }) => {
    const aws = fakeAws({ answers: { UpdateService: {} } });
    await writeEcsServiceNetwork.write(aws, base, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      [
        "UpdateService",
        { cluster: base.cluster, service: base.id, networkConfiguration: { awsvpcConfiguration: to }, forceNewDeployment: true },
      ],
    ]);
  });

  it("refuses to remove a network, without a call", async () => {
    await expect(writeEcsServiceNetwork.write(fakeAws({ answers: {} }), base, { from: open, to: null })).rejects.toThrow(
      "can't be removed",
    );
  });
});
