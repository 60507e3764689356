import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ami } from "./ami.ts";

const image = { ImageId: "ami-1", Name: "base", OwnerId: "111111111111", Tags: [{ Key: "Name", Value: "x" }] };
const found = { id: "ami-1", name: "base", tags: { Name: "x" } };
const failing = (operation: string, code: string) =>
  fakeAws({
    answers: {
      [operation]: () => {
        throw awsFault(code);
      },
    },
  });

describe("ami", () => {
  it("lists every page of the account's own images", async () => {
    const aws = fakeAws({
      answers: {
        DescribeImages: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { Images: [{ ImageId: "ami-2" }] } : { Images: [image], NextToken: "2" },
      },
    });
    expect(await listAll(ami, aws)).toEqual([found, { id: "ami-2", name: undefined, tags: {} }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { Owners: ["self"], MaxResults: 1000 },
      { Owners: ["self"], MaxResults: 1000, NextToken: "2" },
    ]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(ami, fakeAws({ answers: { DescribeImages: { Images: [] } } }))).toEqual([]);
    await expect(listAll(ami, failing("DescribeImages", "UnauthorizedOperation"))).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds an own image by its id, and none that is deregistered", async () => {
    const aws = fakeAws({ answers: { DescribeImages: { Images: [image] } } });
    expect(await findAll(ami, aws, "ami-1")).toEqual([found]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Owners: ["self"], ImageIds: ["ami-1"] }]);
    expect(await findAll(ami, failing("DescribeImages", "InvalidAMIID.NotFound"), "ami-1")).toEqual([]);
    expect(await findAll(ami, failing("DescribeImages", "InvalidAMIID.Unavailable"), "ami-1")).toEqual([]);
  });

  const everyone = { kind: "everyone", id: "all" };
  const account = { kind: "account", id: "222222222222" };
  const organization = { kind: "organization", id: "arn:aws:organizations::222222222222:organization/o-abcdefghij" };
  const unit = { kind: "organization", id: "arn:aws-cn:organizations::222222222222:ou/o-abcdefghij/ou-abcd-12345678" };
  const shares: Record<string, [permissions: object[], shares: unknown[]]> = {
    "a private image": [[], []],
    "a public one": [[{ Group: "all" }], [everyone]],
    "every kind in one list, in an order of its own": [
      [{ OrganizationalUnitArn: unit.id }, { Group: "all" }, { OrganizationArn: organization.id }, { UserId: "222222222222" }],
      [account, everyone, unit, organization],
    ],
  };
  it.each(Object.entries(shares))("reads the shares of %s", async (_, [LaunchPermissions, value]) => {
    const aws = fakeAws({ answers: { DescribeImageAttribute: { ImageId: "ami-1", LaunchPermissions } } });
    expect((await lookAtAspect(ami, aws, "shares", [found])).get("ami-1")).toEqual({ value });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ImageId: "ami-1", Attribute: "launchPermission" }]);
  });

  const failures: Record<string, [aws: ReturnType<typeof fakeAws>, kind: string]> = {
    "a denied call": [failing("DescribeImageAttribute", "UnauthorizedOperation"), "denied"],
    "an image deregistered meanwhile": [failing("DescribeImageAttribute", "InvalidAMIID.Unavailable"), "gone"],
    "a reply without the list": [fakeAws({ answers: { DescribeImageAttribute: { ImageId: "ami-1" } } }), "absent"],
    "an entry that names nobody": [fakeAws({ answers: { DescribeImageAttribute: { LaunchPermissions: [{}] } } }), "failed"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [aws, kind]) => {
    expect((await lookAtAspect(ami, aws, "shares", [found])).get("ami-1")?.failure?.kind).toBe(kind);
  });
});
