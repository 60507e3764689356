/** The API of a cluster through the official client, with bounds in time, repetition and errors of our own. */
import type { CoreV1Api, KubeConfig, RbacAuthorizationV1Api, RequestContext, ResponseContext } from "@kubernetes/client-node";
import { type Answer, connect } from "@plumbline/http-call/call";
import { z } from "zod";
import { SourceError, toSourceError } from "../source-error.ts";
import { connectionOf, type Surroundings } from "../surroundings.ts";

export interface ClusterApi {
  readonly core: CoreV1Api;
  readonly rbac: RbacAuthorizationV1Api;
  /** Closes its connections. */
  close(): Promise<void>;
}

/** Opens the API of the cluster that the configuration's current context names. Makes no call yet. */
export async function openCluster(
  config: KubeConfig,
  surroundings: Omit<Surroundings, "fetch">,
  signal: AbortSignal | undefined,
): Promise<ClusterApi> {
  const kubernetes = await import("@kubernetes/client-node");
  const carrier = new kubernetes.IsomorphicFetchHttpLibrary();
  const server = config.getCurrentCluster()?.server ?? "";
  const dispatchers = new Set<Exclude<ReturnType<RequestContext["getDispatcher"]>, undefined>>();

  async function send(request: RequestContext): Promise<ResponseContext> {
    const headers = request.getHeaders();
    const address = request.getUrl();
    const answer = await connect({
      ...connectionOf(
        { ...surroundings, fetch: async (_address, init) => toResponse(await carry(request, init?.signal ?? undefined)) },
        signal,
      ),
      service: "Kubernetes",
      secrets: Object.entries(headers).flatMap(([name, value]) =>
        /^authorization$/i.test(name) ? [value, ...value.split(" ").slice(1)] : [],
      ),
      toError: toSourceError(hints),
      toWords,
    })({ method: "GET", address, headers, purpose: `read ${new URL(address).pathname.split("/").at(-1)} of the cluster` });
    return new kubernetes.ResponseContext(answer.status, { "content-type": "application/json" }, bodyOf(answer, address));
  }

  async function carry(request: RequestContext, until: AbortSignal | undefined): Promise<ResponseContext> {
    if (until) request.setSignal(until);
    return carrier.send(request).toPromise();
  }

  // The client would make an agent for each call, and none of them would be closed.
  const authentication = {
    getName: () => config.getName(),
    async applySecurityAuthentication(request: RequestContext) {
      await config.applySecurityAuthentication(request).catch((cause: unknown) => {
        throw cause instanceof SourceError ? cause : notSignedIn(config, cause);
      });
      const [first] = dispatchers;
      const made = request.getDispatcher();
      if (first) request.setDispatcher(first);
      else if (made) dispatchers.add(made);
    },
  };
  const configuration = kubernetes.createConfiguration({
    baseServer: new kubernetes.ServerConfiguration(server, {}),
    authMethods: { default: authentication },
    httpApi: kubernetes.wrapHttpLibrary({ send }),
  });
  return {
    core: new kubernetes.CoreV1Api(configuration),
    rbac: new kubernetes.RbacAuthorizationV1Api(configuration),
    async close() {
      for (const dispatcher of dispatchers) await dispatcher.close();
      dispatchers.clear();
    },
  };
}

/** A program or a file of the kubeconfig that fails, or a provider that can't be reached. Like kubectl it shows the first line of a program's words. */
const notSignedIn = (config: KubeConfig, cause: unknown): SourceError => {
  const [line = ""] = (cause instanceof Error ? cause.message : String(cause)).trim().split("\n");
  return new SourceError({
    kind: "failed",
    tried: `sign in to the cluster as the context ${config.getCurrentContext()} says`,
    outcome: line === "" ? "it failed without a word" : line.slice(0, mostOfWords),
    hint: "Try it with kubectl and the same kubeconfig.",
    cause,
  });
};
const mostOfWords = 200;

const hints: Readonly<Record<number, string>> = {
  401: "The cluster does not know these credentials: they are out of date, or of another cluster.",
  403: "Grant its user list of serviceaccounts, and of roles, clusterroles, rolebindings and clusterrolebindings of rbac.authorization.k8s.io, in all namespaces.",
  404: "The cluster does not serve this API.",
  410: "The state that the list is of grows too old before all pages are read; try again when the cluster is quieter.",
};

const Status = z.object({ kind: z.literal("Status"), message: z.string() });
/** Kubernetes's own message of a refusal. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const toWords = (text: string): string => {
  try {
    return Status.safeParse(JSON.parse(text)).data?.message ?? text;
  } catch {
    // A page, or a proxy's words.
    return text;
  }
};

const toResponse = async ({ httpStatusCode: status, headers, body }: ResponseContext): Promise<Response> => {
  const text = await body.text();
  return new Response(text === "" ? null : text, { status, headers });
};

const bodyOf = ({ body, status }: Answer, address: string): ResponseContext["body"] => {
  if (typeof body !== "object" || body === null)
    throw new SourceError({
      kind: "failed",
      tried: `GET ${new URL(address).pathname}`,
      outcome: `the answer with status ${status} is none of Kubernetes`,
      hint: "Check the address of the cluster, and what stands before it.",
      status,
    });
  const text = JSON.stringify(body);
  return { text: async () => text, binary: async () => Buffer.from(text), stream: () => null };
};
