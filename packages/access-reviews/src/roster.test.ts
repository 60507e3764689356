import type { IamRecord, RecordOf } from "@plumbline/iam-model/kinds";
import { snapshotOf } from "@plumbline/iam-model/snapshot";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ItemKind } from "./campaign.ts";
import {
  adminDocument,
  attached,
  dev,
  group,
  key,
  login,
  member,
  people,
  policy,
  readDocument,
  role,
  used,
  user,
} from "./inventory.fixture.ts";
import { rosterOf } from "./roster.ts";

const all: readonly ItemKind[] = ["iam_user", "iam_role", "iam_membership", "sso_assignment"];
const ofDev = people.filter(({ account }) => account === dev);
const roster = (records: readonly IamRecord[], shared: readonly IamRecord[] = [], kinds = all) =>
  rosterOf({
    account: dev,
    own: snapshotOf("2026-06-01T00:00:00.000Z", records),
    shared: snapshotOf("2026-06-01T00:00:00.000Z", shared),
    kinds,
    gaps: [],
  });
const found = (records: readonly IamRecord[], name: string, kind: ItemKind = "iam_user") =>
  roster(records).principals.find((principal) => principal.principalName === name && principal.kind === kind);
const without = (id: string) => ofDev.filter((record) => record.id !== id);

const changes: Record<string, [records: readonly IamRecord[], isChanged: boolean]> = {
  nothing: [ofDev, false],
  "another last use": [
    [...without(`AIDAann${dev}`), user("ann", dev), login("ann", dev), used("ann", dev, "2026-06-01T00:00:00.000Z")],
    false,
  ],
  "a tag": [ofDev.map((record) => (record.kind === "iam_user" && record.name === "ann" ? user("ann", dev, { team: "x" }) : record)), false],
  "a policy attached": [[...ofDev, attached(`AIDAann${dev}`, "rule", dev)], true],
  "a policy attached to a group": [[...ofDev, attached(`AGPAreaders${dev}`, "rule", dev)], true],
  "the text of a group's policy": [[...without(`ANPAread${dev}`), policy("read", dev, adminDocument)], true],
  "the text of another's policy": [[...without(`ANPArule${dev}`), policy("rule", dev, readDocument)], false],
  "another order in a policy's text": [
    [
      ...without(`ANPAread${dev}`),
      policy("read", dev, { Statement: [{ Resource: "*", Effect: "Allow", Action: "s3:GetObject" }], Version: "2012-10-17" }),
    ],
    false,
  ],
  "a group left": [without(`AIDAann${dev}/readers`), true],
  "a group more": [[...ofDev, group("more", dev), member("ann", "more", dev)], true],
  "a key deactivated": [[...without("AKIAANN"), key("AKIAANN", "ann", dev, "Inactive")], true],
  "a key more": [[...ofDev, key("AKIATWO", "ann", dev)], true],
  "another's key": [[...ofDev, key("AKIABOB", "bob", dev)], false],
  "a boundary": [
    ofDev.map((record) =>
      record.kind === "iam_user" && record.name === "ann"
        ? { ...record, facts: { ...record.facts, permissionsBoundary: `arn:aws:iam::${dev}:policy/read` } }
        : record,
    ),
    true,
  ],
};
test.each(Object.entries(changes))("the permission hash and %s", (_, [records, isChanged]) => {
  expect(found(records, "ann")?.permissionHash !== found(ofDev, "ann")?.permissionHash).toBe(isChanged);
  expect(found(records, "ann")?.item).toBe(found(ofDev, "ann")?.item);
});

describe("a roster", () => {
  it("is the same whatever the order of records", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ofDev], { minLength: ofDev.length }), (shuffled) => {
        expect(roster(shuffled).principals).toEqual(roster(ofDev).principals);
      }),
      { numRuns: 30 },
    );
  });
  it("says why somebody is privileged, by a group too", () => {
    expect(found(ofDev, "bob")?.privilegedBecause).toEqual(["rule: it allows every action"]);
    const more = [...ofDev, attached(`AGPAreaders${dev}`, "rule", dev)];
    expect(found(more, "ann")?.privilegedBecause).toEqual(["rule (by group readers): it allows every action"]);
    expect(found(more, "ann", "iam_membership")?.privilegedBecause).toEqual(["rule: it allows every action"]);
  });
  it("takes a policy whose text was not seen for privileged", () => {
    expect(found(without(`ANPAread${dev}`), "deploy", "iam_role")?.privilegedBecause).toEqual(["read: its text was not seen"]);
  });
  it("leaves out roles of services, and says so", () => {
    expect(roster(ofDev).leftOut).toEqual({ "taken on by services of AWS alone": 1 });
    expect(found(ofDev, "job", "iam_role")).toBeUndefined();
  });
  it("reviews Identity Center's own roles as assignments, unless those are not reviewed", () => {
    const reserved = role("AWSReservedSSO_x", dev, { Federated: `arn:aws:iam::${dev}:saml-provider/AWSSSO` });
    const records = [{ ...reserved, facts: { ...reserved.facts, path: "/aws-reserved/sso.amazonaws.com/" } }];
    expect(roster(records).leftOut).toEqual({ "reviewed as assignments of Identity Center": 1 });
    expect(roster(records, [], ["iam_role"]).principals).toHaveLength(1);
  });
});

