import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { securityGroup } from "./security_group.ts";

const described = {
  ...{ GroupId: "sg-1", GroupName: "web", OwnerId: "111111111111", Tags: [{ Key: "Name", Value: "x" }] },
  IpPermissions: [
    { IpProtocol: "tcp", PrefixListIds: [{ PrefixListId: "pl-2" }, { PrefixListId: "pl-1" }] },
    { IpProtocol: "udp", PrefixListIds: [{ PrefixListId: "pl-1" }] },
  ],
  IpPermissionsEgress: [{ IpProtocol: "-1", PrefixListIds: [{ PrefixListId: "pl-9" }] }],
};
const shared = { GroupId: "sg-9", GroupName: "web", OwnerId: "222222222222" };
const found = {
  id: "sg-1",
  name: "web",
  tags: { Name: "x" },
  prefixListIds: ["pl-1", "pl-2"],
  isDefault: false,
  ingressCount: 2,
  egressCount: 1,
};
const plain = { id: "sg-2", name: "db", tags: {}, prefixListIds: [], isDefault: false, ingressCount: null, egressCount: null };
const failing = (operation: string, code: string) =>
  fakeAws({
    answers: {
      [operation]: () => {
        throw awsFault(code);
      },
    },
  });

describe("security_group listing", () => {
  it("lists every page, and no group that another account shares", async () => {
    const aws = fakeAws({
      answers: {
        DescribeSecurityGroups: ({ NextToken }: { NextToken?: string }) =>
          NextToken
            ? { SecurityGroups: [shared, { GroupId: "sg-2", GroupName: "db", OwnerId: "111111111111" }] }
            : { SecurityGroups: [described], NextToken: "2" },
      },
    });
    expect(await listAll(securityGroup, aws)).toEqual([found, plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(securityGroup, fakeAws({ answers: { DescribeSecurityGroups: {} } }))).toEqual([]);
    await expect(listAll(securityGroup, failing("DescribeSecurityGroups", "UnauthorizedOperation"))).rejects.toMatchObject({
      kind: "denied",
    });
  });

  it("knows a default group by its name, and one without rules", async () => {
    const group = { ...described, GroupName: "default", IpPermissions: [], IpPermissionsEgress: [] };
    const aws = fakeAws({ answers: { DescribeSecurityGroups: { SecurityGroups: [group] } } });
    expect(await listAll(securityGroup, aws)).toMatchObject([{ isDefault: true, ingressCount: 0, egressCount: 0 }]);
  });

  const finds: Record<string, [id: string, input: object]> = {
    "by its id": ["sg-1", { GroupIds: ["sg-1"] }],
    "by its name, as older events have it": ["web", { Filters: [{ Name: "group-name", Values: ["web"] }] }],
    "by a prefix list that its rules refer to": ["pl-1", { Filters: [{ Name: "ip-permission.prefix-list-id", Values: ["pl-1"] }] }],
  };
  it.each(Object.entries(finds))("finds a group %s", async (_, [id, input]) => {
    const aws = fakeAws({ answers: { DescribeSecurityGroups: { SecurityGroups: [described, shared] } } });
    expect(await findAll(securityGroup, aws, id)).toEqual([found]);
    expect(aws.calls.map((call) => call.input)).toEqual([input]);
  });

  it("finds every group of a name, and none that is deleted", async () => {
    const twin = { ...described, GroupId: "sg-3" };
    const aws = fakeAws({ answers: { DescribeSecurityGroups: { SecurityGroups: [described, twin] } } });
    expect((await findAll(securityGroup, aws, "web")).map(({ id }) => id)).toEqual(["sg-1", "sg-3"]);
    expect(await findAll(securityGroup, failing("DescribeSecurityGroups", "InvalidGroup.NotFound"), "sg-1")).toEqual([]);
  });
});

describe("security_group rules", () => {
  const rule = { GroupId: "sg-1", GroupOwnerId: "111111111111", IsEgress: false, IpProtocol: "tcp", FromPort: 22, ToPort: 22, Tags: [] };
  const kept = { protocol: "tcp", fromPort: 22, toPort: 22, cidr: null, prefixList: null, group: null, description: null, tags: {} };

  it("reads the ingress rules of all pages for many groups at once, in an order of their own", async () => {
    const pages = [
      [
        { ...rule, SecurityGroupRuleId: "sgr-4", ReferencedGroupInfo: { GroupId: "sg-7", UserId: "111111111111" } },
        { ...rule, SecurityGroupRuleId: "sgr-5", IsEgress: true, CidrIpv4: "0.0.0.0/0" },
        { ...rule, SecurityGroupRuleId: "sgr-3", PrefixListId: "pl-1" },
      ],
      [
        { ...rule, SecurityGroupRuleId: "sgr-2", CidrIpv6: "::/0", IpProtocol: "-1", FromPort: -1, ToPort: -1 },
        { ...rule, SecurityGroupRuleId: "sgr-1", CidrIpv4: "0.0.0.0/0", Description: "everyone", Tags: [{ Key: "Owner", Value: "x" }] },
      ],
    ];
    const aws = fakeAws({
      answers: {
        DescribeSecurityGroupRules: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { SecurityGroupRules: pages[1] } : { SecurityGroupRules: pages[0], NextToken: "2" },
      },
    });
    expect(Object.fromEntries(await lookAtAspect(securityGroup, aws, "rules", [found, plain]))).toEqual({
      "sg-1": {
        value: {
          rules: [
            { ...kept, protocol: "-1", fromPort: -1, toPort: -1, cidr: "::/0" },
            { ...kept, cidr: "0.0.0.0/0", description: "everyone", tags: { Owner: "x" } },
            { ...kept, prefixList: "pl-1" },
            { ...kept, group: "sg-7" },
          ],
          ruleIds: { "-1 -1 -1 ::/0": "sgr-2", "tcp 22 22 0.0.0.0/0": "sgr-1", "tcp 22 22 pl-1": "sgr-3", "tcp 22 22 sg-7": "sgr-4" },
        },
      },
      "sg-2": { value: { rules: [], ruleIds: {} } },
    });
    expect(aws.calls[0]?.input).toEqual({ Filters: [{ Name: "group-id", Values: ["sg-1", "sg-2"] }], MaxResults: 1000 });
  });

  it("asks for at most 200 groups at once, as many values as a filter takes", async () => {
    const aws = fakeAws({ answers: { DescribeSecurityGroupRules: { SecurityGroupRules: [] } } });
    const many = Array.from({ length: 201 }, (_, i) => ({ ...plain, id: `sg-${i}` }));
    expect((await lookAtAspect(securityGroup, aws, "rules", many)).size).toBe(201);
    expect(aws.calls).toHaveLength(2);
  });

  it("says that it may not look", async () => {
    const known = await lookAtAspect(securityGroup, failing("DescribeSecurityGroupRules", "UnauthorizedOperation"), "rules", [found]);
    expect(known.get("sg-1")?.failure?.kind).toBe("denied");
  });
});

describe("security_group prefix lists", () => {
  const own = { PrefixListId: "pl-1", PrefixListName: "offices", OwnerId: "111111111111" };
  const foreign = { PrefixListId: "pl-2", PrefixListName: "partners", OwnerId: "222222222222" };
  const entries = ({ PrefixListId, NextToken }: { PrefixListId: string; NextToken?: string }) => {
    if (PrefixListId === "pl-1") return { Entries: [{ Cidr: "10.0.0.0/8" }] };
    return NextToken ? { Entries: [{ Cidr: "0:0::0/0" }] } : { Entries: [{ Cidr: "0.0.0.0/0" }], NextToken: "2" };
  };

  it("reads each list once with all pages of its entries, also one of another account, and asks nothing for groups without", async () => {
    const aws = fakeAws({ answers: { DescribeManagedPrefixLists: { PrefixLists: [foreign, own] }, GetManagedPrefixListEntries: entries } });
    const groups = [found, { ...found, id: "sg-3", prefixListIds: ["pl-1"] }, plain];
    const offices = { id: "pl-1", name: "offices", owner: "111111111111", everyone: [] };
    const partners = { id: "pl-2", name: "partners", owner: "222222222222", everyone: ["0.0.0.0/0", "::/0"] };
    expect(Object.fromEntries(await lookAtAspect(securityGroup, aws, "prefixLists", groups))).toEqual({
      "sg-1": { value: [offices, partners] },
      "sg-3": { value: [offices] },
      "sg-2": { value: [] },
    });
    expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([
      ...["DescribeManagedPrefixLists", "GetManagedPrefixListEntries", "GetManagedPrefixListEntries", "GetManagedPrefixListEntries"],
    ]);
    expect(aws.calls[0]?.input).toEqual({ Filters: [{ Name: "prefix-list-id", Values: ["pl-1", "pl-2"] }], MaxResults: 100 });
  });

  it("asks nothing when no rule refers to a list", async () => {
    expect(Object.fromEntries(await lookAtAspect(securityGroup, fakeAws({ answers: {} }), "prefixLists", [plain]))).toEqual({
      "sg-2": { value: [] },
    });
  });

  it("does not pass over a list that is no longer shared", async () => {
    const aws = fakeAws({ answers: { DescribeManagedPrefixLists: { PrefixLists: [own] }, GetManagedPrefixListEntries: entries } });
    const known = await lookAtAspect(securityGroup, aws, "prefixLists", [found, plain]);
    expect([known.get("sg-1")?.failure?.kind, known.get("sg-2")]).toEqual(["absent", { value: [] }]);
  });

  const denied: Record<string, object> = {
    "the lists": { DescribeManagedPrefixLists: () => Promise.reject(awsFault("UnauthorizedOperation")) },
    "their entries": {
      DescribeManagedPrefixLists: { PrefixLists: [own, foreign] },
      GetManagedPrefixListEntries: () => Promise.reject(awsFault("UnauthorizedOperation")),
    },
  };
  it.each(Object.entries(denied))("says that it may not look at %s", async (_, answers) => {
    const aws = fakeAws({ answers: { ...answers } });
    expect((await lookAtAspect(securityGroup, aws, "prefixLists", [found])).get("sg-1")?.failure?.kind).toBe("denied");
  });
});
