import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** Who of IAM may reach an EKS cluster, by the principal's ARN. https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html */
export const eksAccessEntry = defineKind({
  kind: "eks_access_entry",
  title: "EKS access entry",
  id: "accessEntryArn",
  facts: z.strictObject({
    cluster: z.string(),
    principalArn: z.string(),
    userName: z.string(),
    groups: z.array(z.string()),
    type: z.string(),
    policies: z.array(z.strictObject({ policyArn: z.string(), scope: z.string(), namespaces: z.array(z.string()) })),
  }),
});
