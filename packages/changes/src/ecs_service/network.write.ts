import { defineWriter } from "@plumbline/audit-kit/define";
import { ecsServiceNetwork } from "./network.ts";

/**
 * AWS takes the network as a whole, so subnets and security groups are sent again as they are.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export const writeEcsServiceNetwork = defineWriter(ecsServiceNetwork, async (aws, { id, cluster }, { to }) => {
  if (!to) throw new Error(`the network of ${id} in ${aws.account}/${aws.region} can't be removed; plan again`);
  const { ECSClient, UpdateServiceCommand } = await import("@aws-sdk/client-ecs");
  const networkConfiguration = { awsvpcConfiguration: to };
  return aws.client(ECSClient).send(new UpdateServiceCommand({ cluster, service: id, networkConfiguration, forceNewDeployment: true }));
});
