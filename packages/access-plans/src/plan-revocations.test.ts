import type { Aws } from "@plumbline/audit-kit/define";
import { exceptionsAt } from "@plumbline/audit-kit/exceptions";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRevocations, type RevocationLook } from "./plan-revocations.ts";
import { Revocation } from "./revocation.ts";

const account = "111111111111";
const used = new Date("2026-02-01T00:00:00.000Z");
const names = ["ann", "bob", "cleo"];
const missing = (): never => {
  throw awsFault("NoSuchEntityException");
};
interface Asked {
  readonly UserName: string;
}
const userOf = ({ UserName }: Asked) =>
  names.includes(UserName) ? { User: { UserName, UserId: `AIDA-${UserName}`, PasswordLastUsed: used } } : missing();
const answers = {
  ListUsers: { Users: names.map((UserName) => ({ UserName })) },
  GetUser: userOf,
  GetLoginProfile: ({ UserName }: Asked) => (UserName === "cleo" ? missing() : { LoginProfile: { CreateDate: used } }),
  ListAccessKeys: ({ UserName }: Asked) => ({
    AccessKeyMetadata: UserName === "cleo" ? [] : [{ AccessKeyId: `AKIA-${UserName}`, Status: "Active", CreateDate: used }],
  }),
  GetAccessKeyLastUsed: { AccessKeyLastUsed: {} },
  ListAttachedUserPolicies: ({ UserName }: Asked) => ({
    AttachedPolicies: UserName === "cleo" ? [] : [{ PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
  }),
  ListUserPolicies: { PolicyNames: [] },
  ListGroupsForUser: ({ UserName }: Asked) => ({ Groups: UserName === "ann" ? [{ GroupName: "admins" }, { GroupName: "readers" }] : [] }),
  ListUserTags: ({ UserName }: Asked) => ({ Tags: UserName === "bob" ? [{ Key: "job", Value: "robot" }] : [] }),
};
const lookAt = (given: Record<string, object> = {}, more: Partial<RevocationLook> = {}): RevocationLook => ({
  ...{ partition: "aws", mainRegion: "us-east-1", now: new Date("2026-03-01T12:00:00.000Z"), kindOf: () => "prod" as const },
  connect: async (): Promise<Aws> => fakeAws({ answers: { ...answers, ...given } }),
  ...more,
});
const revoke = (principalName: string, more: Partial<Revocation> = {}): Revocation =>
  Revocation.parse({
    ...{ account, kind: "iam_user", principalId: `AIDA-${principalName}`, principalName, what: "keys", reason: "left" },
    ...{ because: { campaign: "q1", item: `item-${principalName}` }, ...more },
  });
const plan = async (revocations: readonly Revocation[], look = lookAt()) => {
  const { changes, unplanned, unknown, ...rest } = await planRevocations(revocations, look);
  return {
    changes: changes.map(({ change, resource: { id }, because }) => [change, id, because?.decision]),
    left: unplanned.map(({ check, resource: { id }, reason }) => [check, id, reason]),
    unknown: unknown.map(({ check, resource: { id }, verdict }) => [check, id, verdict.status === "unknown" && verdict.cause]),
    ...rest,
  };
};
const item = (name: string) => ({ campaign: "q1", item: `item-${name}` });
const denied = () => {
  throw awsFault("AccessDenied");
};

describe("planRevocations", () => {
  it("plans what was decided and nothing else, by the name of the principal", async () => {
    expect(await plan([revoke("bob"), revoke("ann")])).toEqual({
      changes: [
        ["iam_user/access-key-status", "ann", item("ann")],
        ["iam_user/access-key-status", "bob", item("bob")],
      ],
      ...{ left: [], unknown: [], drifted: [], uncounted: [] },
      population: [{ account, type: "iam_user", resources: 3 }],
    });
  });

  it("keeps what a change needs to be judged again", async () => {
    const { changes } = await planRevocations([revoke("ann", { kind: "iam_membership", via: "admins", what: "everything" })], lookAt());
    expect(changes).toMatchObject([
      {
        ...{ check: "iam_user/groups-left", before: ["admins", "readers"], after: ["readers"], undo: { kind: "restore" } },
        blastRadius: { lastUsed: used.toISOString(), untold: expect.any(String) },
        because: {
          reason: "left",
          principalId: "AIDA-ann",
          settings: { asked: { [`${account}/ann`]: [{ principalId: "AIDA-ann", groups: ["admins"] }] } },
        },
      },
    ]);
  });

  it("reads nothing where nothing was decided", async () => {
    const connect = () => Promise.reject(new Error("a call was made"));
    expect(await plan([], lookAt({}, { connect }))).toMatchObject({ changes: [], left: [], unknown: [], population: [] });
  });

  const left: Record<string, [revocation: Revocation, look: RevocationLook, left: [check: string, id: string, reason: unknown]]> = {
    "who has nothing that was revoked": [revoke("cleo"), lookAt(), ["iam_user/keys-revoked", "cleo", "nothing is left to take away"]],
    "who is gone": [revoke("dan"), lookAt(), ["iam_user/keys-revoked", "dan", "it is gone"]],
    "another one of the name": [
      revoke("ann", { principalId: "AIDA-old" }),
      lookAt(),
      ["iam_user/keys-revoked", "ann", "it is another one of that name: AIDA-old was decided on, and AIDA-ann is there now"],
    ],
    "who is signed in": [
      revoke("ann"),
      lookAt({}, { own: [{ account, type: "iam_user", name: "ann" }] }),
      ["iam_user/keys", "ann", expect.stringContaining("signed in by it")],
    ],
    "an assignment": [
      revoke("dan@example.com", { kind: "sso_assignment", via: "Admins", what: "everything" }),
      lookAt(),
      ["sso_assignment/everything", "dan@example.com Admins", expect.stringContaining("Identity Center")],
    ],
    "whom an exception covers": [
      revoke("ann"),
      lookAt(
        {},
        { exceptions: exceptionsAt([{ resource: ["ann"], reason: "needed", owner: "ops", expires: "2026-04-01" }], new Date(used)) },
      ),
      ["iam_user/keys-revoked", "ann", "excepted until 2026-04-01 by ops: needed"],
    ],
    "whom an exception covers by a tag": [
      revoke("bob"),
      lookAt(
        {},
        { exceptions: exceptionsAt([{ tag: ["job=robot"], reason: "batch", owner: "ops", expires: "2026-04-01" }], new Date(used)) },
      ),
      ["iam_user/keys-revoked", "bob", "excepted until 2026-04-01 by ops: batch"],
    ],
  };
  it.each(Object.entries(left))("plans nothing for %s, and says why", async (_, [revocation, look, reason]) => {
    expect(await plan([revocation], look)).toMatchObject({ changes: [], left: [reason], unknown: [] });
  });

  it("plans nothing for what can't be read, and the rest all the same", async () => {
    const look = lookAt({ ListGroupsForUser: ({ UserName }: Asked) => (UserName === "ann" ? denied() : { Groups: [{ GroupName: "x" }] }) });
    const { changes, unknown } = await plan([revoke("ann", { what: "policies" }), revoke("bob", { what: "policies" })], look);
    expect(changes.map(([change, id]) => [change, id])).toEqual([
      ["iam_user/attached-policies", "ann"],
      ["iam_user/attached-policies", "bob"],
      ["iam_user/groups", "bob"],
    ]);
    expect(unknown).toEqual([["iam_user/groups-left", "ann", "denied"]]);
  });

  it("plans nothing where nobody can sign in", async () => {
    const look = lookAt({}, { connect: () => Promise.reject(Object.assign(new Error("no"), { kind: "denied" })) });
    expect(await plan([revoke("ann")], look)).toMatchObject({
      changes: [],
      left: [],
      unknown: [["iam_user/keys-revoked", "ann", "denied"]],
    });
  });

  it("judges nobody whose id AWS does not tell", async () => {
    const look = lookAt({ GetUser: ({ UserName }: Asked) => ({ User: { UserName } }) });
    expect(await plan([revoke("ann")], look)).toMatchObject({
      changes: [],
      left: [],
      unknown: [["iam_user/keys-revoked", "ann", "failed"]],
    });
  });

  it("says when the resources could not be counted", async () => {
    const { changes, population, uncounted } = await plan([revoke("ann")], lookAt({ ListUsers: denied }));
    expect([changes.length, population, uncounted]).toEqual([1, [], [expect.stringContaining("could not be counted")]]);
  });

  it("makes one change of several decisions, the first of which it names", async () => {
    const all = [revoke("ann", { because: { flag: "7" } }), revoke("ann", { what: "everything" }), revoke("ann")];
    const { changes, left } = await plan(all);
    expect(changes.map(([change, , because]) => [change, because])).toEqual([
      ["iam_user/access-key-status", item("ann")],
      ["iam_user/quarantine", item("ann")],
      ["iam_user/attached-policies", item("ann")],
      ["iam_user/groups", item("ann")],
    ]);
    expect(left).toEqual([]);
  });

  it("tells a decision on who had the name before from one on who has it now", async () => {
    const { changes, left } = await plan([
      revoke("ann", { principalId: "AIDA-old", because: { flag: "1" } }),
      revoke("ann", { because: { flag: "2" } }),
    ]);
    expect([changes, left]).toEqual([
      [["iam_user/access-key-status", "ann", { flag: "2" }]],
      [["iam_user/keys-revoked", "ann", expect.stringContaining("AIDA-old was decided on")]],
    ]);
  });

  it("tells what has changed since it was decided, on each change and by itself", async () => {
    const reviewed = () => ({
      groups: ["admins", "writers"],
      keys: { "AKIA-ann": "Active" },
      attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    });
    const { changes, drifted } = await planRevocations([revoke("ann", { what: "everything" })], lookAt({}, { reviewed }));
    const text = "it has changed since it was decided on: groups: now readers, no longer writers";
    expect(drifted).toEqual([{ resource: expect.objectContaining({ id: "ann" }), text }]);
    expect(changes.every(({ note }) => note?.endsWith(`I${text.slice(1)}.`))).toBe(true);
  });

  it("notes with each change what is said of all", async () => {
    const { changes } = await planRevocations([revoke("ann", { what: "everything" })], lookAt({}, { note: "It may change." }));
    expect(changes.length).toBeGreaterThan(1);
    expect(changes.every(({ note }) => note?.endsWith("It may change."))).toBe(true);
  });

  it("plans for thousands in seconds", async () => {
    const all = Array.from({ length: 4000 }, (_, i) => revoke(`user-${i}`, { what: "everything" }));
    const began = performance.now();
    expect((await plan(all)).left).toHaveLength(4000);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it("answers the same whatever the order of decisions", async () => {
    const all = [
      ...names.flatMap((name) => [revoke(name), revoke(name, { what: "everything", because: { flag: name } })]),
      revoke("ann", { principalId: "AIDA-old" }),
      revoke("x", { kind: "sso_assignment" }),
    ];
    const expected = await planRevocations(all, lookAt());
    const property = fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
      expect(await planRevocations(shuffled, lookAt())).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
