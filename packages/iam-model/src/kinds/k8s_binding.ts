import { z } from "zod";
import { defineKind } from "../define-kind.ts";

const Subject = z.strictObject({ kind: z.string(), name: z.string(), namespace: z.string().nullable() });

/** A RoleBinding, or a ClusterRoleBinding where `namespace` is null. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export const k8sBinding = defineKind({
  kind: "k8s_binding",
  title: "Kubernetes role binding",
  id: "uid",
  facts: z.strictObject({
    cluster: z.string(),
    namespace: z.string().nullable(),
    role: z.strictObject({ kind: z.string(), name: z.string() }),
    subjects: z.array(Subject),
  }),
});
