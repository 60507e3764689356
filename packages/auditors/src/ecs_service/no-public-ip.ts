import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { ecsServiceNetwork } from "@plumbline/changes/ecs_service/network";
import { ecsService } from "@plumbline/collectors/ecs_service";
import { runningTasks } from "../judge/affected.ts";
import { describeEgress } from "../judge/egress.ts";

const deployers: Readonly<Record<string, string>> = {
  CODE_DEPLOY: "CodeDeploy deploys it, and ECS refuses to change its network; deploy it with assignPublicIp DISABLED in the AppSpec file",
  EXTERNAL: "an external system deploys it, and ECS refuses to change its network; make a task set with assignPublicIp DISABLED",
};

/** Judges what the service gives to tasks that it starts from now on; `ecs_task/no-public-ip` judges those that run. */
export const ecsServiceNoPublicIp = defineAuditor({
  id: "ecs_service/no-public-ip",
  title: "ECS services give their tasks no public address",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
  subject: ecsService,
  needs: ["deployment"],
  evaluate({ facts: { deployment } }) {
    if (!deployment) return { status: "not-applicable", reason: "deleted while we looked" };
    const { controller, network } = deployment;
    if (!network && controller === "EXTERNAL") return { status: "not-applicable", reason: "its task sets say which network its tasks use" };
    if (!network) return { status: "not-applicable", reason: "its tasks share their hosts' network" };
    if (network.assignPublicIp === "DISABLED") return { status: "pass" };
    return {
      status: "fail",
      reason: "it gives its tasks public addresses",
      evidence: { assignPublicIp: network.assignPublicIp, controller, subnets: network.subnets },
    };
  },
  remediation: {
    summary: "Disables public addresses and deploys the service anew; says whether its subnets have NAT or endpoints.",
    changes: [ecsServiceNetwork],
    blastRadius: { tells: ["task"], of: ({ facts: { deployment } }) => runningTasks(deployment?.runningTasks) },
    plan({ facts: { deployment } }) {
      if (!deployment?.network) return { none: "it has no network to change" };
      const { controller, network, egress } = deployment;
      if (controller !== "ECS") return { none: deployers[controller] ?? `${controller} deploys it, and ECS does not change its network` };
      const note = `all its tasks are replaced; ${describeEgress(network.subnets, egress)}`;
      return cure(ecsServiceNetwork.to({ ...network, assignPublicIp: "DISABLED" }, { note }));
    },
  },
});
