import type { Looked } from "@plumbline/iam-model/snapshot";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, lightsOf } from "./judge.ts";
import { rules } from "./rules.ts";
import type { CheckLook, Tally } from "./tally.ts";

const at = new Date("2026-06-30T12:00:00.000Z");
const ago = (days: number) => new Date(at.getTime() - days * 86_400_000);
const cell = (kind: Looked["kind"], outcome = "ok", completeAt: string | null = at.toISOString()): Looked => ({
  ...{ listing: `aws/111122223333/global/${kind}`, kind, account: "111122223333", outcome, message: null, completeAt },
});
const whole = [...new Set(rules.flatMap(({ kinds }) => kinds))].map((kind) => cell(kind));
const tally = (given: Partial<Tally> = {}): Tally => ({
  ...{ account: "111122223333", name: "", owner: "o", securityContact: "s", users: 10, passwords: 8, passwordsWithoutMfa: 0 },
  ...{ usersWithOwnPolicies: 0, activeKeys: 4, keysOlderThan90: 0, keysOlderThan365: 0, keysUnused90: 0, roles: 20, rolesUnused180: 0 },
  ...{ rolesOpenToAll: 0, rolesOfStrangers: 0, administrators: 2, reviewedAt: ago(10), reviewDueAt: null, looked: whole },
  ...{ scan: { at: ago(1), gaps: 0 }, graveFindings: 0, otherFindings: 0, checks: new Map(), benchmark: null },
  ...given,
});
const look = (given: Partial<CheckLook> = {}): CheckLook => ({ at: ago(1), passed: 3, failed: 0, isPartial: false, ...given });
const asked = (given: Readonly<Record<string, Partial<CheckLook>>>): Partial<Tally> => ({
  checks: new Map(Object.entries(given).map(([check, marks]) => [check, look(marks)])),
});
const answered = (counts: Readonly<Record<string, number>>, days = 1): Partial<Tally> => ({
  benchmark: { title: "CIS", at: ago(days), counts },
});
const light = (id: string, given: Partial<Tally>) => {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  const { colour, words } = judge(rule, tally(given), at);
  return [colour, words];
};
const without = (kind: string, outcome: string, completeAt: string | null = ago(1).toISOString()) =>
  whole.map((one) => (one.kind === kind ? { ...one, outcome, completeAt } : one));

