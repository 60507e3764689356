import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { ecsTaskStop } from "@plumbline/changes/ecs_task/stop";
import { ecsTask } from "@plumbline/collectors/ecs_task";
import { affected } from "../judge/affected.ts";

/**
 * Judges the addresses of a task's own network interface, whatever security groups let through. A task that shares its host's network is
 * as public as its host, which the checks on EC2 judge.
 */
export const ecsTaskNoPublicIp = defineAuditor({
  id: "ecs_task/no-public-ip",
  title: "No running ECS task has a public address",
  severity: "high",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
  subject: ecsTask,
  needs: ["run"],
  evaluate({ facts: { run } }) {
    if (!run || run.desiredStatus === "STOPPED") return { status: "not-applicable", reason: "it has stopped, or is stopping" };
    if (run.interface === "host") return { status: "not-applicable", reason: "it shares its host's network" };
    if (run.interface === "unattached") return { status: "not-applicable", reason: "its network interface is not attached" };
    if (run.publicAddresses.length === 0) return { status: "pass" };
    const { publicAddresses, group } = run;
    return { status: "fail", reason: `it has the public address ${publicAddresses.join(", ")}`, evidence: { publicAddresses, group } };
  },
  remediation: {
    summary: "Stops the task.",
    changes: [ecsTaskStop],
    blastRadius: {
      tells: ["task"],
      untold: "what it works on, and who sends to it",
      of: ({ facts }) => ({ affected: affected("task", [facts.id]) }),
    },
    plan({ facts: { run } }) {
      const [kind, name] = (run?.group ?? "").split(/:(.*)/);
      const note =
        kind === "service"
          ? `what it works on is lost; service ${name} starts another task, which is public too unless the service is changed first`
          : "what it works on is lost; no service starts it again";
      return cure(ecsTaskStop.to("STOPPED", { note }));
    },
  },
});
