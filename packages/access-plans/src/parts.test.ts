import { describe, expect, it } from "vitest";
import { mergedAsked } from "./asked.ts";
import { decidedChecks } from "./decided-checks.ts";
import { callerOf } from "./own-principals.ts";
import { partsOf, typeOf } from "./parts.ts";
import { Revocation } from "./revocation.ts";

const now = new Date("2026-03-01T12:00:00.000Z");
const revocation = (given: Partial<Revocation>): Revocation =>
  Revocation.parse({
    ...{ account: "111111111111", kind: "iam_user", principalId: "AIDA1", principalName: "ann", what: "everything" },
    ...{ reason: "left", because: { flag: "1" }, ...given },
  });
const policies = ["inline-policies-revoked", "attached-policies-revoked"];

describe("the parts of a revocation", () => {
  const planned: Record<string, [given: Partial<Revocation>, checks: string[], asked?: object]> = {
    "everything of a user": [
      {},
      ["keys-revoked", "inline-policies-revoked", "quarantined", "attached-policies-revoked", "groups-left"].map(
        (one) => `iam_user/${one}`,
      ),
    ],
    "a user's login": [{ what: "login" }, ["iam_user/login-revoked"]],
    "a user's keys": [{ what: "keys" }, ["iam_user/keys-revoked"]],
    "a user's policies": [{ what: "policies" }, [...policies, "groups-left"].map((one) => `iam_user/${one}`)],
    "a membership": [{ kind: "iam_membership", via: "admins" }, ["iam_user/groups-left"], { groups: ["admins"] }],
    "everything of a role": [
      { kind: "iam_role" },
      ["iam_role/inline-policies-revoked", "iam_role/quarantined", "iam_role/attached-policies-revoked"],
    ],
    "a role's sessions": [{ kind: "iam_role", what: "login" }, ["iam_role/quarantined"], { sessionsBefore: now.toISOString() }],
    "a role's policies": [{ kind: "iam_role", what: "policies" }, policies.map((one) => `iam_role/${one}`)],
    "a group's policies": [{ kind: "iam_group", what: "policies" }, policies.map((one) => `iam_group/${one}`)],
  };
  it.each(Object.entries(planned))("%s", (_, [given, checks, asked = {}]) => {
    expect(partsOf(revocation(given), { now })).toEqual(checks.map((check) => ({ check, asked: { principalId: "AIDA1", ...asked } })));
  });

  const left: Record<string, [given: Partial<Revocation>, why: RegExp]> = {
    "the root user, by its id": [{ principalId: "111111111111", principalName: "production" }, /root user/],
    "the root user, by the report's name": [{ principalName: "<root_account>" }, /root user/],
    "a role's keys": [{ kind: "iam_role", what: "keys" }, /no access keys/],
    "a group's login": [{ kind: "iam_group", what: "login" }, /signs in nowhere/],
    "a membership without its group": [{ kind: "iam_membership" }, /which group/],
    "an assignment": [{ kind: "sso_assignment", via: "Admins" }, /Identity Center/],
    "a user of Identity Center": [{ kind: "sso_user" }, /Identity Center/],
    "an account": [{ kind: "account" }, /whole account/],
  };
  it.each(Object.entries(left))("none of %s, with the reason", (_, [given, why]) => {
    expect(partsOf(revocation(given), { now })).toEqual({ none: expect.stringMatching(why) });
  });

  it("a user called root is a user", () => {
    expect(partsOf(revocation({ principalName: "root" }), { now })).toHaveLength(5);
  });

  it("a password is deleted when told, beside the policy that denies everything", () => {
    const delete1 = { check: "iam_user/login-revoked", asked: { principalId: "AIDA1", login: "delete" } };
    expect(partsOf(revocation({ what: "login" }), { now, deleteLogin: true })).toEqual([delete1]);
    expect(partsOf(revocation({}), { now, deleteLogin: true })).toContainEqual(delete1);
    expect(partsOf(revocation({ what: "policies" }), { now, deleteLogin: true })).not.toContainEqual(delete1);
  });

  it("every check has the id of its file and is about its type", async () => {
    for (const [id, load] of Object.entries(decidedChecks))
      expect([(await load()).id, `${(await load()).subject.type}/`]).toEqual([id, id.replace(/[^/]*$/, "")]);
  });

  it("a membership is about its user", () => {
    expect(typeOf(revocation({ kind: "iam_membership" }))).toBe("iam_user");
  });
});

describe("what several decisions ask together", () => {
  const [one, two] = ["2026-03-01T12:00:00.000Z", "2026-03-02T12:00:00.000Z"];
  const rows: Record<string, [a: object, b: object, both: object]> = {
    "groups of both": [{ groups: ["b"] }, { groups: ["a", "b"] }, { groups: ["a", "b"] }],
    "all groups, where one says so": [{ groups: ["b"] }, {}, {}],
    "the end of the password": [{ login: "delete" }, {}, { login: "delete" }],
    "the later instant": [{ sessionsBefore: two }, { sessionsBefore: one }, { sessionsBefore: two }],
    "all sessions, where one says so": [{ sessionsBefore: two }, {}, {}],
  };
  it.each(Object.entries(rows))("%s", (_, [a, b, both]) => {
    const id = { principalId: "AIDA1" };
    expect([mergedAsked({ ...id, ...a }, { ...id, ...b }), mergedAsked({ ...id, ...b }, { ...id, ...a })]).toEqual([
      { ...id, ...both },
      { ...id, ...both },
    ]);
  });
});

describe("who is signed in", () => {
  const rows: Record<string, [arn: string, own: object[]]> = {
    "a user": ["arn:aws:iam::111111111111:user/team/ann", [{ account: "111111111111", type: "iam_user", name: "ann" }]],
    "a role's session": [
      "arn:aws-cn:sts::111111111111:assumed-role/ops/session",
      [{ account: "111111111111", type: "iam_role", name: "ops" }],
    ],
    "the root user": ["arn:aws:iam::111111111111:root", []],
    "a federated user": ["arn:aws:sts::111111111111:federated-user/bob", []],
    "no ARN": ["x", []],
  };
  it.each(Object.entries(rows))("%s", (_, [arn, own]) => {
    expect(callerOf(arn)).toEqual(own);
  });
});
