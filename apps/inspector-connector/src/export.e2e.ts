import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { KdiFile } from "@plumbline/kdi-writer/kdi";
import { accessDenied, type Faults } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { member, own, regions, startWorld, type World, wireFinding } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  const here = { account: own, region: "eu-west-1" };
  world.inspector.put(
    here,
    wireFinding("package", "instance"),
    wireFinding("package", "instance", { name: "second", fields: { status: "CLOSED" } }),
    wireFinding("package", "instance", { name: "third", fields: { status: "SUPPRESSED" } }),
    wireFinding("network", "instance"),
    wireFinding("package", "image"),
    wireFinding("package", "repository"),
    wireFinding("package", "lambda"),
    wireFinding("code", "lambda"),
    wireFinding("code", "codeRepository"),
    wireFinding("package", "machineImage"),
    wireFinding("package", "azureVm"),
    wireFinding("package", "googleImage"),
    wireFinding("newer", "newer"),
  );
  world.inspector.filter(here, {
    ...{ name: "accepted-on-hosts", action: "SUPPRESS", reason: "the port is closed outside" },
    criteria: { resourceType: [{ comparison: "EQUALS", value: "AWS_EC2_INSTANCE" }] },
  });
  world.inspector.put({ account: own, region: "us-east-1" }, wireFinding("package", "image", { region: "us-east-1", name: "elsewhere" }));
  world.inspector.put({ account: member, region: "eu-west-1" }, wireFinding("code", "lambda", { account: member }));
  world.inspector.put(
    { account: member, region: "us-east-1" },
    wireFinding("package", "machineImage", { account: member, region: "us-east-1" }),
  );
});
afterAll(() => world.stop());
beforeEach(() => {
  world.refused.faults = () => undefined;
});

const both = [`aws_regions=${regions.join(",")}`, "--accounts", `${own},${member}`];
const json = ["--format", "json"];
interface Told {
  readonly complete: boolean;
  readonly findings: { readonly findings: number; readonly types: object; readonly statuses: object; readonly resources: object };
  readonly accounts: Readonly<Record<string, number>>;
  readonly counts: object;
  readonly files: readonly { readonly name: string }[];
  readonly notes: readonly { readonly kind: string; readonly count: number }[];
  readonly incomplete: readonly { readonly account: string; readonly region: string; readonly aspect: string; readonly outcome: string }[];
  readonly off: readonly object[];
}
async function exported(words: readonly string[], given: Parameters<World["run"]>[1] = {}) {
  const folder = newFolder();
  const { code, stdout, stderr } = await world.run([...words, ...json], { folder, ...given });
  expect(stdout, stderr).not.toBe("");
  const told: Told = JSON.parse(stdout);
  const place = join(folder, "output/aws_inspector");
  const bytes = () => Object.fromEntries(readdirSync(place).map((name) => [name, readFileSync(join(place, name), "utf8")]));
  const files = told.files.map(({ name }) => KdiFile.parse(JSON.parse(readFileSync(join(place, name), "utf8"))));
  return { code, told, stderr, folder, bytes, assets: files.flatMap(({ assets }) => assets), files };
}
const deny =
  (operation: string, account: string, region: string): Faults =>
  (call) =>
    call.operation === operation && call.account === account && call.region === region ? accessDenied(call) : undefined;

