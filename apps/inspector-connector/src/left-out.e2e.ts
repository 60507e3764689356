/** Accounts of an organization that are left out: told, not taken for places where Inspector is off, and not looked at. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { accessDenied } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { member, own, startWorld, toKenna, type World, wireFinding } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  world.inspector.put({ account: own, region: "eu-west-1" }, wireFinding("package", "image"));
  // On the image that the other account has too.
  world.inspector.put(
    { account: member, region: "eu-west-1" },
    wireFinding("package", "image", { account: member, name: "of-the-member" }),
  );
});
afterAll(() => world.stop());
const organization = (state: string) => {
  const accounts = [own, member].map((Id) => ({ Id, Name: Id, State: Id === member ? state : "ACTIVE", Status: "ACTIVE" }));
  world.refused.faults = ({ operation }) =>
    operation === "ListAccounts" ? { status: 200, body: JSON.stringify({ Accounts: accounts }) } : undefined;
};
beforeEach(() => organization("ACTIVE"));

const words = ["aws_regions=eu-west-1", "--org"];
const ways: Record<string, { readonly more: readonly string[]; readonly state: string; readonly reason: string }> = {
  "that is excluded": { more: ["--exclude-account", member], state: "ACTIVE", reason: "it is excluded" },
  "that is suspended": { more: [], state: "SUSPENDED", reason: "it is suspended" },
  "that is suspended, through the administrator": { more: ["--delegated-admin"], state: "SUSPENDED", reason: "it is suspended" },
};
describe.each(Object.entries(ways))("an account %s", (_, { more, state, reason }) => {
  it("is told in a line of its own, and is no place that was looked at", async () => {
    organization(state);
    const folder = newFolder();
    const { code, stdout } = await world.run([...words, ...more], { folder });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`left out: 1 account, ${member} (${reason})\n`)]);
    expect(stdout).not.toContain("Inspector is off");
    const manifest = JSON.parse(readFileSync(join(folder, "output/aws_inspector/aws_inspector2.manifest.json"), "utf8"));
    expect([manifest.complete, manifest.scope]).toEqual([true, { accounts: [own], regions: ["eu-west-1"] }]);
    const json = JSON.parse((await world.run([...words, ...more, "--format", "json"], { folder })).stdout);
    expect([json.off, json.leftOut]).toEqual([[], [{ account: member, reason }]]);
  });

  it("is not closed in Kenna", async () => {
    const folder = newFolder();
    const connect = (...given: string[]) =>
      world.run([...words, "skip_autoclose=false", ...given], { folder, environment: { ...toKenna(world), KENNA_CONNECTOR_ID: "7" } });
    expect((await connect("--anew")).code).toBe(0);
    const before = world.kenna.model();
    organization(state);
    const { code, stderr } = await connect(...more);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/an upload before looked at region eu-west-1 of all accounts/)]);
    expect(world.kenna.model()).toEqual(before);
    const said = await world.run(["diff"], { folder });
    expect(said.stdout).toContain("which autoclose closes all the same");
  });
});

it("a member whose administrator tells nothing of it any more is not closed in Kenna, unless it is listed as a member", async () => {
  const folder = newFolder();
  const place = { account: own, region: "eu-west-1" };
  const finding = wireFinding("package", "image", { account: member, name: "told-by-the-administrator" });
  const connect = () => world.run(["aws_regions=eu-west-1", "skip_autoclose=false"], { folder, environment: toKenna(world) });
  world.inspector.put(place, finding);
  expect((await world.run(["aws_regions=eu-west-1", "--anew"], { folder, environment: toKenna(world) })).code).toBe(0);
  world.inspector.remove(place, finding.findingArn);
  const before = world.kenna.model();
  const { code, stderr } = await connect();
  expect([code, stderr]).toEqual([3, expect.stringMatching(/so also at account 222222222222, so that Kenna would close/)]);
  const organized = world.refused.faults;
  world.refused.faults = (call) => (call.operation === "ListMembers" ? accessDenied(call) : organized(call));
  const denied = await connect();
  expect([denied.code, denied.stderr]).toEqual([
    3,
    expect.stringMatching(/account 222222222222 \(nothing was found there, and nobody could ask/),
  ]);
  expect(world.kenna.model()).toEqual(before);
  world.refused.faults = organized;
  world.inspector.members(place, { [member]: "ENABLED" });
  expect((await connect()).code).toBe(0);
});
