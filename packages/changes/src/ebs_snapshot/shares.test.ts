import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import type { Share } from "@plumbline/collectors/facts/shares";
import { describe, expect, it } from "vitest";
import { ebsSnapshotShares } from "./shares.ts";
import { writeEbsSnapshotShares } from "./shares.write.ts";

const everyone: Share = { kind: "everyone", id: "all" };
const friend: Share = { kind: "account", id: "222222222222" };
const stranger: Share = { kind: "account", id: "000000000000" };
const edit = { SnapshotId: "snap-1", Attribute: "createVolumePermission" };

describe("ebs_snapshot/shares", () => {
  testChange(it, ebsSnapshotShares, {
    "a snapshot that is public and shared": { value: [stranger, friend, everyone], states: [[friend], []] },
    "a private snapshot": { value: [], states: [[everyone], [friend]] },
  });

  const writes: Record<string, { from: Share[]; to: Share[]; sent: object[] }> = {
    "takes everyone and accounts away in a call each": {
      from: [stranger, friend, everyone],
      to: [friend],
      sent: [
        { ...edit, OperationType: "remove", UserIds: ["000000000000"] },
        { ...edit, OperationType: "remove", GroupNames: ["all"] },
      ],
    },
    "gives them back": {
      from: [friend],
      to: [stranger, friend, everyone],
      sent: [
        { ...edit, OperationType: "add", UserIds: ["000000000000"] },
        { ...edit, OperationType: "add", GroupNames: ["all"] },
      ],
    },
    "calls nothing when nothing differs": { from: [friend], to: [friend], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { ModifySnapshotAttribute: {} } });
    await writeEbsSnapshotShares.write(aws, { id: "snap-1", tags: {} }, { from, to });
    expect(aws.calls.map(({ input }) => input)).toEqual(sent);
  });
});
