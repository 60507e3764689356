import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { unused } from "./unused.ts";
import * as w from "./world.fixture.ts";

const { account } = w;
const common = { account, arn: null, updatedAt: null };
const old = "2026-01-01T00:00:00.000Z";
const fresh = "2026-05-20T00:00:00.000Z";
const ann = w.user("ann");
const login = (createdAt: string | null = old): IamRecord => ({
  ...{ ...common, kind: "iam_login_profile", id: ann.id, name: "ann", createdAt },
  facts: { userId: ann.id, userName: "ann" },
});
const key = (status: "Active" | "Inactive" = "Active", createdAt: string | null = old, userId = ann.id): IamRecord => ({
  ...{ ...common, kind: "iam_access_key", id: "AKIA1", name: "AKIA1", createdAt },
  facts: { userId, userName: "ann", status },
});
const activity = (of: "password" | "role" | "access-key", id: string, lastUsedAt: string | null): IamRecord => ({
  ...{ ...common, kind: "iam_activity", id, name: id, createdAt: null },
  facts: { of, principalId: id, principalName: id, lastUsedAt },
});
const ofRoot = (one: IamRecord): IamRecord =>
  one.kind === "iam_activity" ? { ...one, facts: { ...one.facts, principalId: account } } : one;
const mfa: IamRecord = {
  ...{ ...common, kind: "iam_mfa_device", id: "mfa-1", name: "mfa-1", createdAt: null },
  facts: { userId: ann.id, userName: "ann", enabledAt: null },
};
const role = w.role("job");

// As of 1 June 2026, unused for 30 days. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
const rows: Record<string, { readonly records: readonly IamRecord[]; readonly is: readonly object[] }> = {
  "a password never used": {
    records: [login(), mfa, activity("password", ann.id, null)],
    is: [{ what: "password", why: "never-used", days: 151 }],
  },
  "a new password never used": { records: [login(fresh), mfa, activity("password", ann.id, null)], is: [] },
  "a password used long ago": {
    records: [login(), mfa, activity("password", ann.id, "2026-05-01T00:00:00.000Z")],
    is: [{ what: "password", why: "unused", days: 31, lastUsedAt: "2026-05-01T00:00:00.000Z" }],
  },
  "a password used 29 days ago": { records: [login(), mfa, activity("password", ann.id, "2026-05-02T12:00:00.000Z")], is: [] },
  "a password of whose use nothing tells": { records: [login(), mfa], is: [{ what: "password", why: "unknown", days: null }] },
  "a password without MFA": { records: [login(), activity("password", ann.id, fresh)], is: [{ what: "password", why: "without-mfa" }] },
  "no password, no MFA": { records: [], is: [] },
  "a key never used": {
    records: [key(), activity("access-key", "AKIA1", null)],
    is: [{ what: "access-key", key: "AKIA1", why: "never-used" }],
  },
  "a key used": { records: [key(), activity("access-key", "AKIA1", fresh)], is: [] },
  "an inactive key": { records: [key("Inactive"), activity("access-key", "AKIA1", null)], is: [] },
  "a key of whose making nothing tells": {
    records: [key("Active", null), activity("access-key", "AKIA1", null)],
    is: [{ why: "never-used", createdAt: null, days: null }],
  },
  "a key of the root user": {
    records: [key("Active", old, account), activity("access-key", "AKIA1", null)],
    is: [{ principal: { id: account }, why: "never-used" }],
  },
  "a role never used": {
    records: [role, activity("role", role.id, null)],
    is: [{ what: "role", why: "never-used", principal: { name: "job" } }],
  },
  "a role used": { records: [role, activity("role", role.id, fresh)], is: [] },
  "a role of whose use nothing tells": { records: [role], is: [{ what: "role", why: "unknown" }] },
  "a service-linked role": { records: [w.role("linked", { path: "/aws-service-role/ssm.amazonaws.com/" })], is: [] },
};

