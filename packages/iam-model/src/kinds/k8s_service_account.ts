import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A service account of a cluster. https://kubernetes.io/docs/concepts/security/service-accounts/ */
export const k8sServiceAccount = defineKind({
  kind: "k8s_service_account",
  title: "Kubernetes service account",
  id: "uid",
  facts: z.strictObject({
    cluster: z.string(),
    namespace: z.string(),
    /** From the annotation that EKS reads. https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
    roleArn: z.string().nullable(),
  }),
});
