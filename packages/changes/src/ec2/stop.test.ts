import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2Stop } from "./stop.ts";
import { writeEc2Stop } from "./stop.write.ts";

const instance = ec2.base.parse({ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} });

describe("ec2/stop", () => {
  testChange(it, ec2Stop, { "an instance that runs": { value: instance, states: ["stopped", "running"] } });

  it("waits while AWS is on its way", () => {
    const states = ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"] as const;
    expect(states.filter((state) => ec2Stop.settling?.({ ...instance, state }))).toEqual(["pending", "stopping"]);
  });

  const writes = {
    "stops a running instance": { ends: { from: "running", to: "stopped" }, operation: "StopInstances" },
    "starts a stopped one": { ends: { from: "stopped", to: "running" }, operation: "StartInstances" },
  } as const;
  it.each(Object.entries(writes))("%s", async (_, { ends, operation }) => {
    const aws = fakeAws({ answers: { StopInstances: {}, StartInstances: {} } });
    await writeEc2Stop.write(aws, instance, ends);
    expect(aws.calls.map((call) => [call.operation, call.input])).toEqual([[operation, { InstanceIds: ["i-0a"] }]]);
  });

  it("calls nothing for a state that it can't bring about", async () => {
    const aws = fakeAws({ answers: {} });
    await expect(writeEc2Stop.write(aws, instance, { from: "running", to: "terminated" })).rejects.toThrow(
      "i-0a in 111111111111/eu-west-1",
    );
    expect(aws.calls).toEqual([]);
  });
});
