import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  GetRoleCommand,
  GetUserCommand,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { decide } from "@plumbline/access-reviews/decide";
import { listItems } from "@plumbline/access-reviews/list-items";
import { openCampaign } from "@plumbline/access-reviews/open-campaign";
import { applyPlan } from "@plumbline/cli/apply-plan";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { testIo } from "@plumbline/cli/io.fixture";
import { readPlan } from "@plumbline/cli/plan-file";
import { Plan } from "@plumbline/finding-model/change";
import { openStore } from "@plumbline/iam-store/open-store";
import { emulatorAccount as own } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount, startWorld, type World } from "./world.fixture.ts";

let world: World;
let keyId: string;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  keyId = (await fillAccount(world, own, "own")).accessKeyId;
  expect((await world.run(["collect", "--local"])).code).toBe(0);
});
afterAll(() => world.stop());

const planFile = () => join(world.folder, "decided.json");
const planned = () => Plan.parse(JSON.parse(readFileSync(planFile(), "utf8")));
async function apply() {
  const global = GlobalOptions.parse({ endpointUrl: world.proxy.url });
  const { io } = testIo({ folder: world.folder, now: () => new Date(world.clock.now) });
  const made = applyPlan(await readPlan(planFile(), global, io), { global, allowIrreversible: false }, io);
  return (await Array.fromAsync(made)).map(({ change, status, reason }) => [change.change, status, reason ?? ""]);
}

describe("flags", () => {
  it("are put, listed, planned for, and taken off", async () => {
    const flagged = await world.run(["flag", "own-ann", "--reason", "odd sign-ins", "--by", "rita", "--json"]);
    expect([flagged.code, flagged.stderr]).toEqual([0, ""]);
    expect(JSON.parse(flagged.stdout)).toMatchObject([{ account: own, kind: "iam_user", name: "own-ann", by: "rita", end: null }]);
    expect(await world.run(["flag", "own-ann", "--reason", "me too", "--by", "otto"])).toMatchObject({
      code: 0,
      stderr: "it has a flag already; that one stays\n",
      stdout: expect.stringContaining("by rita: odd sign-ins"),
    });

    const told = await world.run(["flag", "--plan", "-o", planFile()]);
    expect([told.code, told.stderr]).toEqual([0, ""]);
    expect(told.stdout).toMatch(/because +flag 1: odd sign-ins/);
    expect(planned().changes.map(({ change, because }) => [change, because?.decision])).toEqual([
      ["iam_user/access-key-status", { flag: "1" }],
      ["iam_user/quarantine", { flag: "1" }],
    ]);
    expect(await apply()).toEqual([
      ["iam_user/access-key-status", "verified", ""],
      ["iam_user/quarantine", "verified", ""],
    ]);

    const ended = await world.run(["unflag", "own-ann", "--reason", "explained", "--by", "rosa"]);
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringMatching(/since .* by rita: odd sign-ins; taken off at .* by rosa: explained/),
    ]);
    expect((await world.run(["flags"])).stdout).toBe("There are no flags.\n");
    expect((await world.run(["flags", "--history"])).stdout).toContain("taken off");
  });

  it("find whom they mean by ARN and by id", async () => {
    const iam = await world.iam(own);
    const { User } = await iam.send(new GetUserCommand({ UserName: "own-ann" }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "own-job" }));
    for (const named of [User?.Arn, User?.UserId, Role?.Arn, own]) {
      const ran = await world.run(["flag", named ?? "", "--reason", "x", "--by", "rita", "--json"]);
      expect([ran.code, (JSON.parse(ran.stdout) as unknown[]).length]).toEqual([0, 1]);
    }
    const listed = JSON.parse((await world.run(["flags", "--json"])).stdout) as { kind: string; name: string }[];
    expect(listed.map(({ kind, name }) => [kind, name])).toEqual([
      ["iam_user", "own-ann"],
      ["iam_role", "own-job"],
      ["account", own],
    ]);
    const told = await world.run(["flag", "--plan", "-o", planFile(), "--what", "everything"]);
    expect([told.code, told.stderr]).toEqual([0, ""]);
    expect(planned().unplanned.map(({ resource, reason }) => [resource.type, reason])).toEqual([
      ["account", expect.stringContaining("a whole account is meant")],
    ]);
    expect(new Set(planned().changes.map(({ resource }) => resource.id))).toEqual(new Set(["own-ann", "own-job"]));
    for (const named of ["own-ann", Role?.Arn ?? "", own])
      expect((await world.run(["unflag", named, "--reason", "x", "--by", "rita"])).code).toBe(0);
  });

  const refused: Record<string, [words: string[], code: number, line: RegExp]> = {
    "nobody of that name": [["flag", "nobody", "--reason", "x", "--by", "x"], 2, /the inventory has no user, role or group nobody/],
    "no reason": [["flag", "own-ann", "--by", "x"], 2, /--reason: must say why/],
    "an empty reason": [["flag", "own-ann", "--reason", " ", "--by", "x"], 2, /--reason: must say why/],
    "nobody who flags": [["flag", "own-ann", "--reason", "x"], 2, /nobody is named who does this/],
    "nobody to be flagged": [["flag", "--reason", "x"], 2, /nobody is named to be flagged/],
    "a part that is none": [["flag", "--plan", "--what", "shoes"], 2, /--what/],
    "a plan where nothing is flagged": [["flag", "--plan"], 2, /nothing is flagged/],
    "the end of no flag": [["unflag", "own-job", "--reason", "x", "--by", "x"], 2, /own-job has no flag/],
    "a review that is none": [["review", "plan", "none", "--by", "x"], 2, /none/],
  };
  it.each(Object.entries(refused))("refuses %s with one line", async (_, [words, code, line]) => {
    const ran = await world.run(words, { USER: "" });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(line)]);
    expect(ran.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });
});

