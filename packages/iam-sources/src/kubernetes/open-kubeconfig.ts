import type { KubeConfig } from "@kubernetes/client-node";
import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { z } from "zod";
import { SourceSettingsError } from "../source-error.ts";

export interface KubeconfigOptions {
  readonly file: string;
  /** The file's current one unless told. */
  readonly context?: string | undefined;
  /** Programs that the file may run to sign in, as the file names them, such as `aws`. */
  readonly allowedPrograms: readonly string[];
}

/** A cluster of a kubeconfig file, and who signs in to it. */
export interface OpenKubeconfig {
  readonly config: KubeConfig;
  readonly context: string;
  /** What the file calls the cluster: an EKS cluster's ARN where AWS's own command has written it. */
  readonly clusterName: string;
  /** The host and port of its API. */
  readonly host: string;
}

/**
 * Reads a kubeconfig file. It makes no call and runs no program. A file that would run one which was not allowed by its name, or that would
 * send credentials over the network without TLS or to whoever answers, is refused. Throws a SourceSettingsError; no secret stands in it.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export async function openKubeconfig({ file, context: named, allowedPrograms }: KubeconfigOptions): Promise<OpenKubeconfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (cause) {
    throw new SourceSettingsError(`can't read the kubeconfig ${file}: ${reasonOf(cause)}`, { cause });
  }
  const contexts = config.getContexts().map(({ name }) => name);
  const context = named ?? config.getCurrentContext();
  if (!contexts.includes(context))
    throw new SourceSettingsError(
      `the kubeconfig ${file} has no context ${context ?? "that is current"}; it has ${contexts.join(", ") || "none"}`,
    );
  config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new SourceSettingsError(`the context ${context} of ${file} names a cluster that the file does not have`);
  const user = config.getCurrentUser();
  if (!user) throw new SourceSettingsError(`the context ${context} of ${file} names a user that the file does not have`);
  const program = programOf(user);
  if (program !== undefined && !allowedPrograms.includes(program))
    throw new SourceSettingsError(
      `to sign in, the context ${context} of ${file} would run the program ${program}; allow it by that name if you trust the file`,
    );
  const host = hostOf(cluster, `the cluster ${cluster.name} of ${file}`);
  // The client takes http for granted by this word alone; it is of this machine here.
  if (cluster.server.startsWith("http:"))
    config.clusters = config.clusters.map((one) => (one.name === cluster.name ? { ...one, skipTLSVerify: true } : one));
  return { config, context, clusterName: cluster.name, host };
}

const hostOf = ({ server, skipTLSVerify }: { readonly server: string; readonly skipTLSVerify: boolean }, what: string): string => {
  if (!URL.canParse(server)) throw new SourceSettingsError(`${what} has no address that is one`);
  const { protocol, hostname, host } = new URL(server);
  const isHere = isLoopbackHost(hostname);
  if (protocol !== "https:" && !isHere)
    throw new SourceSettingsError(`${what} is not reached by https: credentials would cross the network in clear text`);
  if (skipTLSVerify && !isHere)
    throw new SourceSettingsError(
      `${what} says insecure-skip-tls-verify: credentials would go to whoever answers; give certificate-authority-data instead`,
    );
  return host;
};

const Exec = z.object({ command: z.string() }).nullish();
const Runs = z.object({
  exec: Exec,
  authProvider: z.object({ config: z.object({ exec: Exec, "cmd-path": z.string().nullish() }).nullish() }).nullish(),
});

/** The program that the client would run for a user, by any of the ways that it knows. */
const programOf = (user: object): string | undefined => {
  const { data } = Runs.safeParse(user);
  // What is not understood is not trusted either.
  if (!data) return "of a form that is not known";
  const { config } = data.authProvider ?? {};
  return data.exec?.command ?? config?.exec?.command ?? config?.["cmd-path"] ?? undefined;
};

/** Of a broken file only where it is broken is told: its lines may hold secrets. */
const reasonOf = (cause: unknown): string => {
  const { data } = z.object({ code: z.string().optional(), reason: z.string().optional() }).safeParse(cause);
  return data?.code ?? data?.reason ?? "it is no kubeconfig";
};
