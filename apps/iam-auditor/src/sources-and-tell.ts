import { delimiter, resolve } from "node:path";
import { CommandError, usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { proveRegions } from "@plumbline/cli/prove-regions";
import { parseArn } from "@plumbline/finding-model/arn";
import { alertLogicSource } from "@plumbline/iam-sources/alertlogic/alert-logic-source";
import { cloudhealthSource } from "@plumbline/iam-sources/cloudhealth/cloudhealth-source";
import type { IamSource } from "@plumbline/iam-sources/iam-source";
import { SourceSettingsError } from "@plumbline/iam-sources/source-error";
import type { Surroundings } from "@plumbline/iam-sources/surroundings";
import type { IamStore } from "@plumbline/iam-store/open-store";
import pLimit from "p-limit";
import { collectSource } from "./collect-sources.ts";
import type { Collected } from "./collected.ts";
import { withStore } from "./open-store-of-options.ts";
import { sourcesJson, sourcesText } from "./print-sources.ts";
import type { Reach } from "./reach.ts";
import { listRoles } from "./role-table.ts";
import { findSeats } from "./seats.ts";
import type { AlertLogicConfig, CloudHealthConfig, KubernetesConfig } from "./source-config.ts";

type Config = KubernetesConfig | CloudHealthConfig | AlertLogicConfig;
interface Running {
  readonly store: IamStore;
  readonly run: string;
}
const fetchesAtOnce = 50;

/** `plumbline iam collect-source cloudhealth`. The key is the variable's. */
export function collectCloudHealth(config: CloudHealthConfig, io: Io): Promise<ExitCode> {
  const { host, organization, awsAccount: account } = config;
  const key = variable(io, "CLOUDHEALTH_API_KEY", "the API key of a user of CloudHealth");
  return collectOne(config, io, (surroundings) => cloudhealthSource({ host, key, organization, account, surroundings }));
}

/** `plumbline iam collect-source alertlogic`. The key is that of two variables. */
export function collectAlertLogic(config: AlertLogicConfig, io: Io): Promise<ExitCode> {
  const { host, customer, awsAccount: account } = config;
  const keyId = variable(io, "ALERTLOGIC_ACCESS_KEY_ID", "the id of an access key of Alert Logic");
  const secretKey = variable(io, "ALERTLOGIC_SECRET_KEY", "the secret key of an access key of Alert Logic");
  return collectOne(config, io, (surroundings) => alertLogicSource({ host, keyId, secretKey, customer, account, surroundings }));
}

/** `plumbline iam collect-source kubernetes` */
export const collectKubernetes = (config: KubernetesConfig, io: Io): Promise<ExitCode> =>
  config.eks ? collectEks(config, io) : collectKubeconfig(config, io);

async function collectKubeconfig(config: KubernetesConfig, io: Io): Promise<ExitCode> {
  const named = config.kubeconfig ?? io.environment["KUBECONFIG"]?.trim();
  if (!named) throw usageError("no cluster is named", "name a file by --kubeconfig or KUBECONFIG, or say --eks for all EKS clusters");
  if (config.kubeconfig === undefined && named.includes(delimiter))
    throw usageError("KUBECONFIG names several files", "name one of them by --kubeconfig");
  const { openKubeconfig } = await import("@plumbline/iam-sources/kubernetes/open-kubeconfig");
  const { kubernetesSource } = await import("@plumbline/iam-sources/kubernetes/kubernetes-source");
  return collectOne(config, io, async (surroundings) => {
    const file = resolve(io.folder, named);
    const opened = await openKubeconfig({ file, context: config.context, allowedPrograms: config.allowExec });
    // AWS's own command calls the clusters that it writes by their ARN.
    const eks = parseArn(opened.clusterName);
    const isEks = eks?.service === "eks";
    const name = config.clusterName ?? (isEks ? opened.clusterName : opened.host);
    const account = config.awsAccount ?? (isEks ? eks.account : "");
    return kubernetesSource({ name, account, config: opened.config, surroundings });
  });
}

function collectEks(config: KubernetesConfig, io: Io): Promise<ExitCode> {
  return running(config, io, async ({ store, run }) => {
    const { findEks } = await import("./eks-sources.ts");
    const session = await openSession(config, run, io);
    const reached: Reach[] = [];
    try {
      const regions = config.regions.includes("all") ? undefined : [...new Set(config.regions)];
      if (regions) await proveRegions(session, regions, { says: (region) => `--regions: there is no region ${region}` });
      const { seats, left } = await findSeats(session, { ...config, audit: "all" }, await listRoles(store));
      for (const { account, reason } of left) makeLog(io, config)("info", `account ${account} is left out: ${reason}`);
      const { collected, sources } = await findEks({
        ...{ seats, regions, clusters: config.clusters, surroundings: surroundingsOf(config, io) },
        ...{ signing: { session, global: config, run, io }, writing: { store, run, limit: pLimit(fetchesAtOnce), now: io.now } },
        keep: (reach) => void reached.push(reach),
      });
      return [...collected, ...(await collectAll(sources, { store, run }, io))];
    } finally {
      for (const reach of reached) reach.close();
      session.close();
    }
  });
}

/** What can't be a source is refused before the database is opened. */
async function collectOne(config: Config, io: Io, open: (surroundings: Surroundings) => IamSource | Promise<IamSource>): Promise<ExitCode> {
  const source = await opened(open, surroundingsOf(config, io));
  return running(config, io, (where) => collectAll([source], where, io));
}

async function opened(
  open: (surroundings: Surroundings) => IamSource | Promise<IamSource>,
  surroundings: Surroundings,
): Promise<IamSource> {
  try {
    return await open(surroundings);
  } catch (error) {
    throw error instanceof SourceSettingsError ? usageError(error.message, "see --help", error) : error;
  }
}

async function collectAll(sources: readonly IamSource[], where: Running, { now, untilStopped }: Io): Promise<readonly Collected[]> {
  const stop = new AbortController();
  untilStopped?.().addEventListener("abort", () => stop.abort(stopped()), { once: true });
  const collected: Collected[] = [];
  for (const source of sources) collected.push(...(await collectSource(source, { ...where, now, signal: stop.signal })));
  return collected;
}

const stopped = (): CommandError =>
  new CommandError("stopped: what had come is written, and nothing was taken for gone", {
    exitCode: exitCodes.incomplete,
    hint: "run it again to read it to the end",
  });

const surroundingsOf = (config: Config, io: Io): Surroundings => {
  const log = makeLog(io, config);
  return { sleep: io.sleep, now: io.now, log: (line) => log("info", line), timeoutMilliseconds: config.timeoutSeconds * 1000 };
};

/** Does the work with the store and prints what came of it. */
function running(config: Config, io: Io, work: (running: Running) => Promise<readonly Collected[]>): Promise<ExitCode> {
  return withStore(config, io, async (store) => {
    const run = newRunId(io);
    const collected = await work({ store, run });
    const isJson = config.json || config.format === "json";
    await print(io.stdout, isJson ? `${JSON.stringify(sourcesJson(run, collected), null, 2)}\n` : sourcesText(collected));
    return collected.some(({ isGap }) => isGap) ? exitCodes.incomplete : exitCodes.clean;
  });
}

function variable({ environment }: Io, name: string, what: string): string {
  const value = environment[name]?.trim();
  if (!value) throw usageError(`${name} is not set`, `set it to ${what}`);
  return value;
}