describe("a review", () => {
  it("hands what it revokes to a plan, with what has changed since", async () => {
    const iam = await world.iam(own);
    await iam.send(new UpdateAccessKeyCommand({ UserName: "own-ann", AccessKeyId: keyId, Status: "Active" }));
    expect((await world.run(["collect", "--local"])).code).toBe(0);
    const store = await openStore({ folder: join(world.folder, "iam") });
    const at = new Date(world.clock.now + 1000);
    try {
      await store.as({ role: "admin", accounts: "all", subject: "boss" }, async (transaction) => {
        const opening = { id: "q1", name: "Q1", opensAt: at, dueAt: new Date(at.getTime() + 86_400_000 * 30), accounts: [own] };
        const routing = { routes: [], defaultReviewer: "boss@example.com", alternate: "vice@example.com" };
        await openCampaign(transaction, { ...opening, kinds: ["iam_user", "iam_membership"], routing, acceptIncomplete: true }, { at });
        const { items } = await listItems(transaction, { campaign: "q1" });
        const words = items.map(({ item, permissionHash }) => ({ item, permissionHash, verdict: "revoke" as const, reason: "left" }));
        await decide(transaction, { campaign: "q1", at, words });
      });
    } finally {
      await store.close();
    }
    await iam.send(new RemoveUserFromGroupCommand({ UserName: "own-ann", GroupName: "own-admins" }));

    expect(await world.run(["review", "plan", "q1", "-o", planFile(), "--by", "boss"])).toMatchObject({
      ...{ code: 2, stdout: "" },
      stderr: expect.stringMatching(/campaign q1 is open until .*may still change\n.*--before-close/),
    });
    const told = await world.run(["review", "plan", "q1", "--before-close", "-o", planFile(), "--by", "boss"]);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stderr).toContain("campaign q1 is open: this is what is decided so far, and may still be decided otherwise");
    expect(told.stderr).toContain(`${own} iam_user own-ann: it has changed since it was decided on`);
    expect(told.stderr).toContain("groups: no longer own-admins");
    const { changes } = planned();
    expect(changes.map(({ change }) => change)).toEqual([
      "iam_user/access-key-status",
      "iam_user/inline-policies",
      "iam_user/quarantine",
      "iam_user/attached-policies",
    ]);
    expect(
      changes.every(({ because, note = "" }) => because?.reason === "left" && /Campaign q1 was open .* has changed since/.test(note)),
    ).toBe(true);
    expect((await apply()).map(([, status]) => status)).toEqual(changes.map(() => "verified"));
    expect((await iam.send(new ListGroupsForUserCommand({ UserName: "own-ann" }))).Groups).toEqual([]);
    const noted = await world.run(["review", "outcomes", "q1", "--by", "boss"]);
    expect([noted.code, noted.stdout]).toEqual([0, expect.stringMatching(/^verified +\d{12} +iam_user +own-ann +item \w+\n$/)]);
    const again = await world.run(["review", "plan", "q1", "--before-close", "--json", "--by", "boss"]);
    expect(Plan.parse(JSON.parse(again.stdout))).toMatchObject({
      changes: [],
      unplanned: [{ reason: "nothing is left to take away" }, {}],
    });

    const { items } = JSON.parse((await world.run(["review", "list", "q1", "--kind", "iam_user", "--json"])).stdout) as {
      items: { item: string }[];
    };
    const kept = await world.run([
      "review",
      "decide",
      "q1",
      items[0]?.item ?? "",
      "keep",
      "--reason",
      "is back",
      "--admin",
      "--by",
      "boss",
    ]);
    expect([kept.code, kept.stderr]).toEqual([0, expect.stringContaining("is kept, and was planned or taken away before")]);
    const regretted = await world.run(["review", "outcomes", "q1", "--by", "boss"]);
    expect([regretted.code, regretted.stdout, regretted.stderr]).toEqual([
      0,
      expect.stringMatching(/^verified .* own-ann {2}item \w+ {2}decided to keep since\n$/),
      expect.stringMatching(/^own-ann is to be kept, and plan \w+ took away some of its access: plumbline undo takes that back\n$/),
    ]);
  });
});
