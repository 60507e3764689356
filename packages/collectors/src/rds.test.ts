import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rds } from "./rds.ts";

const plain = {
  id: "orders",
  name: undefined,
  engine: "mysql",
  status: "available",
  encrypted: true,
  encryptionType: undefined,
  publiclyAccessible: false,
  upgradesMinor: undefined,
  isMultiAz: false,
  cluster: null,
  replicaOf: null,
  replicas: [],
  pending: [],
  restartsAt: null,
  tags: {},
};
const instance = {
  DBInstanceIdentifier: "orders",
  Engine: "mysql",
  DBInstanceStatus: "available",
  StorageEncrypted: true,
  PubliclyAccessible: false,
  MultiAZ: false,
  PendingModifiedValues: {},
  ReadReplicaDBInstanceIdentifiers: [],
  TagList: [],
};

describe("rds", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeDBInstances: ({ Marker }: { Marker?: string }) =>
          Marker ? { DBInstances: [{ ...instance, DBInstanceIdentifier: "b" }] } : { DBInstances: [instance], Marker: "2" },
      },
    });
    expect(await listAll(rds, aws)).toEqual([plain, { ...plain, id: "b" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{}, { Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { DBInstances: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, answer) => {
    expect(await listAll(rds, fakeAws({ answers: { DescribeDBInstances: answer } }))).toEqual([]);
  });

  const shapes: Record<string, [instance: object, base: object]> = {
    "tags, one without a value": [{ TagList: [{ Key: "Owner", Value: "x" }, { Key: "Bare" }] }, { tags: { Owner: "x", Bare: "" } }],
    "its database's name": [{ DBName: "misconfiguration_maker" }, { name: "misconfiguration_maker" }],
    "where programs connect to, and as whom": [
      {
        ...{ Endpoint: { Address: "orders.abc.eu-west-1.rds.amazonaws.com", Port: 3306, HostedZoneId: "Z1" }, DbInstancePort: 0 },
        ...{ DbiResourceId: "db-0A", EngineVersion: "8.0.35", MasterUsername: "admin" },
      },
      {
        ...{ address: "orders.abc.eu-west-1.rds.amazonaws.com", port: 3306 },
        ...{ resourceId: "db-0A", engineVersion: "8.0.35", masterUser: "admin" },
      },
    ],
    "one that is being made, without an endpoint": [
      { DBInstanceStatus: "creating", DbiResourceId: "db-0A", Endpoint: undefined, DbInstancePort: 0 },
      { status: "creating", resourceId: "db-0A" },
    ],
    "an endpoint without an address yet": [{ Endpoint: { Port: 3306 } }, { port: 3306 }],
    "a member of a cluster": [
      { Engine: "aurora-mysql", DBClusterIdentifier: "c" },
      { engine: "aurora-mysql", cluster: "c" },
    ],
    "a replica of an instance": [{ ReadReplicaSourceDBInstanceIdentifier: "source" }, { replicaOf: "source" }],
    "a replica of a cluster": [{ ReadReplicaSourceDBClusterIdentifier: "source" }, { replicaOf: "source" }],
    "a source of replicas": [
      { ReadReplicaDBInstanceIdentifiers: ["r1"], ReadReplicaDBClusterIdentifiers: ["r2"] },
      { replicas: ["r1", "r2"] },
    ],
    "minor upgrades": [{ AutoMinorVersionUpgrade: true }, { upgradesMinor: true }],
    "a Multi-AZ deployment": [{ MultiAZ: true }, { isMultiAz: true }],
    "a mirror, which only a second zone shows": [{ SecondaryAvailabilityZone: "eu-west-1b" }, { isMultiAz: true }],
    "a stopped one": [
      { DBInstanceStatus: "stopped", AutomaticRestartTime: new Date("2026-11-28T10:00:00Z") },
      { status: "stopped", restartsAt: "2026-11-28T10:00:00.000Z" },
    ],
    "a pending modification": [{ PendingModifiedValues: { DBInstanceClass: "db.t4g.large" } }, { pending: ["DBInstanceClass"] }],
    "a key that AWS owns": [
      { StorageEncrypted: false, StorageEncryptionType: "sse-rds" },
      { encrypted: false, encryptionType: "sse-rds" },
    ],
    "no flags, which is not false": [
      { StorageEncrypted: undefined, PubliclyAccessible: undefined, TagList: undefined, PendingModifiedValues: undefined },
      { encrypted: undefined, publiclyAccessible: undefined },
    ],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [given, base]) => {
    const aws = fakeAws({ answers: { DescribeDBInstances: { DBInstances: [{ ...instance, ...given }] } } });
    expect(await listAll(rds, aws)).toEqual([{ ...plain, ...base }]);
  });

  it("refuses an instance without a name", async () => {
    await expect(listAll(rds, fakeAws({ answers: { DescribeDBInstances: { DBInstances: [{}] } } }))).rejects.toThrow();
  });

  const forms: Record<string, [id: string, asked: string]> = {
    "its name": ["orders", "orders"],
    "its name as somebody typed it": ["Orders", "Orders"],
    "its ARN": ["arn:aws:rds:eu-west-1:111111111111:db:orders", "orders"],
  };
  it.each(Object.entries(forms))("finds an instance by %s", async (_, [id, asked]) => {
    const aws = fakeAws({ answers: { DescribeDBInstances: { DBInstances: [instance] } } });
    expect(await findAll(rds, aws, id)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ DBInstanceIdentifier: asked }]);
  });

  const others: Record<string, string> = {
    "a snapshot's ARN, which tag events carry too": "arn:aws:rds:eu-west-1:111111111111:snapshot:orders",
    "a cluster's ARN": "arn:aws:rds:eu-west-1:111111111111:cluster:orders",
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, id) => {
    expect(await findAll(rds, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it.each(["DBInstanceNotFoundFault", "DBInstanceNotFound"])("finds nothing when AWS says %s", async (code) => {
    const answers = { DescribeDBInstances: () => Promise.reject(awsFault(code, code, 404)) };
    expect(await findAll(rds, fakeAws({ answers }), "orders")).toEqual([]);
  });

  it("says why when it is denied", async () => {
    const answers = { DescribeDBInstances: () => Promise.reject(awsFault("AccessDenied")) };
    await expect(listAll(rds, fakeAws({ answers }))).rejects.toMatchObject({ kind: "denied" });
    await expect(findAll(rds, fakeAws({ answers }), "orders")).rejects.toMatchObject({ kind: "denied" });
  });
});
