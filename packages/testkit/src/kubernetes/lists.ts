/** What a stand-in of a cluster holds, and its lists in pages. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import { z } from "zod";

/** An object of the API as a test gives it; what every object has is added. */
export interface GivenObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}
export interface Resource {
  readonly group: "" | "rbac.authorization.k8s.io";
  readonly kind: string;
  readonly isNamespaced: boolean;
}
export const resources = {
  serviceaccounts: { group: "", kind: "ServiceAccount", isNamespaced: true },
  clusterroles: { group: "rbac.authorization.k8s.io", kind: "ClusterRole", isNamespaced: false },
  roles: { group: "rbac.authorization.k8s.io", kind: "Role", isNamespaced: true },
  clusterrolebindings: { group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", isNamespaced: false },
  rolebindings: { group: "rbac.authorization.k8s.io", kind: "RoleBinding", isNamespaced: true },
} as const satisfies Readonly<Record<string, Resource>>;
export type ResourceName = keyof typeof resources;
export const isResource = (name: string): name is ResourceName => Object.hasOwn(resources, name);

const Continue = z.object({ v: z.literal("meta.k8s.io/v1"), rv: z.int(), start: z.string() });

/** `expired` is 410 Gone, `malformed` a token that the server never gave. */
export type Listed = { readonly list: object } | { readonly refused: "expired" | "malformed" };

export interface Lists {
  put(resource: ResourceName, object: GivenObject): void;
  remove(resource: ResourceName, name: string, namespace?: string): void;
  /** From now on pages that go on from an earlier one are too old, as after etcd has compacted. */
  expire(): void;
  list(resource: ResourceName, asked: { limit: number; token: string | null; namespace: string | undefined }): Listed;
}

interface Held {
  readonly key: string;
  readonly object: object;
}

/** An empty cluster. Every change makes a new state; a list goes on in the state that its first page had. */
export function newLists(): Lists {
  const states = new Map<number, ReadonlyMap<ResourceName, readonly Held[]>>([[1, new Map()]]);
  let version = 1;
  let oldest = 1;
  let made = 0;
  const change = (resource: ResourceName, to: (held: readonly Held[]) => readonly Held[]) => {
    const now = states.get(version) ?? new Map<ResourceName, readonly Held[]>();
    const next = new Map(now).set(
      resource,
      [...to(now.get(resource) ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
    states.set(++version, next);
  };
  return {
    put(resource, object) {
      const { name, namespace } = object.metadata;
      const key = keyOf(name, namespace);
      const metadata = {
        uid: `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`,
        creationTimestamp: "2026-01-02T03:04:05Z",
        ...object.metadata,
        resourceVersion: String(version + 1),
      };
      change(resource, (held) => [...held.filter((one) => one.key !== key), { key, object: { ...object, metadata } }]);
    },
    remove(resource, name, namespace) {
      change(resource, (held) => held.filter(({ key }) => key !== keyOf(name, namespace)));
    },
    expire() {
      oldest = ++version;
      states.set(version, states.get(version - 1) ?? new Map());
    },
    list(resource, { limit, token, namespace }) {
      const told = token === null ? { rv: version, start: "" } : readToken(token);
      if (told === undefined) return { refused: "malformed" };
      const state = told.rv < oldest ? undefined : states.get(told.rv);
      if (state === undefined) return { refused: "expired" };
      const all = (state.get(resource) ?? []).filter(
        ({ key }) => key > told.start && (namespace === undefined || key.startsWith(`${namespace}/`)),
      );
      const page = limit > 0 ? all.slice(0, limit) : all;
      const last = page.at(-1);
      const rest = all.length - page.length;
      const { group, kind } = resources[resource];
      const more = last && rest > 0 ? { continue: writeToken(told.rv, last.key), remainingItemCount: rest } : {};
      return {
        list: {
          kind: `${kind}List`,
          apiVersion: group === "" ? "v1" : `${group}/v1`,
          metadata: { resourceVersion: String(told.rv), ...more },
          items: page.map(({ object }) => object),
        },
      };
    },
  };
}

const keyOf = (name: string, namespace: string | undefined): string => (namespace === undefined ? name : `${namespace}/${name}`);
const writeToken = (rv: number, start: string): string =>
  Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start })).toString("base64url");
const readToken = (token: string): z.infer<typeof Continue> | undefined => {
  try {
    return Continue.safeParse(JSON.parse(Buffer.from(token, "base64url").toString())).data;
  } catch {
    return undefined;
  }
};
