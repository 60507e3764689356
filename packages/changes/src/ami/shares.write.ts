import { defineWriter } from "@plumbline/audit-kit/define";
import { shareEdits } from "@plumbline/collectors/facts/shares";
import { amiShares } from "./shares.ts";

/** One call for each direction and kind. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html */
export const writeAmiShares = defineWriter(amiShares, async (aws, { id }, ends) => {
  const { EC2Client, ModifyImageAttributeCommand } = await import("@aws-sdk/client-ec2");
  const client = aws.client(EC2Client);
  for (const { GroupNames: UserGroups, ...edit } of shareEdits(ends))
    await client.send(
      new ModifyImageAttributeCommand({ ImageId: id, Attribute: "launchPermission", ...edit, ...(UserGroups ? { UserGroups } : {}) }),
    );
});
