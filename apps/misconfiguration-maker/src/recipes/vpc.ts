import { makeVpc, removeVpcs } from "../network.ts";
import { type Recipe, underscored } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-vpc`;

/** A VPC without a flow log. */
export const vpc: Recipe = {
  name: "vpc",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "an empty VPC that nothing leads into; it counts towards the quota of VPCs",
  async make({ aws }) {
    const { EC2Client } = await sdk();
    await removeVpcs(aws.client(EC2Client), name);
    return [await makeVpc(aws.client(EC2Client), name)];
  },
  destroy: async ({ aws }) => removeVpcs(aws.client((await sdk()).EC2Client), name),
};
