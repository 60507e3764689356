import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rdsClusterSnapshot } from "./rds_cluster_snapshot.ts";

const snapshot = { DBClusterSnapshotIdentifier: "nightly", SnapshotType: "manual", TagList: [{ Key: "Owner", Value: "x" }] };
const plain = { id: "nightly", tags: { Owner: "x" } };
const look = async (answer: object | (() => Promise<object>)) => {
  const aws = fakeAws({ answers: { DescribeDBClusterSnapshotAttributes: answer } });
  return (await lookAtAspect(rdsClusterSnapshot, aws, "sharedWith", [plain])).get("nightly");
};

describe("rds_cluster_snapshot", () => {
  it("lists every page, and only manual snapshots of the account", async () => {
    const aws = fakeAws({
      answers: {
        DescribeDBClusterSnapshots: ({ Marker }: { Marker?: string }) =>
          Marker ? { DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: "b" }] } : { DBClusterSnapshots: [snapshot], Marker: "2" },
      },
    });
    expect(await listAll(rdsClusterSnapshot, aws)).toEqual([plain, { id: "b", tags: {} }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ SnapshotType: "manual" }, { SnapshotType: "manual", Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { DBClusterSnapshots: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, answer) => {
    expect(await listAll(rdsClusterSnapshot, fakeAws({ answers: { DescribeDBClusterSnapshots: answer } }))).toEqual([]);
  });

  const forms: Record<string, string> = { "its name": "nightly", "its ARN": "arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:nightly" };
  it.each(Object.entries(forms))("finds a snapshot by %s", async (_, id) => {
    const aws = fakeAws({ answers: { DescribeDBClusterSnapshots: { DBClusterSnapshots: [snapshot] } } });
    expect(await findAll(rdsClusterSnapshot, aws, id)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ DBClusterSnapshotIdentifier: "nightly", SnapshotType: "manual" }]);
  });

  const others: Record<string, string> = {
    "a cluster's ARN, which tag events carry too": "arn:aws:rds:eu-west-1:111111111111:cluster:nightly",
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, id) => {
    expect(await findAll(rdsClusterSnapshot, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it.each(["DBClusterSnapshotNotFoundFault", "DBClusterSnapshotNotFound"])("finds nothing when AWS says %s", async (code) => {
    const answers = { DescribeDBClusterSnapshots: () => Promise.reject(awsFault(code, code, 404)) };
    expect(await findAll(rdsClusterSnapshot, fakeAws({ answers }), "nightly")).toEqual([]);
  });

  const shares: Record<string, [attributes: object[], ids: string[]]> = {
    nobody: [[{ AttributeName: "restore", AttributeValues: [] }], []],
    "two accounts and everyone, sorted": [
      [{ AttributeName: "restore", AttributeValues: ["all", "333333333333", "222222222222"] }],
      ["222222222222", "333333333333", "all"],
    ],
    "an account, beside another attribute": [
      [
        { AttributeName: "later", AttributeValues: ["all"] },
        { AttributeName: "restore", AttributeValues: ["222222222222"] },
      ],
      ["222222222222"],
    ],
  };
  it.each(Object.entries(shares))("reads shares with %s", async (_, [DBClusterSnapshotAttributes, value]) => {
    expect(
      await look({ DBClusterSnapshotAttributesResult: { DBClusterSnapshotIdentifier: "nightly", DBClusterSnapshotAttributes } }),
    ).toEqual({ value });
  });

  const silent: Record<string, object> = {
    "no result": {},
    "no attributes": { DBClusterSnapshotAttributesResult: {} },
    "an empty list of attributes": { DBClusterSnapshotAttributesResult: { DBClusterSnapshotAttributes: [] } },
    "no values": { DBClusterSnapshotAttributesResult: { DBClusterSnapshotAttributes: [{ AttributeName: "restore" }] } },
  };
  it.each(Object.entries(silent))("calls %s absent, not unshared", async (_, answer) => {
    expect((await look(answer))?.failure?.kind).toBe("absent");
  });

  const failures: Record<string, [code: string, kind: string]> = {
    "a denied call": ["AccessDenied", "denied"],
    "a snapshot deleted meanwhile": ["DBClusterSnapshotNotFoundFault", "gone"],
    "a snapshot deleted meanwhile, by its wire name": ["DBClusterSnapshotNotFound", "gone"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [code, kind]) => {
    expect((await look(() => Promise.reject(awsFault(code))))?.failure?.kind).toBe(kind);
  });
});
