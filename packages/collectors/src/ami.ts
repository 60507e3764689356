import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags } from "./facts/event-id.ts";
import { Share, toShares } from "./facts/shares.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";

/** An image of the account itself. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
export const ami = defineCollector({
  type: "ami",
  title: "Machine image",
  scope: "regional",
  iam: ["ec2:DescribeImages"],
  gone: ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"],
  base: z.object({ id: z.string().min(1), name: z.string().optional(), tags: Tags }),
  async *list(aws) {
    const { EC2Client, paginateDescribeImages } = await sdk();
    const input = { Owners: ["self"], MaxResults: 1000 };
    for await (const page of paginateDescribeImages({ client: aws.client(EC2Client) }, input)) {
      for (const { ImageId, Name, Tags } of page.Images ?? []) yield { id: ImageId ?? "", name: Name, tags: toTags(Tags) };
    }
  },
  async find(aws, id) {
    const { EC2Client, DescribeImagesCommand } = await sdk();
    const { Images } = await aws.client(EC2Client).send(new DescribeImagesCommand({ Owners: ["self"], ImageIds: [id] }));
    return (Images ?? []).map(({ ImageId, Name, Tags }) => ({ id: ImageId ?? "", name: Name, tags: toTags(Tags) }));
  },
  aspects: {
    shares: {
      iam: ["ec2:DescribeImageAttribute"],
      schema: z.unknown().pipe(z.array(Share)),
      async fetch(aws, { id }) {
        const { EC2Client, DescribeImageAttributeCommand } = await sdk();
        const input = { ImageId: id, Attribute: "launchPermission" as const };
        const { LaunchPermissions } = await aws.client(EC2Client).send(new DescribeImageAttributeCommand(input));
        return LaunchPermissions && toShares(LaunchPermissions);
      },
    },
  },
  events: [
    { source, name: "CreateImage", effect: "create", id: "responseElements.imageId" },
    { source, name: "RegisterImage", effect: "create", id: "responseElements.imageId" },
    { source, name: "CopyImage", effect: "create", id: "responseElements.imageId" },
    { source, name: "ModifyImageAttribute", effect: "update", touches: ["shares"], id: "requestParameters.imageId" },
    { source, name: "ResetImageAttribute", effect: "update", touches: ["shares"], id: "requestParameters.imageId" },
    ...ec2Tags(/^ami-/),
    { source, name: "DeregisterImage", effect: "delete", id: "requestParameters.imageId" },
  ],
});
