import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { seenOrganization } from "./facts/organization-seat.ts";
import { organizationAccount } from "./organization_account.ts";

const [main, shop] = ["111111111111", "222222222222"];
const arnOf = (id: string) => `arn:aws:organizations::${main}:account/o-1/${id}`;
const accountOf = (Id: string, more: object = {}) => ({ Id, Arn: arnOf(Id), Name: "n", Email: "e@example.com", ...more });
const toldOf = (id: string, more: object = {}) => ({
  id,
  arn: arnOf(id),
  name: "n",
  email: "e@example.com",
  status: "",
  joinedAt: null,
  ...more,
});
const throwing = (code: string) => () => {
  throw awsFault(code);
};
const described = { Organization: { Id: "o-1", MasterAccountId: main } };

/** A root with the management account, a unit with the other one; p-1 at the root and at the unit. */
const tree = (scp: "ENABLED" | "PENDING_DISABLE") => ({
  DescribeOrganization: described,
  ListRoots: { Roots: [{ Id: "r-1", PolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: scp }] }] },
  ListAccountsForParent: ({ ParentId }: { ParentId: string }) => ({ Accounts: [{ Id: ParentId === "r-1" ? main : shop }] }),
  ListOrganizationalUnitsForParent: ({ ParentId }: { ParentId: string }) => ({
    OrganizationalUnits: ParentId === "r-1" ? [{ Id: "ou-1" }] : [],
  }),
  ListPolicies: ({ NextToken }: { NextToken?: string }) =>
    NextToken ? { Policies: [{ Id: "p-1" }] } : { Policies: [{ Id: "p-0" }], NextToken: "2" },
  ListTargetsForPolicy: ({ PolicyId }: { PolicyId: string }) => ({
    Targets: (PolicyId === "p-1" ? ["r-1", "ou-1"] : [shop]).map((TargetId) => ({ TargetId })),
  }),
});

describe("organization_account", () => {
  it("lists every page, with State in the place of Status where AWS gives it", async () => {
    const aws = fakeAws({
      answers: {
        ListAccounts: ({ NextToken }: { NextToken?: string }) =>
          NextToken
            ? { Accounts: [accountOf(shop, { Status: "SUSPENDED", JoinedTimestamp: new Date(0) })] }
            : { Accounts: [accountOf(main, { State: "ACTIVE", Status: "SUSPENDED" })], NextToken: "2" },
      },
    });
    expect(await listAll(organizationAccount, aws)).toEqual([
      toldOf(main, { status: "ACTIVE" }),
      toldOf(shop, { status: "SUSPENDED", joinedAt: "1970-01-01T00:00:00.000Z" }),
    ]);
  });

  it("lists nothing in no organization, and does not take a refusal for that", async () => {
    const refusing = (code: string) => listAll(organizationAccount, fakeAws({ answers: { ListAccounts: throwing(code) } }));
    expect(await refusing("AWSOrganizationsNotInUseException")).toEqual([]);
    await expect(refusing("AccessDeniedException")).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds one by its id", async () => {
    const aws = fakeAws({ answers: { DescribeAccount: { Account: accountOf(shop, { State: "ACTIVE" }) } } });
    expect([await findAll(organizationAccount, aws, shop), await findAll(organizationAccount, aws, "ou-1")]).toEqual([
      [toldOf(shop, { status: "ACTIVE" })],
      [],
    ]);
  });

  const standings: Record<string, [answers: Record<string, object>, told: "on" | "off", shop: object[], main: object[]]> = {
    "switched on": [
      tree("ENABLED"),
      "on",
      [
        { target: "r-1", policyIds: ["p-1"] },
        { target: "ou-1", policyIds: ["p-1"] },
        { target: shop, policyIds: ["p-0"] },
      ],
      [],
    ],
    "switched off": [tree("PENDING_DISABLE"), "off", [], []],
    "never switched on": [{ ...tree("ENABLED"), ListRoots: { Roots: [{ Id: "r-1" }] } }, "off", [], []],
  };
  it.each(Object.entries(standings))(
    "tells where accounts stand, with policies %s",
    async (_, [answers, serviceControlPolicies, ofShop, ofMain]) => {
      const known = await lookAtAspect(organizationAccount, fakeAws({ answers }), "standing", [{ id: main }, { id: shop }]);
      expect(known.get(main)).toEqual({ value: { path: ["r-1"], serviceControlPolicies, policies: ofMain } });
      expect(known.get(shop)).toEqual({ value: { path: ["r-1", "ou-1"], serviceControlPolicies, policies: ofShop } });
    },
  );
});

describe("seenOrganization", () => {
  const seats: Record<string, { account: string; answers: Record<string, object>; told?: readonly string[]; unread?: readonly object[] }> =
    {
      "the management account": { account: main, answers: { DescribeOrganization: described }, told: ["o-1"] },
      "a delegated administrator": { account: shop, answers: { DescribeOrganization: described, ListAccounts: {} }, told: ["o-1"] },
      "a member": {
        account: shop,
        answers: { DescribeOrganization: described, ListAccounts: throwing("AccessDeniedException") },
        unread: [{ id: "o-1", why: expect.stringContaining(`management account ${main} tells`) }],
      },
      "an account alone": { account: main, answers: { DescribeOrganization: throwing("AWSOrganizationsNotInUseException") } },
    };
  it.each(Object.entries(seats))("%s", async (_, { account, answers, told = [], unread = [] }) => {
    expect(await seenOrganization(fakeAws({ account, answers }))).toEqual({ told, unread });
  });
});
