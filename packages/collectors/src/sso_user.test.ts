import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ssoGroup } from "./sso_group.ts";
import { ssoUser } from "./sso_user.ts";

const store = "d-1";
const instance = "arn:aws:sso:::instance/ssoins-1";
const ListInstances = {
  Instances: [{ InstanceArn: instance, IdentityStoreId: store, OwnerAccountId: "111111111111" }],
};
type Paged = { readonly NextToken?: string };
const groups = ({ NextToken }: Paged) =>
  NextToken
    ? { Groups: [{ GroupId: "g2", DisplayName: "two" }] }
    : { Groups: [{ GroupId: "g1", DisplayName: "one", Description: "d" }], NextToken: "2" };

describe("sso_user", () => {
  it("lists every page, and finds one by its id", async () => {
    const ListUsers = ({ NextToken }: Paged) =>
      NextToken
        ? { Users: [{ UserId: "u2", UserName: "bob" }] }
        : { Users: [{ UserId: "u1", UserName: "ann", DisplayName: "Ann" }], NextToken: "2" };
    const aws = fakeAws({ answers: { ListInstances, ListUsers, DescribeUser: { UserName: "ann", DisplayName: "Ann" } } });
    const ann = { id: "u1", store, instance, name: "ann", displayName: "Ann" };
    expect(await listAll(ssoUser, aws)).toEqual([ann, { id: "u2", store, instance, name: "bob", displayName: "" }]);
    expect(await findAll(ssoUser, aws, "u1")).toEqual([ann]);
  });

  it("reads the groups of each user from the groups, and knows who is in none", async () => {
    const answers = {
      ...{ ListInstances, ListGroups: groups },
      ListGroupMemberships: ({ GroupId, NextToken }: Paged & { GroupId: string }) =>
        GroupId === "g2"
          ? { GroupMemberships: [{ MemberId: { UserId: "u1" } }] }
          : NextToken
            ? { GroupMemberships: [{ MemberId: { UserId: "u2" } }] }
            : { GroupMemberships: [{ MemberId: { UserId: "u1" } }], NextToken: "2" },
    };
    const known = await lookAtAspect(ssoUser, fakeAws({ answers }), "groups", [{ id: "u1" }, { id: "u2" }, { id: "u3" }]);
    expect(["u1", "u2", "u3"].map((id) => known.get(id))).toEqual([{ value: ["g1", "g2"] }, { value: ["g1"] }, { value: [] }]);
  });
});

describe("sso_group", () => {
  it("lists every page", async () => {
    expect(await listAll(ssoGroup, fakeAws({ answers: { ListInstances, ListGroups: groups } }))).toEqual([
      { id: "g1", store, instance, name: "one", description: "d" },
      { id: "g2", store, instance, name: "two", description: "" },
    ]);
  });

  it("finds none that was deleted", async () => {
    const DescribeGroup = () => {
      throw awsFault("ResourceNotFoundException");
    };
    expect(await findAll(ssoGroup, fakeAws({ answers: { ListInstances, DescribeGroup } }), "g1")).toEqual([]);
  });
});
