import { defineWriter } from "@plumbline/audit-kit/define";
import { ecsTaskSetDelete } from "./delete.ts";

/**
 * Forced, since a task set that still runs tasks is not deleted otherwise.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskSet.html
 */
export const writeEcsTaskSetDelete = defineWriter(ecsTaskSetDelete, async (aws, { id, cluster, service }, { to }) => {
  if (to !== "DRAINING") throw new Error(`task set ${id} in ${aws.account}/${aws.region} can't be brought back; deploy a new one`);
  const { ECSClient, DeleteTaskSetCommand } = await import("@aws-sdk/client-ecs");
  return aws.client(ECSClient).send(new DeleteTaskSetCommand({ cluster, service, taskSet: id, force: true }));
});
