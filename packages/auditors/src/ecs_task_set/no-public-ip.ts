import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { ecsTaskSetDelete } from "@plumbline/changes/ecs_task_set/delete";
import { ecsTaskSet } from "@plumbline/collectors/ecs_task_set";
import { runningTasks } from "../judge/affected.ts";

/** Judges what the task set gives to its tasks, also when it is scaled to none. */
export const ecsTaskSetNoPublicIp = defineAuditor({
  id: "ecs_task_set/no-public-ip",
  title: "ECS task sets give their tasks no public address",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-16",
  subject: ecsTaskSet,
  needs: ["deployment"],
  evaluate({ facts: { deployment } }) {
    const { status, controller, network } = deployment;
    if (status === "DRAINING" || status === "DELETED") return { status: "not-applicable", reason: "it is being deleted" };
    if (!network) return { status: "not-applicable", reason: "its tasks share their hosts' network" };
    if (network.assignPublicIp === "DISABLED") return { status: "pass" };
    return {
      status: "fail",
      reason: "it gives its tasks public addresses",
      evidence: { assignPublicIp: network.assignPublicIp, controller, status },
    };
  },
  remediation: {
    summary: "Deletes the task set, unless CodeDeploy owns it.",
    changes: [ecsTaskSetDelete],
    blastRadius: { tells: ["task"], of: ({ facts: { deployment } }) => runningTasks(deployment.runningTasks) },
    plan({ facts: { deployment } }) {
      if (deployment.controller !== "EXTERNAL")
        // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskSet.html
        return {
          none: "CodeDeploy owns it, and only task sets of an external deployer can be deleted; deploy with assignPublicIp DISABLED",
        };
      const note =
        deployment.status === "PRIMARY"
          ? "it is the primary one: its tasks stop, and the service serves nothing until its deployer makes another"
          : "its tasks stop";
      return cure(ecsTaskSetDelete.to("DRAINING", { note }));
    },
  },
});
