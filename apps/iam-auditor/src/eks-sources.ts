import { failureOf, type Known } from "@plumbline/audit-kit/look";
import { listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import type { Aws } from "@plumbline/aws-session/aws";
import { usageError } from "@plumbline/cli/command-error";
import { eksCluster } from "@plumbline/collectors/eks_cluster";
import { arn } from "@plumbline/finding-model/arn";
import type { Failure } from "@plumbline/finding-model/failure";
import { accessEntries } from "@plumbline/iam-model/projections/eks_cluster";
import type { IamSource } from "@plumbline/iam-sources/iam-source";
import { eksSource, goneSource, unreadSource } from "@plumbline/iam-sources/kubernetes/eks-source";
import type { Surroundings } from "@plumbline/iam-sources/surroundings";
import { z } from "zod";
import { type Collecting, collectPlace, noteUnseen } from "./collect-place.ts";
import type { Collected } from "./collected.ts";
import { type KnownCluster, knownClusters } from "./known-clusters.ts";
import { knownRegions } from "./known-regions.ts";
import { openReach, type Reach, type Signing } from "./reach.ts";
import { noteRole } from "./role-table.ts";
import type { Seat } from "./seats.ts";

interface Looking {
  readonly seats: readonly Seat[];
  readonly signing: Signing;
  readonly writing: Pick<Collecting, "store" | "run" | "limit" | "now">;
  /** Undefined for all that each account has enabled. */
  readonly regions: readonly string[] | undefined;
  /** Names; undefined for all. */
  readonly clusters: readonly string[] | undefined;
  readonly surroundings: Omit<Surroundings, "fetch">;
  /** Takes what the sources need until they are read; it is to be closed then. */
  keep(reach: Reach): void;
}
interface Found {
  /** What AWS itself tells of the clusters: their access entries. */
  readonly collected: readonly Collected[];
  readonly sources: readonly IamSource[];
  /** Names of the clusters that were found, chosen or not. */
  readonly names: readonly string[];
}

/**
 * Collects the access entries of all EKS clusters, and answers a source for each. A region that can't be asked is told by its access entries,
 * and by the clusters that were known there; those that AWS does not list any more are sources of nothing.
 */
export async function findEks(looking: Looking): Promise<Found> {
  const found: Found[] = [];
  for (const seat of looking.seats) found.push(...(await findInAccount(looking, seat)));
  const all = {
    collected: found.flatMap(({ collected }) => collected),
    sources: found.flatMap(({ sources }) => sources),
    names: found.flatMap(({ names }) => names),
  };
  proveNames(looking.clusters ?? [], all);
  return all;
}

async function findInAccount(looking: Looking, seat: Seat): Promise<readonly Found[]> {
  const { writing, signing, regions: named, keep } = looking;
  const { account, roleArn } = seat;
  const everywhere = { account, region: "*" };
  const known = await knownClusters(writing.store, account);
  const unseen = async (failure: Failure): Promise<Found> => ({
    collected: await noteUnseen(writing, [accessEntries], everywhere, { outcome: failure.kind, message: failure.message }),
    ...{ sources: known.map(({ arn }) => unlisted(account, arn, failure)), names: [] },
  });
  const noteSignIn = async (failure: string | undefined) => {
    if (roleArn !== undefined) await noteRole(writing.store, roleArn, { failure, at: writing.now() });
  };
  const reach = await openReach(seat, signing).catch((error: unknown) => ({ failure: failureOf(error) }));
  if ("failure" in reach) {
    await noteSignIn(reach.failure.message);
    return [await unseen(reach.failure)];
  }
  keep(reach);
  await noteSignIn(undefined);
  const regions = named
    ? { enabled: named, disabled: [] }
    : await reach.regions(account).catch((error: unknown) => ({ failure: failureOf(error) }));
  if ("failure" in regions) return [await unseen(regions.failure)];
  const all: Found[] = [];
  for (const region of regions.enabled)
    all.push(await findInRegion(looking, reach, { account, region, known: known.filter((one) => one.region === region) }));
  const listed = await knownRegions(writing.store, account, [accessEntries]);
  for (const region of regions.disabled) {
    const there = known.filter((one) => one.region === region);
    if (there.length === 0 && !listed.has(region)) continue;
    const collected = await noteUnseen(writing, [accessEntries], { account, region }, { outcome: off.kind, message: off.message });
    all.push({ collected, sources: there.map(({ arn }) => unlisted(account, arn, off)), names: [] });
  }
  // Takes back what an earlier run may have noted of all regions together.
  if (named === undefined) await noteUnseen(writing, [accessEntries], everywhere, { outcome: "ok", message: undefined });
  return all;
}

const off: Failure = {
  kind: "region-disabled",
  message: "the account has not enabled the region: what was known of it stays",
  hint: "Enable the region again to look at it.",
};

interface Where {
  readonly account: string;
  readonly region: string;
  /** Clusters of the region that the inventory knows. */
  readonly known: readonly KnownCluster[];
}

async function findInRegion(looking: Looking, reach: Reach, { account, region, known }: Where): Promise<Found> {
  const { writing, regions, clusters } = looking;
  const where = { account, region, required: regions !== undefined };
  const [aws, listed] = await listClusters(reach, where);
  if (aws === undefined) {
    const collected = await noteUnseen(writing, [accessEntries], where, { outcome: listed.kind, message: listed.message });
    return { collected, sources: known.map(({ arn }) => unlisted(account, arn, listed)), names: [] };
  }
  const collecting = { ...writing, partition: reach.partition, connect: (to: { account: string; region: string }) => reach.connect(to) };
  const collected = await collectPlace(collecting, [accessEntries], where);
  const names = listed.map(({ id }) => id);
  const chosen = listed.filter(({ id }) => clusters === undefined || clusters.includes(id));
  const sources = known.filter(({ name }) => !names.includes(name)).map(({ arn }) => goneSource(account, arn));
  for (const [id, known] of await lookAtAspect(eksCluster, aws, "connection", chosen))
    sources.push(await sourceOf(looking, aws, id, known));
  return { collected, sources, names };
}

/** A cluster that is known, where AWS can't be asked whether it is still there. */
const unlisted = (account: string, own: string, { kind, message, hint }: Failure): IamSource =>
  unreadSource(account, own, { kind, tried: `find the EKS cluster ${own}`, outcome: message, hint: hint ?? "Try again later." });

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
  reach: Reach,
  where: { readonly account: string; readonly region: string },
): Promise<readonly [Aws, readonly { readonly id: string }[]] | readonly [undefined, Failure]> {
  try {
    const aws = await reach.connect(where);
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
