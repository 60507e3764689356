import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2Terminate } from "./terminate.ts";
import { writeEc2Terminate } from "./terminate.write.ts";

const instance = ec2.base.parse({ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} });

describe("ec2/terminate", () => {
  testChange(it, ec2Terminate, { "an instance that runs": { value: instance, states: ["terminated", "running"] } });

  it("waits while AWS is on its way", () => {
    expect(
      ["shutting-down", "terminated"].map((state) => ec2Terminate.settling?.({ ...instance, state: ec2.base.shape.state.parse(state) })),
    ).toEqual([true, false]);
  });

  it("terminates", async () => {
    const aws = fakeAws({ answers: { TerminateInstances: {} } });
    await writeEc2Terminate.write(aws, instance, { from: "running", to: "terminated" });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([["TerminateInstances", { InstanceIds: ["i-0a"] }]]);
  });

  it("does not promise to bring an instance back", async () => {
    expect(ec2Terminate.undo).toEqual({ impossible: "a terminated instance does not come back" });
    const aws = fakeAws({ answers: {} });
    await expect(writeEc2Terminate.write(aws, instance, { from: "terminated", to: "running" })).rejects.toThrow(
      "i-0a in 111111111111/eu-west-1",
    );
    expect(aws.calls).toEqual([]);
  });
});
