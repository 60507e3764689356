/** A stand-in of a cluster's API server on 127.0.0.1, by TLS with a certificate of its own: discovery, lists in pages, refusals on demand. */
import { once } from "node:events";
import { createServer } from "node:https";
import { generate } from "selfsigned";
import { makeFaults } from "../request-faults.ts";
import { isResource, type Lists, newLists, type ResourceName, resources } from "./lists.ts";

/** What becomes of a request: an answer with a status, a cut connection, or silence. */
export interface KubernetesFault {
  /** A regular expression on path and query, such as `/clusterroles`. */
  readonly path: string;
  readonly nth?: number;
  readonly times?: number;
  readonly deed: { readonly status: number; readonly retryAfter?: string; readonly body?: string } | "drop" | "silence";
}
export interface KubernetesStandIn extends Pick<Lists, "put" | "remove" | "expire"> {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** The certificate to trust, as PEM; nobody else does. */
  readonly ca: string;
  readonly token: string;
  /** Method, path and query of every request, in the order of arrival. */
  readonly requests: readonly string[];
  /** The user may no more, or again, list a resource. */
  forbid(resource: ResourceName, isForbidden?: boolean): void;
  fault(fault: KubernetesFault): void;
  /** A kubeconfig for the stand-in; `user` in place of the token's. */
  kubeconfig(given?: { readonly context?: string; readonly user?: object; readonly cluster?: object }): string;
  stop(): Promise<void>;
}
export interface KubernetesOptions {
  readonly token?: string;
  /** Besides the token. */
  accepts?(token: string): boolean;
  /** False for a cluster without RBAC. */
  readonly hasRbac?: boolean;
  /** The most objects of a page, whatever is asked. */
  readonly mostOfPage?: number;
}

const rbac = "rbac.authorization.k8s.io";

/** Starts a stand-in on a free port. */
export async function startKubernetes({ token = "stand-in-token", accepts, hasRbac = true, mostOfPage }: KubernetesOptions = {}) {
  const { cert, private: key } = await generate([{ name: "commonName", value: "kube-apiserver" }], {
    keySize: 2048,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const lists = newLists();
  const forbidden = new Set<ResourceName>();
  const requests: string[] = [];
  const faults = makeFaults<KubernetesFault, KubernetesFault["deed"]>([], ({ nth = 1, times = 1, ...fault }) => ({ nth, times, ...fault }));

  function answer(path: string, given: string | undefined): Answer {
    const said = /^Bearer (.+)$/.exec(given ?? "")?.[1];
    if (said === undefined || !(said === token || accepts?.(said))) return status(401, "Unauthorized", "Unauthorized");
    const { pathname, searchParams } = new URL(path, "https://127.0.0.1");
    if (pathname === "/api") return { status: 200, body: { kind: "APIVersions", versions: ["v1"] } };
    if (pathname === "/apis")
      return { status: 200, body: { kind: "APIGroupList", apiVersion: "v1", groups: hasRbac ? [groupOf(rbac)] : [] } };
    if (pathname === "/api/v1") return { status: 200, body: resourceList("") };
    if (pathname === `/apis/${rbac}/v1` && hasRbac) return { status: 200, body: resourceList(rbac) };
    const [, , group = "", namespace, name = ""] = /^\/(api|apis\/([^/]+))\/v1\/(?:namespaces\/([^/]+)\/)?([^/]+)$/.exec(pathname) ?? [];
    if (!isResource(name) || resources[name].group !== group || (group === rbac && !hasRbac))
      return status(404, "NotFound", "the server could not find the requested resource");
    if (forbidden.has(name)) return status(403, "Forbidden", forbiddenText(name));
    const listed = lists.list(name, {
      limit: Math.min(Number(searchParams.get("limit") ?? 0) || Number.POSITIVE_INFINITY, mostOfPage ?? Number.POSITIVE_INFINITY),
      ...{ token: searchParams.get("continue"), namespace },
    });
    if ("list" in listed) return { status: 200, body: listed.list };
    return listed.refused === "expired"
      ? status(410, "Expired", "The provided continue parameter is too old to display a consistent list result.")
      : status(400, "BadRequest", "continue key is not valid");
  }

  const server = createServer({ cert, key }, (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    requests.push(`${method} ${url}`);
    const deed = faults.next(method, url);
    if (deed === "silence") return;
    if (deed === "drop") return void response.destroy();
    const { status: code, body } =
      deed === undefined
        ? answer(url, headers.authorization)
        : { status: deed.status, body: deed.body ?? statusOf(deed.status, "Fault", "a fault") };
    const retry = deed?.retryAfter === undefined ? {} : { "retry-after": deed.retryAfter };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(code, { "content-type": typeof body === "string" ? "text/html" : "application/json", ...retry }).end(text);
  });
  // A client that does not trust the certificate breaks the connection off.
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in of a cluster has no port on 127.0.0.1");
  const url = `https://127.0.0.1:${address.port}`;
  const standIn: KubernetesStandIn = {
    ...{ url, ca: cert, token, requests, put: lists.put, remove: lists.remove, expire: lists.expire, fault: faults.add },
    forbid: (resource, isForbidden = true) => void (isForbidden ? forbidden.add(resource) : forbidden.delete(resource)),
    kubeconfig: ({ context = "stand-in", user = { token }, cluster } = {}) =>
      JSON.stringify({
        ...{ apiVersion: "v1", kind: "Config", "current-context": context },
        clusters: [
          { name: "stand-in", cluster: { server: url, "certificate-authority-data": Buffer.from(cert).toString("base64"), ...cluster } },
        ],
        users: [{ name: "auditor", user }],
        contexts: [{ name: context, context: { cluster: "stand-in", user: "auditor" } }],
      }),
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return standIn;
}

interface Answer {
  readonly status: number;
  readonly body: object | string;
}
const statusOf = (code: number, reason: string, message: string) => ({
  ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
});
const status = (code: number, reason: string, message: string): Answer => ({ status: code, body: statusOf(code, reason, message) });

const forbiddenText = (name: ResourceName): string => {
  const { group } = resources[name];
  const what = group === "" ? name : `${name}.${group}`;
  return `${what} is forbidden: User "auditor" cannot list resource "${name}" in API group "${group}" at the cluster scope`;
};
const groupOf = (name: string) => {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
};
const resourceList = (group: string) => ({
  ...{ kind: "APIResourceList", apiVersion: "v1", groupVersion: group === "" ? "v1" : `${group}/v1` },
  resources: Object.entries(resources)
    .filter(([, resource]) => resource.group === group)
    .map(([name, { kind, isNamespaced }]) => ({
      ...{ name, singularName: kind.toLowerCase(), namespaced: isNamespaced, kind },
      verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    })),
});
