import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Revocation } from "@plumbline/access-plans/revocation";
import { type ApplyPlanOptions, applyPlan } from "@plumbline/cli/apply-plan";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { sealPlan } from "@plumbline/cli/plan-file";
import { settleOpen } from "@plumbline/cli/settle";
import { startHook } from "@plumbline/delivery/http.fixture";
import type { Plan } from "@plumbline/finding-model/change";
import { fileJournal } from "@plumbline/run-store/file-journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Access, takeAccount } from "./principals.fixture.ts";

const url = emulatorUrl();
const account = "151515151515";
const global = GlobalOptions.parse({ endpointUrl: url });
const began = Date.parse("2030-01-01T00:00:00.000Z");
const day = 86_400_000;
let here: Awaited<ReturnType<typeof takeAccount>>;
let hook: Awaited<ReturnType<typeof startHook>>;
beforeAll(async () => {
  here = await takeAccount(url, account);
  hook = await startHook(() => ({ status: 200 }));
});
afterAll(() => hook.stop());

const withKey: Access = { hasLogin: false, keys: ["Active"], groups: [], attached: [], inline: {} };
const keysOf = async (name: string): Promise<Revocation> => ({ ...(await here.makeUser(name, withKey)), what: "keys" });
const isActive = async (revocation: Revocation) => JSON.stringify(await here.factsOf(revocation)).includes('"Active"');
const ioIn = (folder: string, config: object = {}, days = 0) => {
  writeFileSync(join(folder, "plumbline.yaml"), JSON.stringify(config));
  let runs = 0;
  const environment = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing", HOOK_URL: hook.origin };
  return testIo({ folder, environment, now: () => new Date(began + days * day), random: () => `${days}${++runs}`.padStart(6, "0") }).io;
};
const apply = async (plan: Plan, io: ReturnType<typeof ioIn>, more: Partial<ApplyPlanOptions> = {}) =>
  (await Array.fromAsync(applyPlan(plan, { global, allowIrreversible: false, ...more }, io))).map(({ status, reason }) => [
    status,
    reason ?? "",
  ]);

describe("a plan of decisions obeys", () => {
  const excepted = (fields: object) => ({ exceptions: [{ reason: "batch job", owner: "ops", expires: "2030-06-01", ...fields }] });
  it.each([
    ["by the check", "exempt-a", { check: "iam_user/keys-revoked" }],
    ["by a pattern of checks", "exempt-b", { check: "iam_user/*", account }],
    ["by the name", "exempt-c", { resource: "exempt-c" }],
  ])("an exception that came after it, %s", async (_, name, fields) => {
    const [folder, revocation] = [newFolder(), await keysOf(name)];
    const { plan } = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder));
    expect(await apply(plan, ioIn(folder, excepted(fields)))).toEqual([["refused", "excepted until 2030-06-01 by ops: batch job"]]);
    expect(await isActive(revocation)).toBe(true);
    const again = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder, excepted(fields)));
    expect(again.plan).toMatchObject({ changes: [], unplanned: [{ reason: "excepted until 2030-06-01 by ops: batch job" }] });
  });

  it("an exception of a check that is none: nothing is planned", async () => {
    const io = ioIn(newFolder(), excepted({ check: "iam_user/keys-revokd" }));
    await expect(makeDecisionPlan({ global, revocations: [] }, io)).rejects.toThrow("unknown check iam_user/keys-revokd");
  });

  it("what is in use is left alone, unless it is forced", async () => {
    const [folder, revocation] = [newFolder(), await keysOf("busy")];
    const { plan } = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder));
    const lastUsed = new Date(began - day).toISOString();
    // The emulator never tells that a key was used.
    const changes = plan.changes.map((change) => ({ ...change, blastRadius: { affected: [], lastUsed } }));
    const used = sealPlan({ ...plan, changes });
    expect(await apply(used, ioIn(folder))).toEqual([["refused", expect.stringContaining("in use: last used at")]]);
    expect(await apply(used, ioIn(folder), { inUse: { days: 7, force: true } })).toEqual([["verified", ""]]);
  });

  it("approval, and the limit of changes", async () => {
    const [folder, revocation] = [newFolder(), await keysOf("limited")];
    const { plan } = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder));
    await expect(apply(plan, ioIn(folder), { approval: { required: true } })).rejects.toThrow(/can't read the approvals|0 of 1 approvals/);
    const limits = { maxChanges: 0, maxChangesPerAccount: 10, maxPercent: 50, stopAfter: 3 };
    await expect(apply(plan, ioIn(folder), { limits })).rejects.toThrow("1 changes are more than the 0 of --max-changes");
    expect(await isActive(revocation)).toBe(true);
  });

  it("the share of an account's users", async () => {
    const [folder, revocations] = [newFolder(), await Promise.all(Array.from({ length: 6 }, (_, i) => keysOf(`share-${i}`)))];
    const { plan } = await makeDecisionPlan({ global, revocations }, ioIn(folder));
    const limits = { maxChanges: 100, maxChangesPerAccount: 100, maxPercent: 1, stopAfter: 3 };
    const reasons = (await apply(plan, ioIn(folder), { limits })).map(([, reason]) => reason);
    expect(new Set(reasons)).toEqual(new Set([expect.stringMatching(/^6 of \d+ resources of type iam_user .* --max-percent$/)]));
  });

  it("grace: it is announced, with the decision, and made when its time has come", async () => {
    const [folder, revocation] = [newFolder(), await keysOf("grace")];
    const channels = [{ name: "siem", kind: "webhook", url: { env: "HOOK_URL" } }];
    const config = { notify: { channels }, notifyFirst: { "iam_user/keys-revoked": "7d" } };
    const { plan } = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder, config));
    const before = hook.posts.length;
    expect(await apply(plan, ioIn(folder, config))).toEqual([
      ["refused", expect.stringContaining("a run from 2030-01-08T00:00:00Z on makes it")],
    ]);
    expect(hook.posts.slice(before).map(({ body }) => JSON.stringify(body))).toEqual([
      expect.stringMatching(/A user whose keys were revoked has no active one[\s\S]*left the company/),
    ]);
    expect(await isActive(revocation)).toBe(true);
    expect(await apply(plan, ioIn(folder, config, 8))).toEqual([["verified", ""]]);
  });

  it("a run that was cut off is verified by the decision that the journal keeps", async () => {
    const [folder, revocation] = [newFolder(), await keysOf("cut-off")];
    const { plan } = await makeDecisionPlan({ global, revocations: [revocation] }, ioIn(folder));
    expect(await apply(plan, ioIn(folder))).toEqual([["verified", ""]]);
    const elsewhere = newFolder();
    const [change] = plan.changes;
    const entry = {
      at: new Date(began).toISOString(),
      run: "r1",
      action: "apply" as const,
      status: "writing" as const,
      who: plan.who,
      endpoint: url,
    };
    if (change) await fileJournal(join(elsewhere, "plumbline-output", "journal.jsonl")).append({ ...entry, change, requestIds: [] });
    const settled = await Array.fromAsync(settleOpen({ global, takesBack: false }, ioIn(elsewhere)));
    expect(settled.map(({ status, change: { because } }) => [status, because?.reason])).toEqual([["verified", "left the company"]]);
  });
});
