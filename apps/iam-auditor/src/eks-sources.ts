import { failureOf, type Known } from "@plumbline/audit-kit/look";
import { listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import { eksCluster } from "@plumbline/collectors/eks_cluster";
import { arn } from "@plumbline/finding-model/arn";
import type { Failure } from "@plumbline/finding-model/failure";
import { accessEntries } from "@plumbline/iam-model/projections/eks_cluster";
import type { IamSource } from "@plumbline/iam-sources/iam-source";
import { eksSource, unreadSource } from "@plumbline/iam-sources/kubernetes/eks-source";
import type { Surroundings } from "@plumbline/iam-sources/surroundings";
import { z } from "zod";
import { type Collected, type Collecting, collectPlace, noteUnseen } from "./collect-place.ts";

interface Looking {
  readonly session: Session;
  readonly collecting: Collecting;
  /** Undefined for all that each account has enabled. */
  readonly regions: readonly string[] | undefined;
  /** Names; undefined for all. */
  readonly clusters: readonly string[] | undefined;
  readonly surroundings: Omit<Surroundings, "fetch">;
  /** Told of accounts that are left out. */
  log(line: string): void;
}
interface Found {
  /** What AWS itself tells of the clusters: their access entries. */
  readonly collected: readonly Collected[];
  readonly sources: readonly IamSource[];
  /** Names of the clusters that were found, chosen or not. */
  readonly names: readonly string[];
}

/** Collects the access entries of all EKS clusters, and answers a source for each. A region that can't be asked is told by its access entries. */
export async function findEks(looking: Looking): Promise<Found> {
  const { session, collecting, regions } = looking;
  const found: Found[] = [];
  const { accounts, inactive, excluded } = await session.accounts();
  for (const { id } of [...inactive, ...excluded]) looking.log(`account ${id} is left out: it is not active, or it is excluded`);
  for (const { id: account } of accounts) {
    try {
      for (const region of regions ?? (await session.enabledRegions(account))) found.push(await findInRegion(looking, { account, region }));
    } catch (error) {
      const { kind, message } = failureOf(error);
      const unseen = await noteUnseen(collecting, [accessEntries], { account, region: "*" }, { outcome: kind, message });
      found.push({ collected: unseen, sources: [], names: [] });
    }
  }
  const all = {
    collected: found.flatMap(({ collected }) => collected),
    sources: found.flatMap(({ sources }) => sources),
    names: found.flatMap(({ names }) => names),
  };
  proveNames(looking.clusters ?? [], all);
  return all;
}

async function findInRegion(looking: Looking, where: { readonly account: string; readonly region: string }): Promise<Found> {
  const { session, collecting, regions, clusters } = looking;
  const required = regions !== undefined;
  const [aws, listed] = await listClusters(session, where);
  if (aws === undefined) {
    const unseen = { outcome: listed.kind, message: listed.message };
    return { collected: await noteUnseen(collecting, [accessEntries], { ...where, required }, unseen), sources: [], names: [] };
  }
  const collected = await collectPlace(collecting, [accessEntries], { ...where, required });
  const chosen = listed.filter(({ id }) => clusters === undefined || clusters.includes(id));
  const sources: IamSource[] = [];
  for (const [id, known] of await lookAtAspect(eksCluster, aws, "connection", chosen))
    sources.push(await sourceOf(looking, aws, id, known));
  return { collected, sources, names: listed.map(({ id }) => id) };
}

/** A name that is not there is a slip, unless it may be where nobody could look. */
function proveNames(asked: readonly string[], { collected, names }: Found): void {
  const missing = asked.filter((name) => !names.includes(name));
  if (missing.length > 0 && !collected.some(({ isGap }) => isGap))
    throw usageError(
      `--clusters: there is no EKS cluster ${missing.join(", ")}`,
      `there are ${names.join(", ") || "none"} in these accounts and regions`,
    );
}

async function listClusters(
  session: Session,
  where: { readonly account: string; readonly region: string },
): Promise<readonly [Aws, readonly { readonly id: string }[]] | readonly [undefined, Failure]> {
  try {
    const aws = await session.connect(where);
    return [aws, await listAll(eksCluster, aws)];
  } catch (error) {
    return [undefined, failureOf(error)];
  }
}

const Connection = z.object({ arn: z.string(), endpoint: z.string().nullable(), certificateAuthority: z.string().nullable() });

async function sourceOf({ surroundings }: Looking, aws: Aws, id: string, { value, failure }: Known): Promise<IamSource> {
  const { partition, account, region } = aws;
  const own = arn({ partition, service: "eks", region, account, resource: `cluster/${id}` });
  if (failure)
    return unreadSource(account, own, {
      kind: failure.kind,
      tried: `describe the EKS cluster ${id} in ${account}/${region}`,
      outcome: failure.message,
      hint: failure.hint ?? "Try again later.",
    });
  const { endpoint, certificateAuthority } = Connection.parse(value);
  return eksSource({ aws, cluster: { name: id, arn: own, endpoint, certificateAuthority }, surroundings });
}
