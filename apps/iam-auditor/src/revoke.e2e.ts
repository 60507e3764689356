import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateUserCommand, DeleteUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { decidedChecks } from "@plumbline/access-plans/decided-checks";
import type { Revocation } from "@plumbline/access-plans/revocation";
import { RecordedCall } from "@plumbline/aws-session/recording";
import { applyPlan } from "@plumbline/cli/apply-plan";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { type DecisionPlanOptions, makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { readPlan, savePlan } from "@plumbline/cli/plan-file";
import { changesToUndo, undoJournaled } from "@plumbline/cli/undo";
import { readJournal } from "@plumbline/run-store/journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Access, groupNames, policyArns, takeAccount, texts } from "./principals.fixture.ts";

const url = emulatorUrl();
const account = "141414141414";
const folder = newFolder();
const now = () => new Date("2030-01-01T00:00:00.000Z");
let runs = 0;
const sent = new Set<string>();
const tape = {
  record(line: string) {
    const { service, operation } = RecordedCall.parse(JSON.parse(line));
    sent.add(`${service}:${operation}`);
  },
};
const kinds = new Set<string>();
const io = () => testIo({ folder, now, tape, random: () => String(++runs).padStart(6, "0") }).io;
const global = GlobalOptions.parse({ endpointUrl: url });
let here: Awaited<ReturnType<typeof takeAccount>>;
beforeAll(async () => {
  here = await takeAccount(url, account);
});

const planFor = (revocations: readonly Revocation[], more: Partial<DecisionPlanOptions> = {}) =>
  makeDecisionPlan({ global, revocations, ...more }, io());
type Plan = Awaited<ReturnType<typeof planFor>>["plan"];
const limits = { maxChanges: 500, maxChangesPerAccount: 500, maxPercent: 100, stopAfter: 1 };
/** Applies the plan as a file, as `plumbline apply` reads it. */
async function apply(plan: Plan, { allowIrreversible = false } = {}) {
  const path = await savePlan(plan, join(folder, "plan.json"), io());
  const all = await Array.fromAsync(applyPlan(await readPlan(path, global, io()), { global, allowIrreversible, limits }, io()));
  for (const { change, status } of all) if (status === "verified") kinds.add(change.change);
  return all.map(({ change, status, reason }) => [change.change, status, reason ?? ""]);
}
async function undo() {
  const last = (await readJournal(join(folder, "plumbline-output", "journal.jsonl"))).at(-1);
  const entries = await changesToUndo(last?.run ?? "", global, io());
  return (await Array.fromAsync(undoJournaled(entries, global, io()))).map(({ status }) => status);
}

const whole = (): Access => ({
  hasLogin: true,
  keys: ["Active", "Inactive"],
  groups: ["admins", "readers"],
  attached: policyArns(account),
  inline: { a: texts[0] ?? "", "b+c=d": texts[1] ?? "", denial: texts[2] ?? "" },
});

describe("revoked access, on the emulator", () => {
  it("everything of a user goes, is verified gone, and comes back as it was", async () => {
    const revocation = await here.makeUser("ann", whole());
    const before = await here.factsOf(revocation);
    const { plan, unknown, uncounted } = await planFor([revocation]);
    expect([unknown, uncounted, plan.unplanned]).toEqual([[], [], []]);
    expect(plan.changes.map(({ change, because }) => [change, because?.decision])).toEqual(
      ["access-key-status", "inline-policies", "quarantine", "attached-policies", "groups"].map((name) => [
        `iam_user/${name}`,
        { campaign: "2026-q1", item: "item-ann" },
      ]),
    );
    expect(await here.factsOf(revocation)).toEqual(before);
    const applied = await apply(plan);
    expect(applied).toEqual(plan.changes.map(({ change }) => [change, "verified", ""]));
    expect(await here.factsOf(revocation)).toMatchObject({
      accessKeys: { keys: [{ status: "Inactive" }, { status: "Inactive" }] },
      attachedPolicies: [],
      groups: [],
      inlinePolicies: [{ name: "denial", document: texts[2] }, { name: "plumbline-quarantine" }],
      loginProfile: { createdAt: expect.any(String) },
    });
    expect((await planFor([revocation])).plan).toMatchObject({ changes: [], unplanned: [{ reason: "nothing is left to take away" }] });
    expect(await undo()).toEqual(plan.changes.map(() => "undone"));
    expect(await here.factsOf(revocation)).toEqual(before);
  });

  it("a group loses what it gives, and gets it back", async () => {
    const { attached, inline } = whole();
    const revocation = await here.makeGroup("owners", { attached, inline });
    const before = await here.factsOf(revocation);
    const { plan } = await planFor([revocation]);
    expect(await apply(plan)).toEqual(["inline-policies", "attached-policies"].map((name) => [`iam_group/${name}`, "verified", ""]));
    expect(await undo()).toEqual(["undone", "undone"]);
    expect(await here.factsOf(revocation)).toEqual(before);
  });

  it("a role is cut off, and comes back", async () => {
    const { attached, inline } = whole();
    const revocation = await here.makeRole("deployer", { attached, inline });
    const before = await here.factsOf(revocation);
    const { plan } = await planFor([revocation]);
    expect(plan.changes.map(({ change, blastRadius }) => [change, blastRadius?.affected])).toEqual(
      ["inline-policies", "quarantine", "attached-policies"].map((name) => [
        `iam_role/${name}`,
        [{ kind: "principal", id: `arn:aws:iam::${account}:root` }],
      ]),
    );
    expect(await apply(plan)).toEqual(plan.changes.map(({ change }) => [change, "verified", ""]));
    expect(await undo()).toEqual(["undone", "undone", "undone"]);
    expect(await here.factsOf(revocation)).toEqual(before);
  });

  it("a password is deleted only when told twice, and that can't be undone", async () => {
    const revocation = { ...(await here.makeUser("dora", whole())), what: "login" as const };
    const { plan } = await planFor([revocation], { deleteLogin: true });
    expect(plan.changes.map(({ change, undo: way }) => [change, way.kind])).toEqual([["iam_user/login-profile", "impossible"]]);
    expect((await apply(plan))[0]?.slice(0, 2)).toEqual(["iam_user/login-profile", "refused"]);
    expect(await apply(plan, { allowIrreversible: true })).toEqual([["iam_user/login-profile", "verified", ""]]);
    expect(await here.factsOf(revocation)).toMatchObject({ loginProfile: null });
  });

  it("what somebody changed after the plan is left alone", async () => {
    const revocation = { ...(await here.makeUser("eve", whole())), what: "policies" as const };
    const { plan } = await planFor([revocation]);
    await here.client.send(new PutUserPolicyCommand({ UserName: "eve", PolicyName: "new", PolicyDocument: texts[0] ?? "" }));
    const before = await here.factsOf(revocation);
    const applied = await apply(plan);
    expect(applied.map(([change, status]) => [change, status])).toEqual([
      ["iam_user/inline-policies", "drifted"],
      ["iam_user/attached-policies", "verified"],
      ["iam_user/groups", "verified"],
    ]);
    expect((await here.factsOf(revocation))["inlinePolicies"]).toEqual(before["inlinePolicies"]);
  });

  it("another one of the same name is not touched, by a plan or when it is applied", async () => {
    const { keys: _, ...access } = whole();
    const revocation = await here.makeUser("bob", { ...access, hasLogin: false, keys: [], groups: [], attached: [], inline: {} });
    const made = await planFor([revocation]);
    await here.client.send(new DeleteUserCommand({ UserName: "bob" }));
    expect((await planFor([revocation])).plan.unplanned).toMatchObject([{ reason: "it is gone" }]);
    await here.client.send(new CreateUserCommand({ UserName: "bob" }));
    expect((await planFor([revocation])).plan).toMatchObject({
      changes: [],
      unplanned: [{ reason: expect.stringMatching(/another one of that name: \w+ was decided on, and \w+ is there now/) }],
    });
    expect(await apply(made.plan)).toEqual([["iam_user/quarantine", "drifted", expect.stringContaining("another one of that name")]]);
    expect(await here.factsOf(revocation)).toMatchObject({ inlinePolicies: [] });
  });

  const access = fc.record({
    hasLogin: fc.boolean(),
    keys: fc.array(fc.constantFrom("Active" as const, "Inactive" as const), { maxLength: 2 }),
    groups: fc.subarray(groupNames),
    attached: fc.subarray(policyArns(account)),
    inline: fc.dictionary(fc.constantFrom("a", "b", "c.d", "plumbline-deny-without-mfa"), fc.constantFrom(...texts), { maxKeys: 3 }),
  });
  const what = fc.constantFrom("everything", "login", "keys", "policies");
  let made = 0;
  it("whatever users have and whatever is revoked: applied and undone, all is as before", async () => {
    const property = fc.asyncProperty(fc.array(fc.tuple(access, what), { minLength: 8, maxLength: 10 }), async (rows) => {
      const revocations: Revocation[] = [];
      for (const [one, part] of rows) revocations.push({ ...(await here.makeUser(`user-${++made}`, one)), what: part });
      const facts = () => Promise.all(revocations.map(here.factsOf));
      const before = await facts();
      const { plan, unknown } = await planFor(revocations);
      const touched = new Set([...plan.changes, ...plan.unplanned].map(({ resource }) => resource.id));
      expect([unknown, revocations.filter(({ principalName }) => !touched.has(principalName))]).toEqual([[], []]);
      const applied = await apply(plan);
      expect(applied).toEqual(plan.changes.map(({ change }) => [change, "verified", ""]));
      const again = await planFor(revocations);
      expect([again.plan.changes, again.plan.unplanned.map(({ reason }) => reason)]).toEqual([
        [],
        revocations.map(() => "nothing is left to take away"),
      ]);
      if (applied.length > 0) expect(await undo()).toEqual(plan.changes.map(() => "undone"));
      expect(await facts()).toEqual(before);
    });
    // Many users in each run: what a run costs is its plans and sessions.
    await fc.assert(property, { numRuns: 2, endOnFailure: true });
    console.log(`${made} users revoked, verified, undone with the same facts`);
  });

  it("every kind of change that a decision makes was made, by calls that the generated policy allows", async () => {
    const checks = await Promise.all(Object.values(decidedChecks).map((load) => load()));
    const declared = new Set(checks.flatMap(({ remediation }) => remediation?.changes.map(({ name }) => name) ?? []));
    expect([...declared].filter((name) => !kinds.has(name))).toEqual([]);
    const policy = JSON.parse(readFileSync(join(import.meta.dirname, "../../../docs/iam/decisions-policy.json"), "utf8"));
    const allowed = new Set((policy as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action));
    const calls = [...sent].filter((call) => !call.startsWith("sts:AssumeRole"));
    expect([calls.filter((call) => !allowed.has(call)), calls.length > 20]).toEqual([[], true]);
    console.log(`${kinds.size} kinds of changes made by ${calls.length} kinds of calls`);
  });
});
