import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { ecsTaskSet } from "@plumbline/collectors/ecs_task_set";
import { describe, expect, it } from "vitest";
import { ecsTaskSetDelete } from "./delete.ts";
import { writeEcsTaskSetDelete } from "./delete.write.ts";

const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const base = { id: `${prefix}:task-set/one/web/ecs-svc/1`, cluster: `${prefix}:cluster/one`, service: `${prefix}:service/one/web` };
const network = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" };

describe("ecs_task_set/delete", () => {
  testChange(it, ecsTaskSetDelete, {
    "a primary task set": { value: { status: "PRIMARY", controller: "EXTERNAL", network }, states: ["DRAINING", "ACTIVE"] },
    "a task set that drains": { value: { status: "DRAINING", controller: "EXTERNAL", network }, states: ["DRAINING", "PRIMARY"] },
  });

  it("takes a deleted task set as drained", () => {
    const deleted = { status: "DELETED", controller: "EXTERNAL", network: null };
    expect([ecsTaskSetDelete.view(deleted), ecsTaskSetDelete.set(deleted, "DRAINING")]).toEqual(["DRAINING", deleted]);
  });

  it("stand-in: deletes a task set with its tasks, which first drains and is then gone", async () => {
    const taskSet = { taskSetArn: base.id, status: "PRIMARY" };
    let taskSets = [taskSet];
    const aws = fakeAws({
      answers: {
        DeleteTaskSet: () => {
          taskSet.status = "DRAINING";
          return {};
        },
        DescribeServices: () => ({ services: [{ serviceArn: base.service, status: "ACTIVE", taskSets }] }),
      },
    });
    const look = async () =>
      ecsTaskSetDelete.view((await lookAtAspect(ecsTaskSet, aws, "deployment", [base])).get(base.id)?.value as never);
    expect(await look()).toBe("PRIMARY");
    await writeEcsTaskSetDelete.write(aws, base, { from: "PRIMARY", to: "DRAINING" });
    expect(await look()).toBe("DRAINING");
    taskSets = [];
    expect(await look()).toBe("DRAINING");
    const { cluster, service, id: set } = base;
    expect(aws.calls[1]?.input).toEqual({ cluster, service, taskSet: set, force: true });
  });

  it("refuses to bring a task set back, without a call", async () => {
    await expect(writeEcsTaskSetDelete.write(fakeAws({ answers: {} }), base, { from: "DRAINING", to: "PRIMARY" })).rejects.toThrow(
      "can't be brought back",
    );
  });
});
