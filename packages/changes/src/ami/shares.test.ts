import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import type { Share } from "@plumbline/collectors/facts/shares";
import { describe, expect, it } from "vitest";
import { amiShares } from "./shares.ts";
import { writeAmiShares } from "./shares.write.ts";

const everyone: Share = { kind: "everyone", id: "all" };
const friend: Share = { kind: "account", id: "222222222222" };
const stranger: Share = { kind: "account", id: "000000000000" };
const organization: Share = { kind: "organization", id: "arn:aws:organizations::222222222222:organization/o-abcdefghij" };
const unit: Share = { kind: "organization", id: "arn:aws-us-gov:organizations::222222222222:ou/o-abcdefghij/ou-abcd-12345678" };
const image = { id: "ami-1", tags: {} };
const edit = { ImageId: "ami-1", Attribute: "launchPermission" };

describe("ami/shares", () => {
  testChange(it, amiShares, {
    "an image with shares of every kind": { value: [stranger, friend, everyone, organization, unit], states: [[friend], []] },
    "a private image": { value: [], states: [[everyone], [friend]] },
  });

  const writes: Record<string, { from: Share[]; to: Share[]; sent: object[] }> = {
    "takes accounts away in one call": {
      from: [stranger, friend],
      to: [],
      sent: [{ ...edit, OperationType: "remove", UserIds: ["000000000000", "222222222222"] }],
    },
    "leaves the others": {
      from: [stranger, friend],
      to: [friend],
      sent: [{ ...edit, OperationType: "remove", UserIds: ["000000000000"] }],
    },
    "makes one call for each kind": {
      from: [stranger, everyone, organization, unit],
      to: [],
      sent: [
        { ...edit, OperationType: "remove", UserIds: ["000000000000"] },
        { ...edit, OperationType: "remove", UserGroups: ["all"] },
        { ...edit, OperationType: "remove", OrganizationArns: [organization.id] },
        { ...edit, OperationType: "remove", OrganizationalUnitArns: [unit.id] },
      ],
    },
    "gives back what was taken": {
      from: [friend],
      to: [stranger, friend, everyone, unit],
      sent: [
        { ...edit, OperationType: "add", UserIds: ["000000000000"] },
        { ...edit, OperationType: "add", UserGroups: ["all"] },
        { ...edit, OperationType: "add", OrganizationalUnitArns: [unit.id] },
      ],
    },
    "takes away before it gives": {
      from: [everyone],
      to: [friend],
      sent: [
        { ...edit, OperationType: "remove", UserGroups: ["all"] },
        { ...edit, OperationType: "add", UserIds: ["222222222222"] },
      ],
    },
    "calls nothing when nothing differs": { from: [friend], to: [friend], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { ModifyImageAttribute: {} } });
    await writeAmiShares.write(aws, image, { from, to });
    expect(aws.calls.map(({ input }) => input)).toEqual(sent);
  });
});