describe("an export", () => {
  it("of two accounts and two regions holds every type of finding and resource", async () => {
    const { code, told, assets, files, stderr } = await exported(both);
    console.log(`exported: ${JSON.stringify({ ...told.findings, ...told.counts, accounts: told.accounts })}`);
    expect([code, told.complete, told.incomplete], stderr).toEqual([0, true, []]);
    expect(told.findings).toMatchObject({
      findings: 16,
      types: { PACKAGE_VULNERABILITY: 11, CODE_VULNERABILITY: 3, NETWORK_REACHABILITY: 1, QUANTUM_VULNERABILITY: 1 },
      statuses: { ACTIVE: 14, CLOSED: 1, SUPPRESSED: 1 },
    });
    expect(told.accounts).toEqual({ [own]: 14, [member]: 2 });
    expect(told.notes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["unknown-finding-type", "unknown-resource-type"]));
    expect(files.every(({ skip_autoclose, version }) => skip_autoclose && version === 2)).toBe(true);
    // The image of both regions is one asset; so is what has one id in both accounts here.
    const instance = assets.find(({ ec2 }) => ec2 === "i-0a1");
    expect(instance?.vulns.map(({ status }) => status).toSorted()).toEqual(["closed", "open", "open", "open"]);
    expect(assets.filter(({ image_id }) => image_id !== undefined)).toHaveLength(1);
    const because = "Suppressed in Inspector by accepted-on-hosts: the port is closed outside";
    const suppressed = assets.flatMap(({ vulns }) => vulns).filter(({ details }) => details?.includes(because));
    expect(suppressed.map(({ scanner_identifier: id }) => id.split("/").at(-1))).toEqual(["third"]);
  });

  it("of the same gives the same bytes", async () => {
    const [first, second] = [
      await exported(both),
      await exported(["--accounts", `${member},${own}`, "aws_regions=us-east-1,eu-west-1"]),
    ].map(({ bytes }) => bytes());
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(1);
    expect(second).toEqual(first);
  });

  it("without accounts asks for all that the session's own account sees, in every enabled region", async () => {
    const seen = wireFinding("package", "googleVm", { account: member, name: "of-a-member" });
    world.inspector.put({ account: own, region: "eu-west-1" }, seen);
    try {
      const calls = world.proxy.calls.length;
      const { code, told } = await exported([]);
      expect([code, told.accounts]).toEqual([0, { [own]: 14, [member]: 1 }]);
      const asked = new Set(
        world.proxy.calls.slice(calls).flatMap(({ operation, region }) => (operation === "ListFindings" ? region : [])),
      );
      expect(asked.size).toBeGreaterThan(10);
      // Asked for by name, each account answers for itself alone: nothing comes twice.
      expect((await exported(both)).told.accounts).toEqual({ [own]: 14, [member]: 2 });
    } finally {
      world.inspector.remove({ account: own, region: "eu-west-1" }, seen.findingArn);
    }
  });

  it("through a delegated administrator signs in to no member, and has a cell for each", async () => {
    const here = { account: own, region: "eu-west-1" };
    const [one, other] = [
      wireFinding("package", "googleVm", { account: member, name: "one" }),
      wireFinding("code", "lambda", { account: "333333333333" }),
    ];
    world.inspector.put(here, one, other);
    world.inspector.switchOff({ account: "444444444444", region: "eu-west-1" });
    const calls = world.proxy.calls.length;
    const words = ["aws_regions=eu-west-1", "--delegated-admin", "--accounts", `${own},${member},444444444444`];
    try {
      const { code, told } = await exported(words);
      expect([code, told.complete, told.accounts]).toEqual([0, true, { [own]: 13, [member]: 1 }]);
      expect(told.off).toEqual([expect.objectContaining({ account: "444444444444", reason: expect.stringContaining("DISABLED") })]);
      expect(world.proxy.calls.slice(calls).map(({ operation }) => operation)).not.toContain("AssumeRole");
      // It is told nothing of an account that is not its member.
      world.refused.faults = ({ operation }) =>
        operation === "BatchGetAccountStatus"
          ? { status: 200, body: JSON.stringify({ accounts: [{ accountId: own, state: { status: "ENABLED" } }], failedAccounts: [] }) }
          : undefined;
      const refused = await exported(words);
      expect([refused.code, refused.told.complete, refused.told.accounts]).toEqual([3, false, { [own]: 13 }]);
      expect(refused.told.incomplete.map(({ account, outcome }) => `${account} ${outcome}`)).toEqual([
        `${member} denied`,
        "444444444444 denied",
      ]);
      world.refused.faults = deny("BatchGetAccountStatus", own, "eu-west-1");
      expect((await exported(words)).told.incomplete).toHaveLength(3);
    } finally {
      for (const { findingArn } of [one, other]) world.inspector.remove(here, findingArn);
    }
  });

  it("reads one region where AWS_REGION says so, as Kenna's toolkit does", async () => {
    const { told, stderr } = await exported(["task=aws_inspector2"], { environment: { AWS_REGION: "us-east-1" } });
    expect(told.findings.findings).toBe(1);
    expect(stderr).toContain("only region us-east-1 is looked at, as AWS_REGION says");
    const all = await exported(["task=aws_inspector2", "aws_regions=all"], { environment: { AWS_REGION: "us-east-1" } });
    expect(all.told.findings.findings).toBe(14);
  });

  it("is incomplete where one region is denied; what was seen is written", async () => {
    world.refused.faults = deny("ListFindings", member, "eu-west-1");
    const { code, told } = await exported(both);
    expect([code, told.complete]).toEqual([3, false]);
    expect(told.incomplete).toEqual([expect.objectContaining({ account: member, region: "eu-west-1", aspect: "list", outcome: "denied" })]);
    expect(told.accounts).toEqual({ [own]: 14, [member]: 1 });
  });

  it("is incomplete where an account can't be signed in to", async () => {
    world.refused.faults = (call) => (call.operation === "AssumeRole" ? accessDenied(call) : undefined);
    const { code, told } = await exported(both);
    expect([code, told.complete, told.incomplete.map(({ account, region }) => `${account}/${region}`)]).toEqual([
      ...[3, false, [`${member}/eu-west-1`, `${member}/us-east-1`]],
    ]);
  });

  it("tells that Inspector is off in a place, which is no gap", async () => {
    const elsewhere = { account: own, region: "eu-central-1" };
    world.inspector.switchOff(elsewhere);
    const { code, told } = await exported(["aws_regions=eu-central-1,eu-west-1"]);
    expect([code, told.complete, told.off]).toEqual([0, true, [expect.objectContaining(elsewhere)]]);
  });

  it("through an administrator that is off itself reads its members all the same", async () => {
    const elsewhere = { account: own, region: "ap-southeast-2" };
    const one = wireFinding("code", "lambda", { account: member, name: "of-a-member" });
    world.inspector.put(elsewhere, one);
    world.inspector.switchOff(elsewhere);
    const named = await exported(["aws_regions=ap-southeast-2", "--delegated-admin", "--accounts", `${own},${member}`]);
    expect([named.code, named.told.accounts, named.told.off.map((one) => (one as { account: string }).account)]).toEqual([
      0,
      { [member]: 1 },
      [own],
    ]);
    const all = await exported(["aws_regions=ap-southeast-2"]);
    expect([all.code, all.told.accounts]).toEqual([0, { [member]: 1 }]);
  });

  it("goes on without details that are denied, and says so", async () => {
    const here = { account: own, region: "eu-west-1" };
    world.inspector.detail(here, wireFinding("package", "image").findingArn, { epssScore: 0.42, riskScore: 81 });
    const words = ["aws_regions=eu-west-1", "--details"];
    const { code, assets } = await exported(words);
    expect([code, JSON.stringify(assets.filter(({ image_id }) => image_id))]).toEqual([0, expect.stringContaining("81")]);
    world.refused.faults = deny("BatchGetFindingDetails", own, "eu-west-1");
    const denied = await exported(words);
    expect([denied.code, denied.told.complete, denied.told.incomplete.map(({ aspect }) => aspect)]).toEqual([3, true, ["details"]]);
  });

  it("takes only what changed since, and leaves suppressed findings out where it is told", async () => {
    const fresh = wireFinding("package", "googleFunction", {
      name: "fresh",
      fields: { updatedAt: Date.parse("2026-02-28T20:00:00Z") / 1000 },
    });
    world.inspector.put({ account: own, region: "eu-west-1" }, fresh);
    try {
      const { told } = await exported(["aws_regions=eu-west-1", "--since", "1d"]);
      expect(told.findings).toMatchObject({ findings: 1, resources: { "cloudfunctions.googleapis.com/Function": 1 } });
    } finally {
      world.inspector.remove({ account: own, region: "eu-west-1" }, fresh.findingArn);
    }
    const { assets, told } = await exported(["aws_regions=eu-west-1", "--suppressed", "skip"]);
    expect(assets.find(({ ec2 }) => ec2)?.vulns).toHaveLength(3);
    expect(told.notes).toContainEqual(expect.objectContaining({ kind: "suppressed-left-out", count: 1 }));
  });

  it("cuts files by assets, packs them, and takes the place of the one before", async () => {
    const { code, folder, told, bytes } = await exported(["aws_regions=eu-west-1", "--max-assets", "2"]);
    expect([code, told.files.length]).toEqual([0, 5]);
    const packed = await world.run(["aws_regions=eu-west-1", "--gzip"], { folder });
    expect([packed.code, Object.keys(bytes()).toSorted()]).toEqual([0, ["aws_inspector2-0001.json.gz", "aws_inspector2.manifest.json"]]);
    expect(packed.stdout).toMatch(/^13 findings\ntypes {7}CODE_VULNERABILITY \d, NETWORK_REACHABILITY 1, PACKAGE_VULNERABILITY 9/);
    expect(existsSync(join(folder, "plumbline-output"))).toBe(false);
  });

  it("makes no call but those of its policy", () => {
    const policy: { Statement: { Action: string[] }[] } = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../docs/iam/inspector-policy.json"), "utf8"),
    );
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    const made = new Set(world.proxy.calls.map(({ service, operation }) => `${service}:${operation}`));
    expect([...made].filter((one) => one !== "sts:AssumeRole").toSorted()).toEqual(allowed.toSorted());
  });
});
