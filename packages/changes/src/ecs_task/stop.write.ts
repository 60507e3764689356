import { defineWriter } from "@plumbline/audit-kit/define";
import { ecsTaskStop } from "./stop.ts";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html */
export const writeEcsTaskStop = defineWriter(ecsTaskStop, async (aws, { id, cluster }, { to }) => {
  if (to === "RUNNING") throw new Error(`task ${id} in ${aws.account}/${aws.region} can't run again; start a new one`);
  const { ECSClient, StopTaskCommand } = await import("@aws-sdk/client-ecs");
  return aws.client(ECSClient).send(new StopTaskCommand({ cluster, task: id, reason: "stopped by plumbline: it had a public address" }));
});
