import { CreateUserCommand, DeleteLoginProfileCommand, DeleteUserCommand, DeleteUserPolicyCommand } from "@aws-sdk/client-iam";
import { emulatorAccount as own } from "@plumbline/testkit/emulator";
import { accessDenied, assumeRoleRefused } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount, member, startWorld, type World } from "./world.fixture.ts";

const region = ["--regions", "eu-west-1"];
const role = `arn:aws:iam::${member}:role/audit/reader`;
let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  await fillAccount(world, own, "own");
  await fillAccount(world, member, "member");
});
afterAll(() => world.stop());

interface Told {
  readonly accounts: readonly string[];
  readonly incomplete: readonly { readonly listing: string; readonly kinds: readonly string[]; readonly outcome: string }[];
}
async function collect(words: readonly string[]) {
  const { code, stdout, stderr } = await world.run(["collect", "--json", ...region, ...words]);
  expect(stdout, stderr).not.toBe("");
  const told: Told = JSON.parse(stdout);
  return { code, accounts: told.accounts, incomplete: told.incomplete };
}
const roles = async () => JSON.parse((await world.run(["roles", "list", "--json"])).stdout).roles;
const users = async (account: string) => (await world.inventory()).of("iam_user", account).map(({ name }) => name);

describe("iam collect of several accounts", () => {
  it("takes its own account and those of the table of roles, and notes what each role did", async () => {
    expect(await world.run(["roles", "add", role])).toMatchObject({ code: 0, stdout: "1 role added, 0 known before\n" });
    expect(await world.run(["roles", "add", role])).toMatchObject({ code: 0, stdout: "0 roles added, 1 known before\n" });
    expect(await roles()).toMatchObject([{ account: member, roleArn: role, working: null, lastUsed: null }]);
    expect(await collect([])).toEqual({ code: 0, accounts: [own, member], incomplete: [] });
    expect([await users(own), await users(member)]).toEqual([["own-ann"], ["member-ann"]]);
    expect(await roles()).toMatchObject([{ account: member, working: true, failure: null, lastUsed: expect.stringMatching(/^2026-/) }]);
  });

  it("leaves the rows of an account that shuts us out, says so in the ledger and the table, and ends with 3", async () => {
    const { versions } = await world.inventory();
    world.refused.faults = assumeRoleRefused(member);
    const { code, incomplete } = await collect([]);
    expect([code, new Set(incomplete.map(({ listing, outcome }) => `${listing.split("/")[1]} ${outcome}`))]).toEqual([
      3,
      new Set([`${member} denied`]),
    ]);
    world.refused.faults = () => undefined;
    const inventory = await world.inventory();
    expect([inventory.versions, inventory.of("iam_user", member).length]).toEqual([versions, 1]);
    const cell = inventory.looked.find(({ listing, kind }) => listing === `aws/${member}/global/iam_user` && kind === "iam_user");
    expect(cell).toMatchObject({ outcome: "denied", message: expect.stringContaining("sts:AssumeRole"), completeAt: expect.any(String) });
    expect(await roles()).toMatchObject([
      { working: false, failure: expect.stringContaining("sts:AssumeRole"), lastUsed: expect.any(String) },
    ]);
  });

  it("a refused call leaves its own kinds incomplete, and ends what is gone of the others", async () => {
    const iam = await world.iam(own);
    await iam.send(new DeleteUserPolicyCommand({ UserName: "own-ann", PolicyName: "own" }));
    await iam.send(new DeleteLoginProfileCommand({ UserName: "own-ann" }));
    world.refused.faults = (call) => (call.operation === "GetLoginProfile" ? accessDenied(call) : undefined);
    expect(await collect(["--local"])).toMatchObject({
      code: 3,
      incomplete: [{ listing: `aws/${own}/global/iam_credential`, kinds: ["iam_login_profile"], outcome: "denied" }],
    });
    world.refused.faults = () => undefined;
    const inventory = await world.inventory();
    expect([inventory.of("iam_login_profile").length, inventory.of("iam_inline_policy").length]).toEqual([1, 0]);
    expect((await collect(["--local"])).code).toBe(0);
    expect((await world.inventory()).of("iam_login_profile")).toEqual([]);
  });

  const choices: Record<string, { words: readonly string[]; accounts: readonly string[] }> = {
    "one account, by the role of the table": { words: ["--account", member], accounts: [member] },
    "the seed's word for others": { words: ["-a", "remote"], accounts: [member] },
    "the seed's word for its own": { words: ["--audit", "local"], accounts: [own] },
    "a role that is signed in to first": { words: ["--role-arn", `arn:aws:iam::${member}:role/other`, "--local"], accounts: [member] },
    "accounts by the role that is called alike everywhere": { words: ["--accounts", "444444444444"], accounts: ["444444444444"] },
  };
  it.each(Object.entries(choices))("takes %s", async (_, { words, accounts }) => {
    expect(await collect([...words, "--items", "groups"])).toEqual({ code: 0, accounts, incomplete: [] });
  });

  it("brings every page of more than a hundred users", async () => {
    const iam = await world.iam(own);
    const names = Array.from({ length: 120 }, (_, i) => `user-${String(i).padStart(3, "0")}`);
    for (const UserName of names) await iam.send(new CreateUserCommand({ UserName }));
    const from = world.proxy.calls.length;
    expect((await collect(["--local", "--items", "users"])).code).toBe(0);
    const calls = world.proxy.calls.slice(from).map(({ operation }) => operation);
    expect(calls.filter((operation) => operation === "ListUsers").length).toBeGreaterThan(3);
    expect(calls.filter((operation) => operation === "GetAccountAuthorizationDetails").length).toBeGreaterThan(3);
    expect((await users(own)).toSorted()).toEqual(["own-ann", ...names]);
    await iam.send(new DeleteUserCommand({ UserName: "user-007" }));
    expect((await collect(["--local", "--items", "users"])).code).toBe(0);
    expect(await users(own)).not.toContain("user-007");
  });

  it("prints a table for people", async () => {
    const { code, stdout } = await world.run(["collect", "--local", "--items", "groups", ...region]);
    expect([code, stdout.split("\n").slice(0, 2)]).toEqual([
      0,
      ["1 account collected", expect.stringMatching(/^kind +seen +new +changed +gone$/)],
    ]);
    expect(stdout).toMatch(/^iam_group +1 +0 +0 +0$/m);
  });
});
