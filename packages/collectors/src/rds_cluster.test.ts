import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rdsCluster } from "./rds_cluster.ts";

const plain = {
  id: "orders",
  name: undefined,
  engine: "aurora-mysql",
  engineMode: "provisioned",
  status: "available",
  encrypted: true,
  encryptionType: undefined,
  upgradesMinor: undefined,
  isMultiAz: undefined,
  isCustom: false,
  globalDatabase: null,
  replicaOf: null,
  replicas: [],
  addresses: { custom: [] },
  members: [],
  pending: [],
  restartsAt: null,
  tags: {},
};
const cluster = {
  DBClusterIdentifier: "orders",
  Engine: "aurora-mysql",
  EngineMode: "provisioned",
  Status: "available",
  StorageEncrypted: true,
  ReadReplicaIdentifiers: [],
  TagList: [],
};

describe("rds_cluster", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeDBClusters: ({ Marker }: { Marker?: string }) =>
          Marker ? { DBClusters: [{ ...cluster, DBClusterIdentifier: "b" }] } : { DBClusters: [cluster], Marker: "2" },
      },
    });
    expect(await listAll(rdsCluster, aws)).toEqual([plain, { ...plain, id: "b" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{}, { Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { DBClusters: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, answer) => {
    expect(await listAll(rdsCluster, fakeAws({ answers: { DescribeDBClusters: answer } }))).toEqual([]);
  });

  const shapes: Record<string, [cluster: object, base: object]> = {
    tags: [{ TagList: [{ Key: "Owner", Value: "x" }] }, { tags: { Owner: "x" } }],
    "its database's name": [{ DatabaseName: "misconfiguration_maker" }, { name: "misconfiguration_maker" }],
    "where programs connect to, and as whom": [
      {
        ...{ Endpoint: "orders.cluster-abc.eu-west-1.rds.amazonaws.com", Port: 3306, MasterUsername: "admin" },
        ...{ ReaderEndpoint: "orders.cluster-ro-abc.eu-west-1.rds.amazonaws.com", DbClusterResourceId: "cluster-0A" },
        ...{ CustomEndpoints: ["b.cluster-custom-abc.example", "a.cluster-custom-abc.example"], EngineVersion: "8.0.mysql_aurora.3.08.0" },
      },
      {
        addresses: {
          writer: "orders.cluster-abc.eu-west-1.rds.amazonaws.com",
          reader: "orders.cluster-ro-abc.eu-west-1.rds.amazonaws.com",
          custom: ["a.cluster-custom-abc.example", "b.cluster-custom-abc.example"],
        },
        ...{ port: 3306, masterUser: "admin", resourceId: "cluster-0A", engineVersion: "8.0.mysql_aurora.3.08.0" },
      },
    ],
    "minor upgrades and several zones": [
      { AutoMinorVersionUpgrade: true, MultiAZ: false },
      { upgradesMinor: true, isMultiAz: false },
    ],
    "a cluster of Neptune": [{ Engine: "neptune", EngineMode: undefined }, { engine: "neptune" }],
    "Aurora Serverless v1": [{ EngineMode: "serverless" }, { engineMode: "serverless" }],
    "RDS Custom": [{ RdsCustomClusterConfiguration: { ReplicaMode: "mounted" } }, { isCustom: true }],
    "a member of a global database": [{ GlobalClusterIdentifier: "g" }, { globalDatabase: "g" }],
    "a replica": [
      { ReplicationSourceIdentifier: "arn:aws:rds:us-east-1:111111111111:cluster:source" },
      { replicaOf: "arn:aws:rds:us-east-1:111111111111:cluster:source" },
    ],
    "its instances, sorted": [
      { DBClusterMembers: [{ DBInstanceIdentifier: "two" }, { DBInstanceIdentifier: "one" }] },
      { members: ["one", "two"] },
    ],
    "a source of replicas": [{ ReadReplicaIdentifiers: ["r"] }, { replicas: ["r"] }],
    "a stopped one": [
      { Status: "stopped", AutomaticRestartTime: new Date("2026-11-28T10:00:00Z") },
      { status: "stopped", restartsAt: "2026-11-28T10:00:00.000Z" },
    ],
    "a pending modification": [{ PendingModifiedValues: { EngineVersion: "8.0" } }, { pending: ["EngineVersion"] }],
    "a key that AWS owns": [
      { StorageEncrypted: false, StorageEncryptionType: "sse-rds" },
      { encrypted: false, encryptionType: "sse-rds" },
    ],
    "no flag, which is not false": [
      { StorageEncrypted: undefined, TagList: undefined, ReadReplicaIdentifiers: undefined },
      { encrypted: undefined },
    ],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [given, base]) => {
    const aws = fakeAws({ answers: { DescribeDBClusters: { DBClusters: [{ ...cluster, ...given }] } } });
    expect(await listAll(rdsCluster, aws)).toEqual([{ ...plain, ...base }]);
  });

  const forms: Record<string, string> = { "its name": "orders", "its ARN": "arn:aws:rds:eu-west-1:111111111111:cluster:orders" };
  it.each(Object.entries(forms))("finds a cluster by %s", async (_, id) => {
    const aws = fakeAws({ answers: { DescribeDBClusters: { DBClusters: [cluster] } } });
    expect(await findAll(rdsCluster, aws, id)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ DBClusterIdentifier: "orders" }]);
  });

  const others: Record<string, string> = {
    "an instance's ARN, which tag events carry too": "arn:aws:rds:eu-west-1:111111111111:db:orders",
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, id) => {
    expect(await findAll(rdsCluster, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it.each(["DBClusterNotFoundFault", "DBClusterNotFound"])("finds nothing when AWS says %s", async (code) => {
    const answers = { DescribeDBClusters: () => Promise.reject(awsFault(code, code, 404)) };
    expect(await findAll(rdsCluster, fakeAws({ answers }), "orders")).toEqual([]);
  });

  it("says why when it is denied", async () => {
    const answers = { DescribeDBClusters: () => Promise.reject(awsFault("AccessDenied")) };
    await expect(listAll(rdsCluster, fakeAws({ answers }))).rejects.toMatchObject({ kind: "denied" });
    await expect(findAll(rdsCluster, fakeAws({ answers }), "orders")).rejects.toMatchObject({ kind: "denied" });
  });
});
