import { ec2 } from "@plumbline/collectors/ec2";
import { arn } from "@plumbline/finding-model/arn";
import { defineProjection } from "../projection.ts";

/** Instances that are not terminated. When one was launched is left out: AWS tells the last start instead. */
export const instances = defineProjection(ec2, (part) => [
  part({
    kinds: ["ec2_instance"],
    needs: [],
    project: ({ id, tags, state, instanceType, imageId, profile, interfaces }, { partition, account, region }) => {
      const primary = interfaces.find(({ isPrimary }) => isPrimary);
      const [address] = primary?.addresses ?? [];
      return [
        {
          ...{ kind: "ec2_instance", id, account, name: tags["Name"] || id, createdAt: null, updatedAt: null },
          arn: arn({ partition, service: "ec2", region, account, resource: `instance/${id}` }),
          facts: {
            ...{ region, state, instanceType, imageId, vpcId: primary?.vpc ?? null, subnetId: primary?.subnet ?? null },
            ...{ privateIp: address?.privateIp ?? null, publicIp: address?.publicIp ?? null, instanceProfile: profile },
          },
        },
      ];
    },
  }),
]);
