import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { organization } from "./organization.ts";

const own = { id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL" };
const DescribeOrganization = { Organization: { Id: own.id, MasterAccountId: own.managementAccount, FeatureSet: "ALL" } };
const thrown = (code: string) => () => {
  throw awsFault(code);
};
const root = (...PolicyTypes: object[]) => ({ Roots: [{ Id: "r-1", Name: "Root", PolicyTypes }] });
const scp = { Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" };
const rcp = { Type: "RESOURCE_CONTROL_POLICY", Status: "ENABLED" };
type Aspect = keyof typeof organization.aspects;
const look = async (aspect: Aspect, answers: Record<string, object>) => {
  const aws = fakeAws({ answers });
  return { known: (await lookAtAspect(organization, aws, aspect, [own])).get(own.id), calls: aws.calls };
};

describe("organization", () => {
  it("is one, and found by its id alone", async () => {
    const aws = fakeAws({ answers: { DescribeOrganization } });
    expect(await listAll(organization, aws)).toEqual([own]);
    expect([await findAll(organization, aws, own.id), await findAll(organization, aws, "o-other")]).toEqual([[own], []]);
  });

  it("is none of an account that stands alone, which is a fact", async () => {
    expect(
      await listAll(organization, fakeAws({ answers: { DescribeOrganization: thrown("AWSOrganizationsNotInUseException") } })),
    ).toEqual([]);
  });

  const refusals: Record<string, object> = { "a denied call": thrown("AccessDeniedException"), "an empty answer": {} };
  it.each(Object.entries(refusals))("is not taken for none after %s", async (_, answer) => {
    await expect(listAll(organization, fakeAws({ answers: { DescribeOrganization: answer } }))).rejects.toThrow();
  });

  const values: Record<string, [aspect: Aspect, answers: Record<string, object>, value: unknown]> = {
    "central root access": ["rootAccess", { ListOrganizationsFeatures: { EnabledFeatures: ["RootSessions"] } }, ["RootSessions"]],
    "none of it enabled": ["rootAccess", { ListOrganizationsFeatures: {} }, []],
    "IAM is no trusted service": ["rootAccess", { ListOrganizationsFeatures: thrown("ServiceAccessNotEnabledException") }, []],
    "IAM is no trusted service, in AWS's own word": ["rootAccess", { ListOrganizationsFeatures: thrown("ServiceAccessNotEnabled") }, []],
    "an organization for billing alone": [
      "rootAccess",
      { ListOrganizationsFeatures: thrown("OrganizationNotInAllFeaturesModeException") },
      [],
    ],
    "no policy type enabled, so that no policy is asked for": ["guardrails", { ListRoots: root() }, { enabled: [], policies: [] }],
    "a policy type that is not yet enabled": [
      "guardrails",
      { ListRoots: root({ ...scp, Status: "PENDING_ENABLE" }, { Type: "TAG_POLICY", Status: "ENABLED" }) },
      { enabled: [], policies: [] },
    ],
    "nobody delegated to": ["resourcePolicy", { DescribeResourcePolicy: thrown("ResourcePolicyNotFoundException") }, null],
    "a delegation": [
      "resourcePolicy",
      { DescribeResourcePolicy: { ResourcePolicy: { Content: '{"Statement":{"Effect":"Allow","Action":"organizations:*"}}' } } },
      { Statement: { Effect: "Allow", Action: "organizations:*" } },
    ],
    "no delegated administrator": ["delegates", { ListDelegatedAdministrators: {} }, []],
  };
  it.each(Object.entries(values))("reads %s", async (_, [aspect, answers, value]) => {
    expect((await look(aspect, answers)).known).toEqual({ value });
  });

  it("reads every page of policies and of their targets, and leaves AWS's own out", async () => {
    const { known, calls } = await look("guardrails", {
      ListRoots: ({ NextToken }: { NextToken?: string }) => (NextToken ? root(scp, rcp) : { NextToken: "2" }),
      ListPolicies: ({ Filter, NextToken }: { Filter: string; NextToken?: string }) => {
        if (Filter === rcp.Type) return { Policies: [{ Id: "p-RCPFullAWSAccess", Name: "RCPFullAWSAccess", AwsManaged: true }] };
        return NextToken
          ? { Policies: [{ Id: "p-2", Name: "regions", AwsManaged: false }] }
          : {
              Policies: [
                { Id: "p-FullAWSAccess", AwsManaged: true },
                { Id: "p-1", Name: "root" },
              ],
              NextToken: "2",
            };
      },
      ListTargetsForPolicy: ({ PolicyId, NextToken }: { PolicyId: string; NextToken?: string }) => {
        if (PolicyId === "p-2") return {};
        return NextToken ? { Targets: [{ TargetId: "ou-1" }] } : { Targets: [{ TargetId: "r-1" }], NextToken: "2" };
      },
    });
    const policies = [
      { id: "p-1", name: "root", type: scp.Type, targets: ["ou-1", "r-1"] },
      { id: "p-2", name: "regions", type: scp.Type, targets: [] },
    ];
    expect(known).toEqual({ value: { enabled: [scp.Type, rcp.Type], policies } });
    expect(calls.filter(({ operation }) => operation === "ListTargetsForPolicy")).toHaveLength(3);
  });

  it("reads every page of units and of accounts below the root", async () => {
    const { known } = await look("units", {
      ListRoots: root(),
      ListOrganizationalUnitsForParent: ({ NextToken }: { NextToken?: string }) =>
        NextToken
          ? { OrganizationalUnits: [{ Id: "ou-2", Name: "prod" }] }
          : { OrganizationalUnits: [{ Id: "ou-1", Name: "dev" }], NextToken: "2" },
      ListAccountsForParent: ({ NextToken, ParentId }: { NextToken?: string; ParentId: string }) =>
        NextToken
          ? { Accounts: [{ Id: "111111111111" }] }
          : { Accounts: ParentId === "r-1" ? [{ Id: "222222222222" }] : [], NextToken: "2" },
    });
    const units = [
      { id: "ou-1", name: "dev" },
      { id: "ou-2", name: "prod" },
    ];
    expect(known).toEqual({ value: { root: "r-1", units, accounts: ["111111111111", "222222222222"] } });
  });

  it("reads every page of delegated administrators and of their services", async () => {
    const { known } = await look("delegates", {
      ListDelegatedAdministrators: ({ NextToken }: { NextToken?: string }) =>
        NextToken
          ? { DelegatedAdministrators: [{ Id: "333333333333" }] }
          : { DelegatedAdministrators: [{ Id: "222222222222" }], NextToken: "2" },
      ListDelegatedServicesForAccount: ({ AccountId, NextToken }: { AccountId: string; NextToken?: string }) => {
        if (AccountId === "333333333333") return {};
        const of = (ServicePrincipal: string) => ({ DelegatedServices: [{ ServicePrincipal }] });
        return NextToken ? of("config.amazonaws.com") : { ...of("guardduty.amazonaws.com"), NextToken: "2" };
      },
    });
    const services = ["config.amazonaws.com", "guardduty.amazonaws.com"];
    expect(known).toEqual({
      value: [
        { account: "222222222222", services },
        { account: "333333333333", services: [] },
      ],
    });
  });

  const operations: Record<Aspect, readonly string[]> = {
    rootAccess: ["ListOrganizationsFeatures"],
    guardrails: ["ListRoots", "ListPolicies", "ListTargetsForPolicy"],
    units: ["ListRoots", "ListOrganizationalUnitsForParent", "ListAccountsForParent"],
    resourcePolicy: ["DescribeResourcePolicy"],
    delegates: ["ListDelegatedAdministrators", "ListDelegatedServicesForAccount"],
  };
  const fine = {
    ...{ ListRoots: root(scp), ListPolicies: { Policies: [{ Id: "p-1" }] }, ListTargetsForPolicy: {} },
    ...{ ListOrganizationalUnitsForParent: {}, ListAccountsForParent: {} },
    ...{ ListDelegatedAdministrators: { DelegatedAdministrators: [{ Id: "222222222222" }] }, ListDelegatedServicesForAccount: {} },
  };
  const isAspect = (name: string): name is Aspect => Object.hasOwn(operations, name);
  const pairs = Object.keys(operations)
    .filter(isAspect)
    .flatMap((aspect) => operations[aspect].map((operation) => [aspect, operation] as const));
  it.each(pairs)("%s is unknown to a member that may not call %s", async (aspect, operation) => {
    const { known } = await look(aspect, { ...fine, [operation]: thrown("AccessDeniedException") });
    expect(known?.failure?.kind).toBe("denied");
  });

  const silences: Record<string, [aspect: Aspect, answers: Record<string, object>]> = {
    "IAM's word for a member that may not ask": [
      "rootAccess",
      { ListOrganizationsFeatures: thrown("AccountNotManagementOrDelegatedAdministratorException") },
    ],
    "no root": ["units", { ListRoots: { Roots: [] } }],
    "no root, of which policies hang": ["guardrails", { ListRoots: {} }],
    "an empty policy": ["resourcePolicy", { DescribeResourcePolicy: {} }],
  };
  it.each(Object.entries(silences))("makes no fact of %s", async (_, [aspect, answers]) => {
    expect((await look(aspect, answers)).known).toMatchObject({ failure: { kind: aspect === "rootAccess" ? "denied" : "failed" } });
  });

  it("says when the account has left the organization meanwhile", async () => {
    const { known } = await look("rootAccess", { ListOrganizationsFeatures: thrown("OrganizationNotFoundException") });
    expect(known?.failure?.kind).toBe("gone");
  });
});
