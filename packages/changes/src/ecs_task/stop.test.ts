import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { ecsTask } from "@plumbline/collectors/ecs_task";
import { describe, expect, it } from "vitest";
import { ecsTaskStop } from "./stop.ts";
import { writeEcsTaskStop } from "./stop.write.ts";

const base = { id: "arn:aws:ecs:eu-west-1:111111111111:task/one/0123", cluster: "arn:aws:ecs:eu-west-1:111111111111:cluster/one" };
const run = { desiredStatus: "RUNNING", group: "service:web", interface: "own", publicAddresses: ["203.0.113.7"] };

describe("ecs_task/stop", () => {
  testChange(it, ecsTaskStop, {
    "a running task": { value: run, states: ["STOPPED", "RUNNING"] },
    "a stopped task": { value: { ...run, desiredStatus: "STOPPED" }, states: ["RUNNING", "STOPPED"] },
  });

  it("takes a task of which AWS knows nothing as stopped", () => {
    expect([ecsTaskStop.view(null), ecsTaskStop.set(null, "STOPPED")]).toEqual(["STOPPED", null]);
  });

  // The emulator gives tasks no public address, and ends them by itself.
  it("stand-in: stops a task, which then reads as stopped", async () => {
    let desiredStatus = "RUNNING";
    const aws = fakeAws({
      answers: {
        StopTask: () => {
          desiredStatus = "STOPPED";
          return {};
        },
        DescribeTasks: () => ({ tasks: [{ taskArn: base.id, desiredStatus, lastStatus: "RUNNING", group: "service:web" }] }),
      },
    });
    const look = async () => ecsTaskStop.view((await lookAtAspect(ecsTask, aws, "run", [base])).get(base.id)?.value as never);
    expect(await look()).toBe("RUNNING");
    await writeEcsTaskStop.write(aws, base, { from: "RUNNING", to: "STOPPED" });
    expect(await look()).toBe("STOPPED");
    const { cluster, id: task } = base;
    expect(aws.calls[1]?.input).toEqual({ cluster, task, reason: "stopped by plumbline: it had a public address" });
  });

  it("refuses to run a task again, without a call", async () => {
    await expect(writeEcsTaskStop.write(fakeAws({ answers: {} }), base, { from: "STOPPED", to: "RUNNING" })).rejects.toThrow(
      "can't run again",
    );
  });
});
