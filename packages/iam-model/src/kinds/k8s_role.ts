import { z } from "zod";
import { defineKind } from "../define-kind.ts";

const Rule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()),
  verbs: z.array(z.string()),
  nonResourceUrls: z.array(z.string()),
});

/** A Role, or a ClusterRole where `namespace` is null. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export const k8sRole = defineKind({
  kind: "k8s_role",
  title: "Kubernetes role",
  id: "uid",
  facts: z.strictObject({ cluster: z.string(), namespace: z.string().nullable(), rules: z.array(Rule) }),
});