const rows: Record<string, [rule: string, Partial<Tally>, colour: string, words: string]> = {
  "all have MFA": ["mfa", {}, "green", "all 8"],
  "one has no MFA": ["mfa", { passwordsWithoutMfa: 1 }, "red", "1 of 8 without"],
  "all that were seen have MFA, but devices could not be listed": [
    "mfa",
    { looked: without("iam_mfa_device", "denied") },
    "grey",
    "could not look (iam_mfa_device: denied)",
  ],
  "one has no MFA, and users could not all be listed": [
    "mfa",
    { passwordsWithoutMfa: 1, looked: without("iam_user", "throttled") },
    "red",
    "1 of 8 without, at least",
  ],
  "8 have no MFA, but devices could not be listed": [
    "mfa",
    { passwordsWithoutMfa: 8, looked: without("iam_mfa_device", "denied") },
    "grey",
    "could not look (iam_mfa_device: denied)",
  ],
  "no key was used, but its use could not be looked at": [
    "unused-keys",
    { keysUnused90: 4, looked: without("iam_activity", "denied", null) },
    "grey",
    "could not look (iam_activity: denied)",
  ],
  "no role was used, but nobody looked at its use": [
    "unused-roles",
    { rolesUnused180: 20, looked: whole.filter(({ kind }) => kind !== "iam_activity") },
    "grey",
    "could not look (iam_activity: never looked at)",
  ],
  "unused roles, where not all roles were seen": [
    "unused-roles",
    { rolesUnused180: 1, looked: without("iam_role", "denied") },
    "yellow",
    "1 of 20, at least",
  ],
  "nothing was ever looked at": ["mfa", { passwords: 0, looked: [] }, "grey", "could not look (iam_mfa_device: never looked at)"],
  "2 administrators": ["administrators", {}, "green", "2 users"],
  "3 administrators": ["administrators", { administrators: 3 }, "yellow", "3 users"],
  "6 administrators": ["administrators", { administrators: 6 }, "red", "6 users"],
  "an old key": ["key-age", { keysOlderThan90: 2 }, "yellow", "2 of 4 too old"],
  "a very old key": ["key-age", { keysOlderThan90: 2, keysOlderThan365: 1 }, "red", "1 of 4 too old"],
  "a quarter of the keys unused": ["unused-keys", { keysUnused90: 1 }, "yellow", "1 of 4"],
  "half of the keys unused": ["unused-keys", { keysUnused90: 2 }, "red", "2 of 4"],
  "a role open to all": ["trust", { rolesOpenToAll: 1, rolesOfStrangers: 3 }, "red", "1 open to all"],
  "roles of strangers": ["trust", { rolesOfStrangers: 3 }, "yellow", "3 to strangers"],
  "no owner": ["contacts", { owner: null }, "yellow", "no owner"],
  "nobody known": ["contacts", { owner: null, securityContact: null }, "red", "no owner, no security contact"],
  "reviewed lately": ["review", {}, "green", "10 days ago"],
  "reviewed long ago": ["review", { reviewedAt: ago(150) }, "yellow", "150 days ago"],
  "never reviewed": ["review", { reviewedAt: null }, "red", "never"],
  "a review that is open": ["review", { reviewDueAt: ago(-3) }, "yellow", "open"],
  "a review that is overdue": ["review", { reviewDueAt: ago(3) }, "red", "overdue"],
  "scanned, and nothing fails": ["findings", {}, "green", "nothing fails"],
  "never scanned": ["findings", { scan: null }, "grey", "never scanned"],
  "scanned with gaps, and nothing fails": ["findings", { scan: { at: ago(1), gaps: 2 } }, "grey", "could not look everywhere"],
  "scanned with gaps, and something fails": [
    "findings",
    { scan: { at: ago(1), gaps: 2 }, otherFindings: 3 },
    "yellow",
    "3 failing, at least",
  ],
  "a grave finding": ["findings", { graveFindings: 1, otherFindings: 3 }, "red", "1 critical or high"],
  "scanned long ago": ["findings", { scan: { at: ago(9), gaps: 0 } }, "yellow", "nothing, 9 days ago"],
  "a tool that no scan asked about": ["guardduty", {}, "grey", "not looked"],
  "a tool that is on": ["guardduty", asked({ "region/guardduty-enabled": {} }), "green", "all 3 pass"],
  "a tool that is off in a region": ["guardduty", asked({ "region/guardduty-enabled": { passed: 2, failed: 1 } }), "red", "1 of 3 fail"],
  "a tool that is on in the one region": ["guardduty", asked({ "region/guardduty-enabled": { passed: 1 } }), "green", "passes"],
  "a tool that is on where it could be seen": [
    "guardduty",
    asked({ "region/guardduty-enabled": { isPartial: true } }),
    "grey",
    "could not look everywhere",
  ],
  "a tool that is off where it could be seen": [
    "guardduty",
    asked({ "region/guardduty-enabled": { failed: 1, isPartial: true } }),
    "red",
    "1 of 4 fail, at least",
  ],
  "a tool that was on 9 days ago": ["config", asked({ "region/config-enabled": { at: ago(9) } }), "yellow", "all 3 passed, 9 days ago"],
  "no VPC at all": ["flow-logs", asked({ "vpc/flow-logs": { passed: 0 } }), "grey", "nothing to look at"],
  "trails that are not validated": [
    "cloudtrail",
    asked({ "region/cloudtrail-enabled": {}, "trail/log-validation": { passed: 0, failed: 1 } }),
    "yellow",
    "1 of 4 fail",
  ],
  "a trail's validation alone": ["cloudtrail", asked({ "trail/log-validation": {} }), "grey", "not looked"],
  "an alarm that is missing": ["alarms", asked({ "account/alarm-root-use": { passed: 0, failed: 1 } }), "yellow", "fails"],
  "a root user without MFA": ["root", asked({ "account/root-mfa": { passed: 0, failed: 1 } }), "red", "fails"],
  "no scan by a benchmark": ["benchmark", {}, "grey", "not looked"],
  "a benchmark that is met": ["benchmark", answered({ pass: 50, manual: 9 }), "green", "0 of 50 fail"],
  "a benchmark that is met but for a little": ["benchmark", answered({ pass: 45, fail: 5 }), "yellow", "5 of 50 fail"],
  "a benchmark that is not met": ["benchmark", answered({ pass: 44, fail: 6, unknown: 1 }), "red", "6 of 50 fail, at least"],
  "a benchmark that could not be answered": ["benchmark", answered({ pass: 49, unknown: 1 }), "grey", "could not look everywhere"],
  "a benchmark that was met 9 days ago": ["benchmark", answered({ pass: 50 }, 9), "yellow", "0 of 50 fail, 9 days ago"],
  "looked at today": ["inventory", {}, "green", "today"],
  "one kind looked at 3 days ago": ["inventory", { looked: without("iam_role", "ok", ago(3).toISOString()) }, "yellow", "3 days old"],
  "one kind denied since 10 days": [
    "inventory",
    { looked: without("iam_role", "denied", ago(10).toISOString()) },
    "red",
    "10 days old, at least",
  ],
  "one kind denied from the beginning": [
    "inventory",
    { looked: without("iam_role", "denied", null) },
    "grey",
    "could not look (iam_role: denied)",
  ],
};
describe("the lights of the overview", () => {
  it.each(Object.entries(rows))("%s", (_, [rule, given, colour, words]) => {
    expect(light(rule, given)).toEqual([colour, words]);
  });
  it("are never green where a kind that counts could not be looked at", () => {
    const outcomes = fc.constantFrom("ok", "denied", "throttled", "timed-out", "failed", "expired");
    fc.assert(
      fc.property(fc.array(outcomes, { minLength: whole.length, maxLength: whole.length }), (found) => {
        const looked = whole.map((one, i) => ({ ...one, outcome: found[i] ?? "ok" }));
        for (const { rule, colour } of lightsOf(tally({ looked }), at)) {
          const kinds = rules.find(({ id }) => id === rule)?.kinds ?? [];
          if (looked.some(({ kind, outcome }) => kinds.includes(kind) && outcome !== "ok")) expect(colour).not.toBe("green");
        }
      }),
    );
  });
  it("have each a rule written out and an id of its own", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { says } of rules) expect(Object.values(says).every((text) => text.length > 5)).toBe(true);
  });
});