const common = { account: "", arn: null, createdAt: null, updatedAt: null };
const setArn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
const instance = "arn:aws:sso:::instance/ssoins-1";
const shared: readonly IamRecord[] = [
  { ...common, kind: "sso_user", id: "u1", name: "ann@example.com", facts: { instance, displayName: "Ann", groupIds: ["g1"] } },
  { ...common, kind: "sso_user", id: "u2", name: "bea", facts: { instance, displayName: "Bea", groupIds: [] } },
  { ...common, kind: "sso_group", id: "g1", name: "admins", facts: { instance, description: "" } },
  {
    ...{ ...common, kind: "sso_permission_set", id: setArn, name: "Power", arn: setArn },
    facts: {
      ...{ managedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"], customerPolicies: [{ name: "read", path: "/" }] },
      ...{ instance, inlinePolicy: null, boundary: null, sessionDuration: "PT1H" },
    },
  },
];
const assignment = (kind: "USER" | "GROUP", principalId: string, set = setArn): RecordOf<"sso_assignment"> => ({
  ...{ ...common, kind: "sso_assignment", id: `${dev}/${set}/${principalId}`, account: dev, name: principalId },
  facts: { instance, permissionSetArn: set, principalKind: kind, principalId },
});

describe("assignments of Identity Center", () => {
  const of = (...records: IamRecord[]) => roster([...ofDev, ...records], shared, ["sso_assignment"]).principals;
  it("name who has which permission set, and what it gives", () => {
    expect(of(assignment("USER", "u2"))).toMatchObject([
      {
        ...{ principalName: "bea", via: "Power", ownNames: ["bea"] },
        privilegedBecause: ["AdministratorAccess: it is a policy of AWS for administrators"],
        permissions: {
          attached: [
            { name: "AdministratorAccess", sha256: null },
            { name: "read", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
          ],
        },
      },
    ]);
  });
  it("of a group are the own ones of its members", () => {
    expect(of(assignment("GROUP", "g1"))).toMatchObject([{ principalName: "admins", ownNames: ["ann@example.com"] }]);
  });
  it("are privileged where nobody saw who stands behind them", () => {
    const harmless = { ...assignment("USER", "u2"), facts: { ...assignment("USER", "u2").facts, permissionSetArn: `${setArn}/none` } };
    const sets = shared.flatMap((one) =>
      one.kind === "sso_permission_set"
        ? [{ ...one, id: `${setArn}/none`, arn: `${setArn}/none`, facts: { ...one.facts, managedPolicies: [], customerPolicies: [] } }]
        : [],
    );
    const gap = { account: dev, kind: "sso_user", listing: null, cause: "never-looked", message: null, completeAt: null };
    const [own, both] = [snapshotOf("2026-06-01T00:00:00.000Z", [harmless]), snapshotOf("2026-06-01T00:00:00.000Z", sets)];
    const scope = { account: dev, own, shared: both, kinds: ["sso_assignment"] as const };
    expect(rosterOf({ ...scope, gaps: [] }).principals).toMatchObject([{ privilegedBecause: [] }]);
    expect(rosterOf({ ...scope, gaps: [gap] }).principals).toMatchObject([
      {
        ...{ principalName: "u2", privilegedBecause: ["it was not seen who it is"] },
        permissions: { unseen: [{ part: "who", since: null }] },
      },
    ]);
  });
  it("of a permission set that was not seen are privileged", () => {
    expect(of(assignment("USER", "u9", `${setArn}x`))).toMatchObject([
      { principalName: "u9", privilegedBecause: [`${setArn}x: the permission set was not seen`] },
    ]);
  });
});
