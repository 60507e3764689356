import { inOrder } from "@plumbline/iam-model/in-order";
import type { RecordOf } from "@plumbline/iam-model/kinds";
import { z } from "zod";

/** Whose records they are. */
export interface Cluster {
  /** As the records name it: an EKS cluster's ARN, else what the user calls it. */
  readonly name: string;
  readonly account: string;
}

const Metadata = z.object({
  uid: z.string().min(1),
  name: z.string(),
  namespace: z.string().optional(),
  creationTimestamp: z.date().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const texts = z
  .array(z.string())
  .nullish()
  .transform((all) => all ?? []);

/** https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/ */
export const ServiceAccount = z.object({ metadata: Metadata.extend({ namespace: z.string() }) });
const Rule = z.object({ apiGroups: texts, resources: texts, resourceNames: texts, verbs: z.array(z.string()), nonResourceURLs: texts });
/** A Role or a ClusterRole. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/ */
export const Role = z.object({ metadata: Metadata, rules: z.array(Rule).nullish() });
const Subject = z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() });
/** A RoleBinding or a ClusterRoleBinding. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1/ */
export const Binding = z.object({
  metadata: Metadata,
  roleRef: z.object({ kind: z.string(), name: z.string() }),
  subjects: z.array(Subject).nullish(),
});

const about = ({ account }: Cluster, { uid, name, creationTimestamp }: z.output<typeof Metadata>) => ({
  ...{ id: uid, account, name, arn: null, updatedAt: null },
  createdAt: creationTimestamp?.toISOString() ?? null,
});

const roleAnnotation = "eks.amazonaws.com/role-arn";

export const toServiceAccount = (cluster: Cluster, { metadata }: z.output<typeof ServiceAccount>): RecordOf<"k8s_service_account"> => ({
  kind: "k8s_service_account",
  ...about(cluster, metadata),
  facts: { cluster: cluster.name, namespace: metadata.namespace, roleArn: metadata.annotations?.[roleAnnotation] ?? null },
});

export const toRole = (cluster: Cluster, { metadata, rules }: z.output<typeof Role>): RecordOf<"k8s_role"> => ({
  kind: "k8s_role",
  ...about(cluster, metadata),
  facts: {
    cluster: cluster.name,
    namespace: metadata.namespace ?? null,
    rules: inOrder(
      (rules ?? []).map(({ apiGroups, resources, resourceNames, verbs, nonResourceURLs }) => ({
        ...{ apiGroups: inOrder(apiGroups), resources: inOrder(resources), resourceNames: inOrder(resourceNames) },
        ...{ verbs: inOrder(verbs), nonResourceUrls: inOrder(nonResourceURLs) },
      })),
    ),
  },
});

export const toBinding = (cluster: Cluster, { metadata, roleRef, subjects }: z.output<typeof Binding>): RecordOf<"k8s_binding"> => ({
  kind: "k8s_binding",
  ...about(cluster, metadata),
  facts: {
    cluster: cluster.name,
    namespace: metadata.namespace ?? null,
    role: { kind: roleRef.kind, name: roleRef.name },
    subjects: inOrder((subjects ?? []).map(({ kind, name, namespace }) => ({ kind, name, namespace: namespace ?? null }))),
  },
});
