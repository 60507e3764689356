import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateAccessKeyCommand, CreateUserCommand, GetUserCommand, IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { applyPlan } from "@plumbline/cli/apply-plan";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { runWith, testIo } from "@plumbline/cli/io.fixture";
import { readPlan } from "@plumbline/cli/plan-file";
import { awsListing } from "@plumbline/iam-model/listing";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { beginRun } from "@plumbline/run-store/write-run";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appOver } from "./app.fixture.ts";
import { awsServices, awsShape } from "./aws-options.ts";
import { consoleCommand } from "./command.ts";

const url = emulatorUrl();
const { io } = testIo({ now: () => new Date() });
const global = GlobalOptions.parse({ endpointUrl: url });
const iam = new IAMClient({ endpoint: url, region: "us-east-1", credentials: emulatorCredentials });
const name = "console-ann";
let store: IamStore;
beforeAll(async () => {
  await fetch(`${url}/moto-api/reset`, { method: "POST" });
  await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const { User: user } = await iam.send(new GetUserCommand({ UserName: name }));
  store = await openStore({ folder: join(io.folder, "database") });
  const listing = awsListing({ account: own, region: "global", type: "iam_user" });
  const writer = await writeListing(store, { run: "r", listing, account: own, at: new Date() });
  await writer.put([
    {
      ...{ kind: "iam_user", id: user?.UserId ?? "", account: own, name, arn: user?.Arn ?? null, createdAt: null, updatedAt: null },
      facts: { path: "/", permissionsBoundary: null, tags: {} },
    },
  ]);
  await writer.end([{ kind: "iam_user", outcome: "ok" }]);
});
afterAll(async () => {
  iam.destroy();
  await store.close();
});

const status = async () => (await iam.send(new ListAccessKeysCommand({ UserName: name }))).AccessKeyMetadata?.map((key) => key.Status);
const signedIn = async (who: string, allowed: object) =>
  appOver(store, {
    services: await awsServices(z.object(awsShape).parse({ endpointUrl: url, ...allowed }), io),
    now: () => new Date(),
    grants: [
      { kind: "subject", principal: "dev:admin", role: "admin", accounts: [own] },
      { kind: "subject", principal: "dev:other", role: "reviewer", accounts: [own] },
    ],
  }).signIn(who);

describe("a flag on the emulator", () => {
  it("becomes a plan, which is approved and applied, and is taken back from its page", async () => {
    const admin = await signedIn("admin", { allowPlans: true });
    await admin.post("/flags/flag", { named: name, reason: "odd sign-ins" }, "/flags");
    const id = /name="id" value="(\d+)"/.exec(await admin.text("/flags"))?.[1] ?? "";
    const made = await admin.post("/flags/plan", { id }, "/flags");
    const path = made.headers.get("location") ?? "";
    expect([made.status, path]).toEqual([303, expect.stringMatching(/^\/plans\/[0-9a-f]{64}$/)]);
    expect(await status()).toEqual(["Active"]);

    const other = await signedIn("other", {});
    expect((await other.post(`${path}/approve`, { confirmed: "yes" }, path)).status).toBe(303);
    const [planFile, approvals] = [join(io.folder, "plan.json"), join(io.folder, "approvals.json")];
    writeFileSync(planFile, await other.text(`${path}/plan.json`));
    writeFileSync(approvals, await other.text(`${path}/approvals.json`));
    const plan = await readPlan(planFile, global, io);
    const approval = { required: true, file: approvals, approvers: ["dev:other"] };
    const applied = await Array.fromAsync(applyPlan(plan, { global, allowIrreversible: false, approval }, io));
    expect(applied.map((one) => one.status)).toEqual(["verified"]);
    expect(await status()).toEqual(["Inactive"]);

    await store.close();
    const database = join(io.folder, "database");
    const run = (words: readonly string[]) => runWith(consoleCommand, [...words, "--folder", database], { folder: io.folder });
    const journal = join(io.folder, "plumbline-output", "journal.jsonl");
    expect(await run(["import-journal", journal])).toMatchObject({ code: 0, stdout: expect.stringContaining("3 entries, 3 of them new") });
    expect(await run(["import-journal", journal])).toMatchObject({ code: 0, stdout: expect.stringContaining("0 of them new") });
    expect(await run(["import-plan", planFile, "--as", "ann"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("there already"),
    });
    store = await openStore({ folder: database });

    const change = plan.changes.find((one) => one.change === "iam_user/access-key-status");
    const page = `/journal/${own}/${change?.id}`;
    const idle = await signedIn("admin", {});
    expect(await idle.text(page)).toContain(`plumbline undo ${change?.id} --endpoint-url ${url} --apply`);
    expect((await idle.post(`${page}/undo`, { typed: change?.id ?? "" }, page)).status).toBe(403);
    const able = await signedIn("admin", { allowChanges: true });
    const done = await able.post(`${page}/undo`, { typed: change?.id ?? "" }, page);
    expect(decodeURIComponent(done.headers.getSetCookie().join())).toContain("The change was taken back.");
    expect(await status()).toEqual(["Active"]);
    expect(await able.text(page)).toContain("Nothing of it is in effect.");
    const again = await able.post(`${page}/undo`, { typed: change?.id ?? "" }, page);
    expect([again.status, (await again.text()).includes("is in effect")]).toEqual([409, true]);
  });
});

describe("plumbline console", () => {
  const refused: Record<string, [words: string[], says: RegExp]> = {
    "import-run of a folder that is none": [["import-run", "nowhere"], /can't read .*run\.json/],
    "import-plan of a file that is none": [["import-plan", "nowhere.json", "--as", "ann"], /can't read the plan/],
    "import-plan of nobody": [["import-plan", "nowhere.json"], /who brings the plan in is not said\n.*--as/],
    "import-journal of a file that is none": [["import-journal", "nowhere.jsonl"], /has no entry/],
    "a key that is none": [["--dev-login", "--listen", "127.0.0.1:0", "--signing-key", "nowhere.pem"], /--signing-key: .* can't be used/],
    "changes in a demo": [["--demo", "--allow-changes"], /AWS knows none of them/],
  };
  it.each(Object.entries(refused))("refuses %s with one line", async (_, [words, says]) => {
    const { code, stderr } = await runWith(consoleCommand, [...words, ...(words[0] === "--demo" ? [] : ["--folder", "empty"])]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });

  it("brings in every run below a folder", async () => {
    const root = join(io.folder, "runs");
    mkdirSync(root);
    for (const id of ["20260601-a", "20260602-b"]) {
      const at = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T00:00:00.000Z`;
      const run = await beginRun(join(root, id), {
        ...{ version: 1, id, tool: "t", startedAt: at, evaluatedAt: at, partition: "aws", regionsAsked: ["eu-west-1"], settings: {} },
        ...{ accounts: [{ id: own, regions: ["eu-west-1"] }], checks: [] },
      });
      await run.finish({ finishedAt: at, calls: {} });
    }
    const ran = await runWith(consoleCommand, ["import-run", root, "--folder", join(io.folder, "runs-database")]);
    expect([ran.code, ran.stdout.split("\n").map((line) => line.slice(0, 14))]).toEqual([0, ["run 20260601-a", "run 20260602-b", ""]]);
  });
});
