import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { eksCluster } from "./eks_cluster.ts";

const arn = "arn:aws:eks:eu-west-1:111111111111:cluster/prod";
const principal = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const cluster = (more: object = {}) => ({ DescribeCluster: { cluster: { name: "prod", arn, status: "ACTIVE", ...more } } });
const throwing = (name: string) => () => {
  throw awsFault(name);
};
const entry = ({ principalArn }: { principalArn: string }) => ({
  accessEntry: {
    ...{ principalArn, accessEntryArn: `entry/${principalArn}`, username: "admin", type: "STANDARD" },
    ...{ kubernetesGroups: ["sre"], createdAt: new Date("2026-01-02T03:04:05Z"), modifiedAt: new Date("2026-02-02T03:04:05Z") },
  },
});
const known = (name: string, policies: object[] = []) => ({
  ...{ arn: `entry/${principal(name)}`, principalArn: principal(name), userName: "admin", type: "STANDARD", groups: ["sre"], policies },
  ...{ createdAt: "2026-01-02T03:04:05.000Z", modifiedAt: "2026-02-02T03:04:05.000Z" },
});
const view = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
const edit = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy";
const look = async (aspect: "connection" | "accessEntries", answers: Parameters<typeof fakeAws>[0]["answers"]) =>
  (await lookAtAspect(eksCluster, fakeAws({ answers }), aspect, [{ id: "prod" }])).get("prod");

describe("eks_cluster", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        ListClusters: ({ nextToken }: { nextToken?: string }) =>
          nextToken ? { clusters: ["test"] } : { clusters: ["prod"], nextToken: "2" },
      },
    });
    expect(await listAll(eksCluster, aws)).toEqual([{ id: "prod" }, { id: "test" }]);
  });

  it("does not take a denied listing for an empty one", async () => {
    const aws = fakeAws({ answers: { ListClusters: throwing("AccessDeniedException") } });
    await expect(listAll(eksCluster, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  it.each(["prod", arn])("finds %s", async (id) => {
    expect(await findAll(eksCluster, fakeAws({ answers: cluster() }), id)).toEqual([{ id: "prod" }]);
  });

  it("finds none that is gone", async () => {
    const aws = fakeAws({ answers: { DescribeCluster: throwing("ResourceNotFoundException") } });
    expect(await findAll(eksCluster, aws, "prod")).toEqual([]);
  });

  it("tells where its API is, also before it has one", async () => {
    expect(await look("connection", cluster({ endpoint: "https://x.example", certificateAuthority: { data: "UEVN" } }))).toEqual({
      value: { arn, status: "ACTIVE", endpoint: "https://x.example", certificateAuthority: "UEVN" },
    });
    expect(await look("connection", cluster({ status: "CREATING" }))).toEqual({
      value: { arn, status: "CREATING", endpoint: null, certificateAuthority: null },
    });
  });

  it("reads every access entry with its policies, on every page, without one that is deleted meanwhile", async () => {
    const found = await look("accessEntries", {
      ...cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }),
      ListAccessEntries: ({ nextToken }: { nextToken?: string }) =>
        nextToken ? { accessEntries: [principal("b")] } : { accessEntries: [principal("a"), principal("gone")], nextToken: "2" },
      DescribeAccessEntry: (input: { principalArn: string }) =>
        input.principalArn === principal("gone") ? throwing("ResourceNotFoundException")() : entry(input),
      ListAssociatedAccessPolicies: ({ principalArn, nextToken }: { principalArn: string; nextToken?: string }) => {
        if (principalArn === principal("b")) return { associatedAccessPolicies: [] };
        return nextToken
          ? { associatedAccessPolicies: [{ policyArn: edit, accessScope: { type: "namespace", namespaces: ["shop"] } }] }
          : { associatedAccessPolicies: [{ policyArn: view, accessScope: { type: "cluster" } }], nextToken: "2" };
      },
    });
    const policies = [
      { policyArn: view, scope: "cluster", namespaces: [] },
      { policyArn: edit, scope: "namespace", namespaces: ["shop"] },
    ];
    expect(found).toEqual({ value: [known("a", policies), known("b")] });
  });

  it("does not ask a cluster for entries that keeps none", async () => {
    expect(await look("accessEntries", cluster({ accessConfig: { authenticationMode: "CONFIG_MAP" } }))).toEqual({ value: [] });
  });

  const failures: Record<string, [operation: string, code: string, kind: string]> = {
    "entries that may not be listed": ["ListAccessEntries", "AccessDeniedException", "denied"],
    "an entry that may not be read": ["DescribeAccessEntry", "AccessDeniedException", "denied"],
    "policies that may not be listed": ["ListAssociatedAccessPolicies", "AccessDeniedException", "denied"],
    "a cluster that is gone": ["DescribeCluster", "ResourceNotFoundException", "gone"],
    "a cluster that is gone after it was described": ["ListAccessEntries", "ResourceNotFoundException", "gone"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [operation, code, kind]) => {
    const found = await look("accessEntries", {
      ...{ ...cluster(), ListAccessEntries: { accessEntries: [principal("a")] }, DescribeAccessEntry: entry },
      ...{ ListAssociatedAccessPolicies: {}, [operation]: throwing(code) },
    });
    expect(found).toMatchObject({ failure: { kind } });
  });
});
