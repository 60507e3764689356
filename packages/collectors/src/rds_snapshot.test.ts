import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rdsSnapshot } from "./rds_snapshot.ts";

const snapshot = { DBSnapshotIdentifier: "nightly", SnapshotType: "manual", TagList: [{ Key: "Owner", Value: "x" }] };
const plain = { id: "nightly", tags: { Owner: "x" } };
const look = async (answer: object | (() => Promise<object>)) => {
  const aws = fakeAws({ answers: { DescribeDBSnapshotAttributes: answer } });
  return (await lookAtAspect(rdsSnapshot, aws, "sharedWith", [plain])).get("nightly");
};

describe("rds_snapshot", () => {
  it("lists every page, and only manual snapshots of the account", async () => {
    const aws = fakeAws({
      answers: {
        DescribeDBSnapshots: ({ Marker }: { Marker?: string }) =>
          Marker ? { DBSnapshots: [{ DBSnapshotIdentifier: "b" }] } : { DBSnapshots: [snapshot], Marker: "2" },
      },
    });
    expect(await listAll(rdsSnapshot, aws)).toEqual([plain, { id: "b", tags: {} }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ SnapshotType: "manual" }, { SnapshotType: "manual", Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { DBSnapshots: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, answer) => {
    expect(await listAll(rdsSnapshot, fakeAws({ answers: { DescribeDBSnapshots: answer } }))).toEqual([]);
  });

  const forms: Record<string, string> = { "its name": "nightly", "its ARN": "arn:aws:rds:eu-west-1:111111111111:snapshot:nightly" };
  it.each(Object.entries(forms))("finds a snapshot by %s", async (_, id) => {
    const aws = fakeAws({ answers: { DescribeDBSnapshots: { DBSnapshots: [snapshot] } } });
    expect(await findAll(rdsSnapshot, aws, id)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ DBSnapshotIdentifier: "nightly", SnapshotType: "manual" }]);
  });

  const others: Record<string, string> = {
    "an instance's ARN, which tag events carry too": "arn:aws:rds:eu-west-1:111111111111:db:nightly",
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, id) => {
    expect(await findAll(rdsSnapshot, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it.each(["DBSnapshotNotFoundFault", "DBSnapshotNotFound"])("finds nothing when AWS says %s", async (code) => {
    const answers = { DescribeDBSnapshots: () => Promise.reject(awsFault(code, code, 404)) };
    expect(await findAll(rdsSnapshot, fakeAws({ answers }), "nightly")).toEqual([]);
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
  it.each(Object.entries(shares))("reads shares with %s", async (_, [DBSnapshotAttributes, value]) => {
    expect(await look({ DBSnapshotAttributesResult: { DBSnapshotIdentifier: "nightly", DBSnapshotAttributes } })).toEqual({ value });
  });

  const silent: Record<string, object> = {
    "no result": {},
    "no attributes": { DBSnapshotAttributesResult: {} },
    "an empty list of attributes": { DBSnapshotAttributesResult: { DBSnapshotAttributes: [] } },
    "no values": { DBSnapshotAttributesResult: { DBSnapshotAttributes: [{ AttributeName: "restore" }] } },
  };
  it.each(Object.entries(silent))("calls %s absent, not unshared", async (_, answer) => {
    expect((await look(answer))?.failure?.kind).toBe("absent");
  });

  const failures: Record<string, [code: string, kind: string]> = {
    "a denied call": ["AccessDenied", "denied"],
    "a snapshot deleted meanwhile": ["DBSnapshotNotFoundFault", "gone"],
    "a snapshot deleted meanwhile, by its wire name": ["DBSnapshotNotFound", "gone"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [code, kind]) => {
    expect((await look(() => Promise.reject(awsFault(code))))?.failure?.kind).toBe(kind);
  });
});
