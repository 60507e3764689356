import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { networkAcl } from "./network_acl.ts";

const entry = {
  RuleNumber: 100,
  RuleAction: "allow",
  Protocol: "6",
  CidrBlock: "0.0.0.0/0",
  PortRange: { From: 22, To: 23 },
  Egress: false,
};
const last = { RuleNumber: 32767, RuleAction: "deny", Protocol: "-1", CidrBlock: "0.0.0.0/0", Egress: false };
const ipv6 = { RuleNumber: 101, RuleAction: "allow", Protocol: "58", Ipv6CidrBlock: "::/0", Egress: false };
const described = {
  ...{ NetworkAclId: "acl-1", VpcId: "vpc-1", OwnerId: "111111111111", IsDefault: true, Tags: [{ Key: "Name", Value: "x" }] },
  Entries: [last, ipv6, { ...entry, RuleNumber: 1, Egress: true }, entry],
};
const found = {
  ...{ id: "acl-1", vpc: "vpc-1", isDefault: true, tags: { Name: "x" } },
  ingress: [
    { number: 100, action: "allow", protocol: "6", range: "0.0.0.0/0", ports: { from: 22, to: 23 } },
    { number: 101, action: "allow", protocol: "58", range: "::/0", ports: null },
    { number: 32767, action: "deny", protocol: "-1", range: "0.0.0.0/0", ports: null },
  ],
};
const second = { NetworkAclId: "acl-2", VpcId: "vpc-1", OwnerId: "111111111111" };
const shared = { NetworkAclId: "acl-9", VpcId: "vpc-9", OwnerId: "222222222222" };
const failing = (code: string) =>
  fakeAws({
    answers: {
      DescribeNetworkAcls: () => {
        throw awsFault(code);
      },
    },
  });

describe("network_acl", () => {
  it("lists every page, ingress entries alone and by number, and no ACL of another account", async () => {
    const aws = fakeAws({
      answers: {
        DescribeNetworkAcls: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { NetworkAcls: [shared, second] } : { NetworkAcls: [described], NextToken: "2" },
      },
    });
    expect(await listAll(networkAcl, aws)).toEqual([found, { id: "acl-2", vpc: "vpc-1", isDefault: false, tags: {}, ingress: [] }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(networkAcl, fakeAws({ answers: { DescribeNetworkAcls: {} } }))).toEqual([]);
    await expect(listAll(networkAcl, failing("UnauthorizedOperation"))).rejects.toMatchObject({ kind: "denied" });
  });

  const { RuleNumber, RuleAction, Protocol, CidrBlock, ...rest } = entry;
  const short = {
    "without a number": { ...rest, RuleAction, Protocol, CidrBlock },
    "without an action": { ...rest, RuleNumber, Protocol, CidrBlock },
    "without a protocol": { ...rest, RuleNumber, RuleAction, CidrBlock },
    "without a range": { ...rest, RuleNumber, RuleAction, Protocol },
    "of an action that nobody knows": { ...entry, RuleAction: "log" },
  };
  it.each(Object.entries(short))("does not take an entry %s", async (_, odd) => {
    const aws = fakeAws({ answers: { DescribeNetworkAcls: { NetworkAcls: [{ ...described, Entries: [odd] }] } } });
    await expect(listAll(networkAcl, aws)).rejects.toThrow();
  });

  it("finds by id, none of another account, none that is deleted, and none by another id", async () => {
    const aws = fakeAws({ answers: { DescribeNetworkAcls: { NetworkAcls: [described, shared] } } });
    expect(await findAll(networkAcl, aws, "acl-1")).toEqual([found]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ NetworkAclIds: ["acl-1"] }]);
    expect(await findAll(networkAcl, failing("InvalidNetworkAclID.NotFound"), "acl-1")).toEqual([]);
    expect(await findAll(networkAcl, fakeAws({ answers: {} }), "vpc-1")).toEqual([]);
  });
});