describe("unused", () => {
  test.each(Object.entries(rows))("%s", (_, { records, is }) => {
    const answer = unused(w.world([ann, ...records]), { days: 30 });
    expect(answer.rows).toMatchObject(is);
    expect(answer.rows.length).toBe(is.length);
    expect(answer.looked.complete).toBe(true);
  });
  test("tells of the asked accounts alone", () => {
    const far = w.role("far", { of: "444455556666" });
    const asked = (accounts: readonly string[]) =>
      unused(w.world([role, far]), { days: 30, accounts: new Set(accounts) }).rows.map(({ principal }) => principal.name);
    expect([asked([account]), asked(["444455556666"]), asked([])]).toEqual([["job"], ["far"], []]);
  });
  test.each([
    ["denied", "mfa-unknown"],
    ["throttled", "mfa-unknown"],
    ["ok", "without-mfa"],
  ] as const)("where MFA devices were %s, a password that shows none is %s", (outcome, why) => {
    const snapshot = w.world([ann, login(), activity("password", ann.id, fresh)], { iam_mfa_device: outcome });
    const { rows, looked } = unused(snapshot, { days: 30 });
    expect(rows.map((row) => [row.what, row.why])).toEqual([["password", why]]);
    expect(looked.complete).toBe(outcome === "ok");
  });
  test("where nobody looked at MFA devices, a password that shows none is mfa-unknown, whichever account is asked", () => {
    const all = w.world([ann, login(), activity("password", ann.id, fresh)]);
    const looked = all.looked.filter(({ kind }) => kind !== "iam_mfa_device");
    const why = (accounts?: ReadonlySet<string>) => unused({ ...all, looked }, { days: 30, accounts }).rows.map((row) => row.why);
    expect([why(), why(new Set([account]))]).toEqual([["mfa-unknown"], ["mfa-unknown"]]);
  });
  test("an MFA device that was seen is one, however far was looked", () => {
    const snapshot = w.world([ann, login(), mfa, activity("password", ann.id, fresh)], { iam_mfa_device: "denied" });
    expect(unused(snapshot, { days: 30 }).rows).toEqual([]);
  });
  test("where last uses could not be read, what was used long ago may have been used since", () => {
    const records = [ann, login(), mfa, activity("password", ann.id, old), role, activity("role", role.id, null)];
    const why = (outcome: string, days: number) =>
      unused(w.world(records, { iam_activity: outcome }), { days }).rows.map((row) => [row.what, row.why, row.lastUsedAt]);
    const [password, job] = [
      ["password", "unused", old],
      ["role", "never-used", null],
    ];
    expect(why("ok", 30)).toEqual([password, job]);
    expect(why("denied", 30)).toEqual([password?.with(1, "unknown"), job?.with(1, "unknown")]);
    expect(why("denied", 500)).toEqual([]);
  });
  /** How the listings of credentials came out, those of users and the root user's. */
  const credentialsLooked = (snapshot: Snapshot, outcomes: Readonly<Record<string, string>>, completeAt = w.at): Snapshot => ({
    ...snapshot,
    looked: [
      ...snapshot.looked.filter(({ kind }) => kind !== "iam_activity" && kind !== "iam_mfa_device"),
      ...Object.entries(outcomes).flatMap(([listing, outcome]) =>
        (["iam_activity", ...(listing.endsWith("credential") ? ["iam_mfa_device" as const] : [])] as const).map((kind) => ({
          ...{ listing: `aws/${account}/global/${listing}`, kind, account, outcome, message: null },
          completeAt: outcome === "ok" ? completeAt : null,
        })),
      ),
    ],
  });
  const all = { iam_user: "ok", iam_role: "ok", iam_credential: "ok", root_credential: "ok" };
  const rootKey = { ...key("Active", old, account), id: "ROOT1" };
  const records = [ann, login(), key(), activity("password", ann.id, old), activity("access-key", "AKIA1", old), role];
  const told = [...records, activity("role", role.id, old), rootKey, ofRoot(activity("access-key", "ROOT1", old))];
  const denied: Record<string, { readonly listing: keyof typeof all | undefined; readonly is: readonly string[] }> = {
    none: { listing: undefined, is: ["password unused", "password without-mfa", "AKIA1 unused", "ROOT1 unused", "role unused"] },
    "the root user's credentials": {
      ...{ listing: "root_credential", is: ["password unused", "password without-mfa", "AKIA1 unused", "ROOT1 unknown", "role unused"] },
    },
    "users' credentials": {
      ...{ listing: "iam_credential", is: ["password unused", "password mfa-unknown", "AKIA1 unknown", "ROOT1 unused", "role unused"] },
    },
    users: { listing: "iam_user", is: ["password unknown", "password without-mfa", "AKIA1 unused", "ROOT1 unused", "role unused"] },
    roles: { listing: "iam_role", is: ["password unused", "password without-mfa", "AKIA1 unused", "ROOT1 unused", "role unknown"] },
  };
  test.each(Object.entries(denied))("each row is judged by the listing that tells of it; denied: %s", (_, { listing, is }) => {
    const snapshot = credentialsLooked(w.world(told), { ...all, ...(listing && { [listing]: "denied" }) });
    const { rows } = unused(snapshot, { days: 30 });
    expect(rows.map(({ what, key, why }) => `${key ?? what} ${why}`)).toEqual(is);
  });
  test.each([
    ["2026-06-01T00:00:00.000Z", 30, [151]],
    ["2026-02-01T00:00:00.000Z", 30, [31]],
    ["2026-01-02T00:00:00.000Z", 30, []],
  ])("last looked at %s, the days count to that", (completeAt, days, is) => {
    const snapshot = credentialsLooked(w.world([ann, key(), activity("access-key", "AKIA1", old)]), all, completeAt);
    const { rows } = unused(snapshot, { days });
    expect(rows.map((row) => [row.days, row.until])).toEqual(is.map((count) => [count, completeAt]));
  });
  test("what was denied is a gap", () => {
    const { looked } = unused(w.world([ann], { iam_activity: "denied" }), { days: 30 });
    expect(looked).toMatchObject({ complete: false, gaps: [{ kind: "iam_activity", outcome: "denied", completeAt: null }] });
  });
});
