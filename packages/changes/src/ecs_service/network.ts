import { defineChange } from "@plumbline/audit-kit/define";
import { ecsService } from "@plumbline/collectors/ecs_service";
import { AwsVpc } from "@plumbline/collectors/facts/ecs";

/** Sets the network of a service that ECS itself deploys, which replaces its tasks; null where there is none, or no service any more. */
export const ecsServiceNetwork = defineChange({
  name: "ecs_service/network",
  title: "Set the service's network and deploy it anew",
  on: ecsService,
  aspect: "deployment",
  state: AwsVpc.nullable(),
  iam: ["ecs:UpdateService"],
  undo: "restore",
  /** Read only while tasks get public addresses, and may change meanwhile without us. */
  anew: ["egress"],
  view: (deployment) => deployment?.network ?? null,
  set: (deployment, network) => deployment && { ...deployment, network },
});
