import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An EC2 instance. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
export const ec2Instance = defineKind({
  kind: "ec2_instance",
  title: "EC2 instance",
  id: "InstanceId",
  facts: z.strictObject({
    region: z.string(),
    state: z.string(),
    instanceType: z.string(),
    imageId: z.string().nullable(),
    vpcId: z.string().nullable(),
    subnetId: z.string().nullable(),
    privateIp: z.string().nullable(),
    publicIp: z.string().nullable(),
    instanceProfile: z.string().nullable(),
  }),
});
