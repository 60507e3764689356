/** Uploads after uploads: what is the same, what stays open, and which run is whose. */
import { newFolder } from "@plumbline/cli/io.fixture";
import { openKenna } from "@plumbline/kenna-client/open-kenna";
import { accessDenied } from "@plumbline/testkit/faults";
import { startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kennaKey, own, startWorld, toKenna, type World, wireFinding } from "./world.fixture.ts";

let world: World;
const here = { account: own, region: "eu-west-1" };
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.refused.faults = () => undefined;
  await world.kenna.stop();
  Object.assign(world, { kenna: await startKenna({ key: kennaKey }, 0, () => new Date(world.clock.now)) });
  world.inspector.put(here, wireFinding("package", "instance"), wireFinding("package", "image"), wireFinding("code", "lambda"));
});
const seed = (...more: string[]) => ["task=aws_inspector2", "aws_regions=eu-west-1", ...more];
const connect = (folder: string, words: readonly string[] = seed()) => world.run(words, { folder, environment: toKenna(world) });

describe("the connector, again", () => {
  it("sends nothing anew because AWS words a refusal otherwise", async () => {
    const folder = newFolder();
    const words = ["aws_regions=eu-west-1,us-east-1"];
    const reasons = [];
    for (const session of ["plumbline-a1b2c3", "plumbline-d4e5f6"]) {
      world.refused.faults = (call) => {
        if (call.operation !== "ListFindings" || call.region !== "us-east-1") return undefined;
        const reply = accessDenied(call);
        return typeof reply === "string" ? reply : { ...reply, body: reply.body.replace(/User: [^ ]+/, `User: ${session}`) };
      };
      const { code, stdout } = await connect(folder, [...words, "--format", "json"]);
      expect(code).toBe(3);
      reasons.push([JSON.parse(stdout).upload.outcome, /User: plumbline-\w+/.exec(stdout)?.[0]]);
    }
    expect(reasons).toEqual([
      ["done", "User: plumbline-a1b2c3"],
      ["done-before", "User: plumbline-d4e5f6"],
    ]);
    expect([world.kenna.runs().length, world.kenna.dataFiles().size]).toEqual([1, 1]);
  });

  it("that was stopped by a signal says so in one line, and the next one goes on with the same run", async () => {
    const folder = newFolder();
    const stopped = await world.run(seed(), { folder, environment: toKenna(world), stopAtPause: true });
    expect([stopped.code, stopped.stderr]).toEqual([
      3,
      expect.stringMatching(/^plumbline-inspector-connector: stopped: how far the upload came is noted, and the next one goes on there$/m),
    ]);
    expect(world.kenna.runs().length).toBe(1);
    expect([(await connect(folder)).code, world.kenna.runs().length, world.kenna.dataFiles().size]).toEqual([0, 1, 1]);
  });

  describe("with autoclose on", () => {
    const closing = (...more: string[]) => seed("skip_autoclose=false", ...more);
    const bodies = [
      ["package", "instance"],
      ["package", "image"],
      ["code", "lambda"],
    ] as const;
    const remove = (...some: readonly (readonly [Parameters<typeof wireFinding>[0], Parameters<typeof wireFinding>[1]])[]) => {
      for (const [body, resource] of some) world.inspector.remove(here, wireFinding(body, resource).findingArn);
    };

    it("tells assets that are gone, which Kenna may leave open", async () => {
      const folder = newFolder();
      expect((await connect(folder)).code).toBe(0);
      remove(bodies[0]);
      const { code, stdout } = await connect(folder, closing());
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(
          /^! 1 asset that was uploaded before stands in no file, with 1 open vulnerability \(ec2_locator i-\w+: 1\): the export has no finding on it, and by Kenna's count autoclose closed them/m,
        ),
      ]);
      // Of those that are there nothing is left open.
      remove(bodies[1]);
      world.inspector.put(here, wireFinding("package", "image", { fields: { status: "CLOSED" } }));
      const next = await connect(folder, closing("--format", "json"));
      expect(JSON.parse(next.stdout).upload.leaves).toEqual({ onNamed: 0, assets: 0, openVulns: 0, first: [] });
    });

    it("refuses fewer regions than before, as Kenna would close what nobody looked at, until that is agreed to", async () => {
      const folder = newFolder();
      const elsewhere = wireFinding("package", "image", { region: "us-east-1", name: "elsewhere" });
      world.inspector.put({ account: own, region: "us-east-1" }, elsewhere);
      try {
        expect((await connect(folder, ["aws_regions=eu-west-1,us-east-1", "skip_autoclose=false"])).code).toBe(0);
        const before = world.kenna.model();
        const refused = await connect(folder, closing());
        expect([refused.code, world.kenna.runs().length, world.kenna.model()]).toEqual([3, 1, before]);
        expect(refused.stderr).toMatch(
          /only region eu-west-1 of .* an upload before looked at region eu-west-1, us-east-1 of .*--close-unseen/,
        );
        const said = await connect(folder, ["diff"]);
        expect(said.stdout).toMatch(/4 before; in Kenna 3 with autoclose, 4 without: the files have it on\n/);
        expect(said.stdout).toContain(`which autoclose closes all the same (${elsewhere.findingArn})`);
        expect((await connect(folder, closing("--close-unseen"))).code).toBe(0);
        expect(JSON.stringify(world.kenna.model())).toMatch(/elsewhere[^}]*"status":"closed"/);
        expect((await connect(folder, closing("--anew"))).code).toBe(0);
      } finally {
        world.inspector.remove({ account: own, region: "us-east-1" }, elsewhere.findingArn);
      }
    });

    it("refuses an export without a finding, and says what stays open", async () => {
      const folder = newFolder();
      expect((await connect(folder)).code).toBe(0);
      remove(...bodies);
      const { code, stderr } = await connect(folder, closing());
      expect([code, world.kenna.runs().length]).toEqual([4, 1]);
      expect(stderr).toMatch(/3 assets that were uploaded before stand in no file, with 3 open vulnerabilities \(.*: 1, .*: 1, .*: 1\): /);
      expect(stderr).toMatch(/there is no asset to send, .* whatever connector 7 has open stays open/);
      // With it off there is nothing that should be closed.
      expect((await connect(folder)).code).toBe(0);
    });

    it("has nothing to say of a connector that never had a run", async () => {
      remove(...bodies);
      const { code, stdout } = await connect(newFolder(), closing());
      expect([code, stdout]).toEqual([0, expect.stringContaining("nothing to upload: the export has no asset\n")]);
    });
  });

  it("whose run nobody can tell goes on with the one that is named, or with newer findings where it is let go", async () => {
    const begin = async () => {
      const folder = newFolder();
      world.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "drop", isCarriedOut: true } });
      world.kenna.fault({ method: "GET", path: "connector_runs$", nth: 2, times: 6, deed: { kind: "status", status: 500 } });
      expect((await connect(folder)).code).toBe(3);
      const ours = world.kenna.runs().at(-1)?.id;
      const now = () => new Date(world.clock.now);
      const stranger = openKenna({ host: world.kenna.host, key: kennaKey, now, sleep: async () => undefined });
      await stranger.runConnector("7", [...world.kenna.dataFiles().keys()].slice(0, 1));
      const { code, stderr } = await connect(folder);
      expect([code, stderr]).toEqual([4, expect.stringMatching(/runs \d+, \d+ were started since.*\n {2}--run ID names/)]);
      return { folder, ours: String(ours) };
    };
    const first = await begin();
    const named = await connect(first.folder, ["upload", "--run", first.ours]);
    expect([named.code, named.stdout]).toEqual([0, expect.stringContaining(`run ${first.ours} of connector 7 took 1 file`)]);
    await world.kenna.stop();
    Object.assign(world, { kenna: await startKenna({ key: kennaKey }, 0, () => new Date(world.clock.now)) });
    const second = await begin();
    world.inspector.put(here, wireFinding("network", "instance"));
    // Newer findings are no leave to start another run while nobody can tell the first.
    const waiting = await connect(second.folder);
    expect([waiting.code, waiting.stderr, world.kenna.runs().length]).toEqual([4, expect.stringMatching(/\n {2}--run ID names/), 2]);
    const newer = await connect(second.folder, seed("--anew"));
    expect([newer.code, world.kenna.runs().length], newer.stderr).toEqual([0, 3]);
    expect(newer.stderr).toContain("The start of a run that nobody can tell is let go");
    world.inspector.remove(here, wireFinding("network", "instance").findingArn);
  });

  it("is told in one line when the folder is another connector's, before anything is exported, and goes to its own", async () => {
    await world.kenna.stop();
    Object.assign(world, {
      kenna: await startKenna({ key: kennaKey, connectors: [{ id: "7" }, { id: "8" }] }, 0, () => new Date(world.clock.now)),
    });
    const folder = newFolder();
    expect((await connect(folder)).code).toBe(0);
    const calls = world.proxy.calls.length;
    const { code, stdout, stderr } = await connect(folder, seed("kenna_connector_id=8"));
    expect([code, stdout, world.proxy.calls.length]).toEqual([2, "", calls]);
    expect(stderr).toMatch(
      /upload to connector 8 of http.*aws_inspector2\.upload\.json is of an upload to connector 7 of .*, which is done\./,
    );
    expect(stderr).toMatch(/\n {2}--output-directory names another folder; --anew lets go/);
    const own = await connect(folder, seed("kenna_connector_id=8", "output_directory=output/eight"));
    expect([own.code, world.kenna.runs("7").length, world.kenna.runs("8").length], own.stderr).toEqual([0, 1, 1]);
    expect([(await connect(folder)).code, world.kenna.runs("7").length]).toEqual([0, 1]);
  });

  it("whose run never ends waits for the same one each day, until it is to begin anew", async () => {
    const folder = newFolder();
    world.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "hide-run" } });
    for (let days = 0; days < 2; days++) {
      const { code, stderr } = await connect(folder);
      expect([code, stderr]).toEqual([3, expect.stringMatching(/it has no end after 12 hours, although .*\n {2}--anew lets go/)]);
    }
    expect(world.kenna.runs()).toHaveLength(1);
    const { code, stderr } = await connect(folder, seed("--anew"));
    expect([code, world.kenna.runs().length]).toEqual([0, 2]);
    expect(stderr).toMatch(/Run \d+ has no end, and connector 7 runs nothing for ten minutes: it is let go\./);
  });
});
