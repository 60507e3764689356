import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { diff } from "./diff.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document } = w;
const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];

interface Row {
  readonly before?: readonly IamRecord[];
  readonly after?: readonly IamRecord[];
  /** Each change as `who verb what`, with its details. */
  readonly is: readonly string[];
  /** The call that made the first of them, or one that looks like it; `parameters` are its own. */
  readonly event?: string;
  readonly unlike?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly reaches?: readonly string[];
}
const { serviceControlPolicies: _, ...untold } = w.memberAccount([["p-1"]]).facts;
const older: IamRecord = { ...w.memberAccount([]), facts: untold };
const rows: Record<string, Row> = {
  "a service control policy": {
    before: [w.memberAccount([["p-1"]])],
    after: [w.memberAccount([["p-1", "p-2"]])],
    ...{ is: [`account ${account} gained service control policy p-2 at r-1`], event: "AttachPolicy" },
  },
  "service control policies are switched off": {
    before: [w.memberAccount([["p-1"], ["p-2"]])],
    after: [w.memberAccount([], { scps: "off" })],
    is: [`account ${account} lost service control policies, which are switched off: - p-1 at r-1; - p-2 at ou-1`],
    ...{ event: "DisablePolicyType", parameters: { rootId: "r-1", policyType: "SERVICE_CONTROL_POLICY" } },
  },
  "policies of another type are switched off": {
    before: [w.memberAccount([["p-1"]])],
    after: [w.memberAccount([], { scps: "off" })],
    is: [`account ${account} lost service control policies, which are switched off: - p-1 at r-1`],
    ...{ unlike: "DisablePolicyType", parameters: { rootId: "r-1", policyType: "TAG_POLICY" } },
  },
  "whether they are on was not told before": {
    before: [older],
    after: [w.memberAccount([], { scps: "off" })],
    is: [`account ${account} lost service control policy p-1 at r-1`],
  },
  "what a service control policy says": {
    before: [w.scp("p-1", document(allow("*")))],
    after: [w.scp("p-1", document(allow("*"), deny("iam:*")))],
    ...{ is: ["service control policy p-1 lost what it says: + Deny iam:* on *"], event: "UpdatePolicy", parameters: { policyId: "p-1" } },
  },
  "an assignment of a group": {
    before: [w.ssoUser("dan", ["g-ops"]), w.ssoGroup("ops")],
    after: [w.ssoUser("dan", ["g-ops"]), w.ssoGroup("ops"), w.assigned("g-ops", "Admin")],
    ...{ is: [`Identity Center group ops gained Admin in account ${account}`], reaches: ["Identity Center user dan"] },
  },
  "joining a group of Identity Center": {
    before: [w.ssoUser("dan"), w.ssoGroup("ops"), w.assigned("g-ops", "Admin")],
    after: [w.ssoUser("dan", ["g-ops"]), w.ssoGroup("ops"), w.assigned("g-ops", "Admin")],
    is: [`Identity Center user dan gained membership in group ops: + Admin in account ${account}`],
    event: "CreateGroupMembership",
  },
  "leaving it, when it has lost its assignment too": {
    before: [w.ssoUser("dan", ["g-ops"]), w.ssoGroup("ops"), w.assigned("g-ops", "Admin")],
    after: [w.ssoUser("dan"), w.ssoGroup("ops")],
    is: [
      `Identity Center user dan lost membership in group ops: - Admin in account ${account}`,
      `Identity Center group ops lost Admin in account ${account}`,
    ],
    event: "RemoveMemberFromGroup",
  },
  "a user of Identity Center who is gone": {
    before: [w.ssoUser("dan", ["g-ops"]), w.assigned("g-ops", "Admin")],
    after: [w.assigned("g-ops", "Admin")],
    is: [`Identity Center user dan lost membership in group g-ops: - Admin in account ${account}`],
  },
  "a user of Identity Center who is gone, and whose assignment is still there": {
    before: [w.ssoUser("dan"), w.assigned("u-dan", "Admin")],
    after: [w.assigned("u-dan", "Admin")],
    is: [`Identity Center user dan lost the user itself: - Admin in account ${account}`],
    ...{ event: "DeleteUser", parameters: { userId: "u-dan" } },
  },
  "a group that has nothing": { before: [w.ssoUser("dan")], after: [w.ssoUser("dan", ["g-ops"])], is: [] },
};

const said = { policyId: "p-2", targetId: "r-1", groupId: "g-ops", memberId: { userId: "u-dan" } };
/** Recorded in the account that runs the organization and Identity Center. */
const record = (eventName: string, requestParameters: Readonly<Record<string, unknown>> = said) => ({
  ...{ eventName, eventTime: "2026-05-10T10:00:00Z", eventID: "e-1", recipientAccountId: "999999999999", requestParameters },
  userIdentity: { arn: "arn:aws:iam::999999999999:user/eve" },
});

describe("diff of an organization and Identity Center", () => {
  test.each(Object.entries(rows))("%s", (_, { before = [], after = [], is, event, unlike, parameters, reaches }) => {
    const { changes } = diff(w.world(before, {}, from), w.world(after, {}, to), {
      records: [record(event ?? unlike ?? "none", parameters)],
    });
    expect(
      changes.map(({ who, verb, what, details }) => `${who} ${verb} ${what}${details.length > 0 ? `: ${details.join("; ")}` : ""}`),
    ).toEqual(is);
    if (unlike) expect(changes.map(({ by }) => by.known)).toEqual([false]);
    if (event) expect(changes[0]?.by).toMatchObject({ known: true, who: "arn:aws:iam::999999999999:user/eve", event });
    if (reaches) expect(changes[0]?.reaches).toEqual(reaches);
  });
  test("another user's place in the same group is not taken for this one's", () => {
    const [group, has] = [w.ssoGroup("ops"), w.assigned("g-ops", "Admin")];
    const records = [record("CreateGroupMembership", { groupId: "g-ops", memberId: { userId: "u-eve" } })];
    const { changes } = diff(
      w.world([w.ssoUser("dan"), group, has], {}, from),
      w.world([w.ssoUser("dan", ["g-ops"]), group, has], {}, to),
      {
        records,
      },
    );
    expect(changes.map(({ by }) => by.known)).toEqual([false]);
  });
  test("places in groups are told of the accounts that are asked for", () => {
    const [group, has] = [w.ssoGroup("ops"), w.assigned("g-ops", "Admin")];
    const asked = (of: string) =>
      diff(w.world([w.ssoUser("dan"), group, has], {}, from), w.world([w.ssoUser("dan", ["g-ops"]), group, has], {}, to), {
        accounts: new Set([of]),
      }).changes.length;
    expect([asked(account), asked("444455556666")]).toEqual([1, 0]);
  });
});
