import type { KubeConfig } from "@kubernetes/client-node";
import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import type { z } from "zod";
import type { IamSource, Told } from "../iam-source.ts";
import { allFailed, readLists, type SourceList, toRecords } from "../read-lists.ts";
import { SourceError, SourceSettingsError } from "../source-error.ts";
import type { Surroundings } from "../surroundings.ts";
import { type AskedPage, type ListPage, listAll } from "./list-all.ts";
import { type ClusterApi, openCluster } from "./open-cluster.ts";
import { Binding, type Cluster, Role, ServiceAccount, toBinding, toRole, toServiceAccount } from "./to-records.ts";

export interface KubernetesOptions extends Cluster {
  /** The official client's configuration; its current context is the cluster that is read. */
  readonly config: KubeConfig;
  readonly surroundings: Omit<Surroundings, "fetch">;
}

export const kinds = ["k8s_service_account", "k8s_role", "k8s_binding"] as const satisfies readonly Kind[];

/** Who may do what inside a Kubernetes cluster. Throws a SourceSettingsError for a name with white space. */
export function kubernetesSource({ config, surroundings, ...cluster }: KubernetesOptions): IamSource {
  if (!/^\S+$/.test(cluster.name)) throw new SourceSettingsError("the name of a cluster is not empty and has no white space");
  return {
    ...{ name: "kubernetes", listing: `kubernetes/${cluster.name}`, account: cluster.account, kinds },
    async *read({ signal } = {}) {
      const api = await openCluster(config, surroundings, signal);
      try {
        yield* readCluster(api, cluster);
      } finally {
        await api.close();
      }
    },
  };
}

async function* readCluster(api: ClusterApi, cluster: Cluster): AsyncGenerator<Told> {
  const { core, rbac } = api;
  let served: { readonly core: Served; readonly rbac: Served };
  try {
    served = { core: await discover(() => core.getAPIResources()), rbac: await discover(() => rbac.getAPIResources()) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return yield* allFailed(kinds, error);
  }
  const list = <S extends z.ZodType>(
    group: keyof typeof served,
    resource: string,
    { ask, kind, schema, toRecord }: Reading<S>,
  ): SourceList => ({
    kind,
    pages: () =>
      toRecords(pagesOf(cluster, served[group], resource, ask), {
        ...{ tried: `list ${resource} of the cluster ${cluster.name}`, schema },
        toRecord: (item) => toRecord(cluster, item),
      }),
  });
  const role = { kind: "k8s_role", schema: Role, toRecord: toRole } as const;
  const binding = { kind: "k8s_binding", schema: Binding, toRecord: toBinding } as const;
  yield* readLists(kinds, [
    list("core", "serviceaccounts", {
      ...{ kind: "k8s_service_account", schema: ServiceAccount, toRecord: toServiceAccount },
      ask: (asked) => core.listServiceAccountForAllNamespaces(asked),
    }),
    list("rbac", "clusterroles", { ...role, ask: (asked) => rbac.listClusterRole(asked) }),
    list("rbac", "roles", { ...role, ask: (asked) => rbac.listRoleForAllNamespaces(asked) }),
    list("rbac", "clusterrolebindings", { ...binding, ask: (asked) => rbac.listClusterRoleBinding(asked) }),
    list("rbac", "rolebindings", { ...binding, ask: (asked) => rbac.listRoleBindingForAllNamespaces(asked) }),
  ]);
}

interface Reading<S extends z.ZodType> {
  readonly kind: Kind;
  readonly schema: S;
  toRecord(cluster: Cluster, item: z.output<S>): IamRecord;
  ask(asked: AskedPage): Promise<ListPage>;
}

async function* pagesOf(cluster: Cluster, served: Served, resource: string, ask: Reading<z.ZodType>["ask"]) {
  if (served !== "untold" && !served.has(resource))
    throw new SourceError({
      kind: "unsupported",
      tried: `list ${resource} of the cluster ${cluster.name}`,
      outcome: "the cluster does not serve this list",
      hint: "Where a cluster decides by another rule than RBAC, its roles can't be told.",
    });
  yield* listAll(ask);
}

/** What can be listed of a group of the API; `untold` where the cluster does not let us ask, and each list must tell for itself. */
type Served = ReadonlySet<string> | "untold";

async function discover(
  ask: () => Promise<{ readonly resources: readonly { name: string; verbs: readonly string[] }[] }>,
): Promise<Served> {
  try {
    const { resources } = await ask();
    return new Set(resources.filter(({ verbs }) => verbs.includes("list")).map(({ name }) => name));
  } catch (error) {
    if (error instanceof SourceError && error.status === 404) return new Set();
    if (error instanceof SourceError && error.status === 403) return "untold";
    throw error;
  }
}
