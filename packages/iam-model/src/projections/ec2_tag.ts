import { ec2Tag } from "@plumbline/collectors/ec2_tag";
import { defineProjection } from "../projection.ts";

/** Tags of all resources of EC2. */
export const tags = defineProjection(ec2Tag, (part) => [
  part({
    kinds: ["ec2_tag"],
    needs: [],
    project: ({ id, key, resourceType, resourceId, value }, { account, region }) => [
      {
        ...{ kind: "ec2_tag", id, account, name: key, arn: null, createdAt: null, updatedAt: null },
        facts: { region, resourceType, resourceId, value },
      },
    ],
  }),
]);
