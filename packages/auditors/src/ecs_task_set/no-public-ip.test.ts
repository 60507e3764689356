import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { ecsTaskSetNoPublicIp } from "./no-public-ip.ts";

const prefix = "arn:aws:ecs:us-east-1:111111111111";
const base = { id: `${prefix}:task-set/one/web/ecs-svc/1`, cluster: `${prefix}:cluster/one`, service: `${prefix}:service/one/web` };
const open = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" as const };
const set = (deployment: object) => ({ ...base, deployment: { status: "ACTIVE", controller: "EXTERNAL", network: open, ...deployment } });

describe("ecs_task_set/no-public-ip", () => {
  testAuditor(it, ecsTaskSetNoPublicIp, {
    pass: {
      disabled: { facts: set({ network: { ...open, assignPublicIp: "DISABLED" } }) },
      "left out": { facts: set({ network: { subnets: ["subnet-1"] } }) },
    },
    fail: {
      enabled: { facts: set({}), remedy: "cured", blastRadius: { affected: [] } },
      "enabled, with tasks": { facts: set({ runningTasks: 2 }), blastRadius: { affected: [], unnamed: { kind: "task", count: 2 } } },
      "enabled, in the primary one": { facts: set({ status: "PRIMARY" }), remedy: "cured" },
      "another partition": { facts: { ...set({}), id: base.id.replace("aws", "aws-cn") }, partition: "aws-cn", region: "cn-north-1" },
      "deployed by CodeDeploy": { facts: set({ controller: "CODE_DEPLOY" }), remedy: { none: "CodeDeploy owns it" } },
    },
    notApplicable: {
      draining: { facts: set({ status: "DRAINING" }) },
      deleted: { facts: set({ status: "DELETED", network: null }) },
      "tasks on their hosts' network": { facts: set({ network: null }) },
    },
  });

  it("says that a deletion of the primary one stops the service, and can't be undone", () => {
    const plan = ecsTaskSetNoPublicIp.remediation?.plan({ facts: set({ status: "PRIMARY" }) } as never, undefined);
    expect(plan).toMatchObject({
      steps: [
        {
          note: expect.stringContaining("the service serves nothing"),
          undo: { impossible: expect.stringContaining("does not come back") },
        },
      ],
    });
  });
});
