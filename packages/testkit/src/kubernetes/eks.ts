/**
 * EKS in front of the emulator, which has clusters without access entries, and no pages. Shaped after the service's model.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html
 */
import type { Call } from "../aws-call.ts";
import type { Faults, Reply } from "../faults.ts";

export interface EksPlace {
  readonly account: string;
  readonly region: string;
}
export interface EksEntry {
  readonly principalArn: string;
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly policies?: readonly { readonly policyArn: string; readonly namespaces?: readonly string[] }[];
}
export interface EksCluster {
  readonly name: string;
  readonly authenticationMode?: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  /** Where its API is; none for a cluster that is being made. */
  readonly endpoint?: string;
  /** PEM. */
  readonly ca?: string;
  readonly entries?: readonly EksEntry[];
}
export interface EksStandIn {
  /** Answers what is read of clusters and access entries; other calls are left to the emulator. */
  readonly faults: Faults;
  /** Sets the clusters of a place; there are none elsewhere. */
  put(place: EksPlace, ...clusters: EksCluster[]): void;
}

const made = Date.parse("2026-01-02T03:04:05Z") / 1000;

export const eks = ({ mostOfPage = 100 }: { readonly mostOfPage?: number } = {}): EksStandIn => {
  const places = new Map<string, readonly EksCluster[]>();
  const keyOf = ({ account, region }: EksPlace) => `${account} ${region}`;
  const pageOf = (all: readonly unknown[], name: string, path: URL): Reply => {
    const start = Number(path.searchParams.get("nextToken") ?? 0);
    const size = Math.min(Number(path.searchParams.get("maxResults") ?? 100), mostOfPage);
    const end = start + size;
    return ok({ [name]: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) });
  };
  return {
    put: (place, ...clusters) => void places.set(keyOf(place), clusters),
    faults(call) {
      if (call.service !== "eks") return undefined;
      const path = new URL(call.path, "http://127.0.0.1");
      const clusters = places.get(keyOf(call)) ?? [];
      const [, , name = "", , principal = ""] = path.pathname.split("/").map(decodeURIComponent);
      if (call.operation === "ListClusters") return pageOf(clusters.map((one) => one.name).sort(), "clusters", path);
      const cluster = clusters.find((one) => one.name === name);
      if (cluster === undefined) return refusal(404, "ResourceNotFoundException", `No cluster found for name: ${name}.`);
      if (call.operation === "DescribeCluster") return ok({ cluster: toCluster(call, cluster) });
      if (cluster.authenticationMode === "CONFIG_MAP")
        return refusal(
          400,
          "InvalidRequestException",
          "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
        );
      const entries = cluster.entries ?? [];
      if (call.operation === "ListAccessEntries")
        return pageOf(
          entries.map((one) => one.principalArn),
          "accessEntries",
          path,
        );
      const entry = entries.find((one) => one.principalArn === principal);
      if (entry === undefined) return refusal(404, "ResourceNotFoundException", "The specified principalArn could not be found.");
      if (call.operation === "DescribeAccessEntry") return ok({ accessEntry: toEntry(call, cluster, entry) });
      if (call.operation === "ListAssociatedAccessPolicies")
        return pageOf((entry.policies ?? []).map(toPolicy), "associatedAccessPolicies", path);
      return undefined;
    },
  };
};

const json = (status: number, body: object, headers: Record<string, string> = {}): Reply => ({
  ...{ status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) },
});
const ok = (body: object): Reply => json(200, body);
const refusal = (status: number, code: string, message: string): Reply => json(status, { message }, { "x-amzn-errortype": code });

const arnOf = ({ account, region }: Call, resource: string): string => `arn:aws:eks:${region}:${account}:${resource}`;

const toCluster = (call: Call, { name, authenticationMode = "API", endpoint, ca }: EksCluster) => ({
  ...{
    name,
    arn: arnOf(call, `cluster/${name}`),
    createdAt: made,
    version: "1.34",
    status: endpoint === undefined ? "CREATING" : "ACTIVE",
  },
  ...(endpoint === undefined ? {} : { endpoint }),
  certificateAuthority: ca === undefined ? {} : { data: Buffer.from(ca).toString("base64") },
  accessConfig: { authenticationMode },
});
const toEntry = (call: Call, { name }: EksCluster, { principalArn, username = principalArn, groups = [] }: EksEntry) => ({
  ...{ clusterName: name, principalArn, username, kubernetesGroups: groups, type: "STANDARD", tags: {}, createdAt: made, modifiedAt: made },
  accessEntryArn: arnOf(call, `access-entry/${name}/role/${principalArn.split(":")[4] ?? ""}/${principalArn.split("/").at(-1) ?? ""}/id`),
});
const toPolicy = ({ policyArn, namespaces }: { policyArn: string; namespaces?: readonly string[] }) => ({
  ...{ policyArn, associatedAt: made, modifiedAt: made },
  accessScope: namespaces === undefined ? { type: "cluster", namespaces: [] } : { type: "namespace", namespaces },
});
