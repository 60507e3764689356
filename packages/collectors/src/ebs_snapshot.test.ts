import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ebsSnapshot } from "./ebs_snapshot.ts";

const snapshot = { SnapshotId: "snap-1", OwnerId: "111111111111", Tags: [{ Key: "Name", Value: "x" }] };
const found = { id: "snap-1", tags: { Name: "x" } };
const failing = (operation: string, code: string) =>
  fakeAws({
    answers: {
      [operation]: () => {
        throw awsFault(code);
      },
    },
  });

describe("ebs_snapshot", () => {
  it("lists every page of the account's own snapshots", async () => {
    const aws = fakeAws({
      answers: {
        DescribeSnapshots: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { Snapshots: [{ SnapshotId: "snap-2" }] } : { Snapshots: [snapshot], NextToken: "2" },
      },
    });
    expect(await listAll(ebsSnapshot, aws)).toEqual([found, { id: "snap-2", tags: {} }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { OwnerIds: ["self"], MaxResults: 1000 },
      { OwnerIds: ["self"], MaxResults: 1000, NextToken: "2" },
    ]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(ebsSnapshot, fakeAws({ answers: { DescribeSnapshots: {} } }))).toEqual([]);
    await expect(listAll(ebsSnapshot, failing("DescribeSnapshots", "UnauthorizedOperation"))).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds an own snapshot by its id, and none that is deleted", async () => {
    const aws = fakeAws({ answers: { DescribeSnapshots: { Snapshots: [snapshot] } } });
    expect(await findAll(ebsSnapshot, aws, "snap-1")).toEqual([found]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ OwnerIds: ["self"], SnapshotIds: ["snap-1"] }]);
    expect(await findAll(ebsSnapshot, failing("DescribeSnapshots", "InvalidSnapshot.NotFound"), "snap-1")).toEqual([]);
  });

  const everyone = { kind: "everyone", id: "all" };
  const shares: Record<string, [permissions: object[], shares: unknown[]]> = {
    "a private snapshot": [[], []],
    "a public one": [[{ Group: "all" }], [everyone]],
    "everyone and accounts in one list, in an order of its own": [
      [{ Group: "all" }, { UserId: "333333333333" }, { UserId: "222222222222" }],
      [{ kind: "account", id: "222222222222" }, { kind: "account", id: "333333333333" }, everyone],
    ],
  };
  it.each(Object.entries(shares))("reads the shares of %s", async (_, [CreateVolumePermissions, value]) => {
    const aws = fakeAws({ answers: { DescribeSnapshotAttribute: { SnapshotId: "snap-1", CreateVolumePermissions } } });
    expect((await lookAtAspect(ebsSnapshot, aws, "shares", [found])).get("snap-1")).toEqual({ value });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ SnapshotId: "snap-1", Attribute: "createVolumePermission" }]);
  });

  const failures: Record<string, [aws: ReturnType<typeof fakeAws>, kind: string]> = {
    "a denied call": [failing("DescribeSnapshotAttribute", "UnauthorizedOperation"), "denied"],
    "a snapshot deleted meanwhile": [failing("DescribeSnapshotAttribute", "InvalidSnapshot.NotFound"), "gone"],
    "a reply without the list": [fakeAws({ answers: { DescribeSnapshotAttribute: { SnapshotId: "snap-1" } } }), "absent"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [aws, kind]) => {
    expect((await lookAtAspect(ebsSnapshot, aws, "shares", [found])).get("snap-1")?.failure?.kind).toBe(kind);
  });
});
