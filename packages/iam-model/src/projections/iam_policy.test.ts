import type { Place } from "@plumbline/audit-kit/survey";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { lookAtListing } from "../look-at-listing.ts";
import { admins } from "../questions/admins.ts";
import { inventoryOf } from "../questions/inventory.ts";
import { snapshotOf } from "../snapshot.ts";
import { policies } from "./iam_policy.ts";
import { users } from "./iam_user.ts";

const account = "111111111111";
const CreateDate = new Date(0);
const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const ofAws = (PolicyName: string, action: string, counts: object) => ({
  ...{ PolicyName, PolicyId: `ANPA${PolicyName}`, Arn: arnOf(PolicyName), Path: "/", CreateDate, DefaultVersionId: "v1", ...counts },
  PolicyVersionList: [
    {
      ...{ VersionId: "v1", IsDefaultVersion: true },
      Document: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] }),
    },
  ],
});
/** Ann has all of AWS attached, and a boundary of AWS's that is attached to nobody. */
const ann = {
  ...{ UserName: "ann", UserId: "AIDAann", Arn: `arn:aws:iam::${account}:user/ann`, Path: "/", CreateDate },
  AttachedManagedPolicies: [{ PolicyArn: arnOf("AdministratorAccess") }],
  PermissionsBoundary: { PermissionsBoundaryArn: arnOf("ReadOnlyAccess") },
};
const answers = {
  ListUsers: { Users: [ann] },
  GetAccountAuthorizationDetails: {
    UserDetailList: [ann],
    Policies: [
      ofAws("AdministratorAccess", "*", { AttachmentCount: 1, PermissionsBoundaryUsageCount: 0 }),
      ofAws("ReadOnlyAccess", "s3:Get*", { AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 }),
      ofAws("PowerUserAccess", "ec2:*", { AttachmentCount: 0, PermissionsBoundaryUsageCount: 0 }),
    ],
  },
};

describe("policies of AWS", () => {
  it("are told where they are a boundary alone, and limit whom they bound", async () => {
    const aws = fakeAws({ account, answers });
    const place: Place = { account, region: "us-east-1", required: true, shared: new Map(), aws: async () => aws };
    const records: IamRecord[] = [];
    const take = async (all: readonly IamRecord[]) => void records.push(...all);
    for (const projection of [users, policies]) await lookAtListing(projection, { place, partition: "aws", limit: (task) => task(), take });
    expect(records.filter(({ kind }) => kind === "iam_policy").map(({ name }) => name)).toEqual(["AdministratorAccess", "ReadOnlyAccess"]);
    const { administrators, undetermined } = admins(inventoryOf(snapshotOf("2026-06-01T00:00:00.000Z", records)));
    expect(administrators).toEqual([]);
    expect(undetermined).toEqual([]);
  });
});
