import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { accessDenied } from "@plumbline/testkit/faults";
import { startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
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

/** The seed's line, with its key and its connector as words or as variables. */
const seed = (...more: string[]) => ["task=aws_inspector2", "aws_regions=eu-west-1", ...more];
const connect = (folder: string, words: readonly string[] = seed(), environment = toKenna(world)) =>
  world.run(words, { folder, environment });
const place = (folder: string, ...names: string[]) => join(folder, "output/aws_inspector", ...names);
const steps = () => world.kenna.requests.map(({ method, path }) => `${method} ${path}`);
const statusOf = (model: object, name: string): unknown => JSON.stringify(model).match(new RegExp(`${name}[^}]*"status":"(\\w+)"`))?.[1];

describe("the connector", () => {
  it("without key and connector writes files for review, and asks Kenna nothing", async () => {
    const folder = newFolder();
    const { code, stderr } = await connect(folder, seed(), {});
    expect([code, stderr, steps()]).toEqual([0, "", []]);
    expect(readdirSync(place(folder)).toSorted()).toEqual(["aws_inspector2-0001.json", "aws_inspector2.manifest.json"]);
  });

  it("with one of the two tells that nothing is uploaded", async () => {
    const { code, stderr } = await connect(newFolder(), seed("kenna_connector_id=7"), { KENNA_API_HOST: world.kenna.host });
    expect([code, steps()]).toEqual([0, []]);
    expect(stderr).toContain("nothing is uploaded: there is a connector but no API key of Kenna");
  });

  it("with both exports, uploads, runs, waits and sums up; a second time nothing is sent", async () => {
    const folder = newFolder();
    const words = seed(`kenna_api_key=${kennaKey}`, "kenna_connector_id=7", `kenna_api_host=${world.kenna.host}`);
    const { code, stdout, stderr } = await connect(folder, words, {});
    expect(code, stderr).toBe(0);
    expect(steps().filter((step) => step.startsWith("POST"))).toEqual(["POST /connectors/7/data_file", "POST /connectors/7/run"]);
    expect(stdout).toMatch(/run \d+ of connector 7 took 1 file\n/);
    expect(stdout).toMatch(/^processed assets count +3$/m);
    expect(stdout).toMatch(/^created scanner vuln count +3$/m);
    expect(stderr).toContain("--kenna-api-key stands on the command line");
    expect(stdout + stderr).not.toContain(kennaKey);
    expect(readdirSync(place(folder, "last-uploaded")).toSorted()).toEqual([
      ...["aws_inspector2-0001.json", "aws_inspector2.manifest.json", "uploaded-to.json"],
    ]);
    expect(JSON.parse(readFileSync(place(folder, "last-uploaded", "uploaded-to.json"), "utf8"))).toEqual({
      ...{ format: "plumbline-uploaded-to-1", origin: world.kenna.host, connector: "7" },
    });
    const asked = world.kenna.requests.length;
    const again = await connect(folder, [...words, "--format", "json"], {});
    expect([again.code, JSON.parse(again.stdout).upload.outcome]).toEqual([0, "done-before"]);
    expect([world.kenna.requests.length, world.kenna.runs().length]).toEqual([asked, 1]);
    // Said in so many words it is sent again.
    expect((await connect(folder, [...words, "--anew"], {})).code).toBe(0);
    expect(world.kenna.runs()).toHaveLength(2);
  });

  it("sends what became of a finding; with autoclose Kenna closes what is gone", async () => {
    const folder = newFolder();
    expect((await connect(folder)).code).toBe(0);
    const gone = wireFinding("package", "instance").findingArn;
    world.inspector.remove(here, gone);
    world.inspector.put(here, wireFinding("package", "image", { fields: { status: "CLOSED" } }));
    expect((await connect(folder)).code).toBe(0);
    expect([statusOf(world.kenna.model(), "package-image"), statusOf(world.kenna.model(), "package-instance")]).toEqual(["closed", "open"]);
    const { code, stdout } = await connect(folder, seed("skip_autoclose=false"));
    expect([code, statusOf(world.kenna.model(), "package-instance")]).toEqual([0, "closed"]);
    expect(stdout).toMatch(/^autoclosed scanner vuln count +1$/m);
    expect(world.kenna.runs()).toHaveLength(3);
  });

  it("with autoclose uploads nothing when a region could not be looked at", async () => {
    const folder = newFolder();
    expect((await connect(folder)).code).toBe(0);
    const before = world.kenna.model();
    world.refused.faults = (call) => (call.operation === "ListFindings" && call.region === "us-east-1" ? accessDenied(call) : undefined);
    const words = ["aws_regions=eu-west-1,us-east-1", "skip_autoclose=false"];
    const asked = world.kenna.requests.length;
    const { code, stderr } = await connect(folder, words);
    expect([code, world.kenna.requests.length, world.kenna.model()]).toEqual([3, asked, before]);
    expect(stderr).toMatch(/us-east-1 of 123456789012 \(.*AccessDenied.*Kenna would close/s);
    const manifest = JSON.parse(readFileSync(place(folder, "aws_inspector2.manifest.json"), "utf8"));
    expect([manifest.complete, manifest.gaps]).toEqual([
      false,
      [expect.objectContaining({ account: own, region: "us-east-1", withMembers: true })],
    ]);
    // By hand it is refused too.
    const byHand = await connect(folder, ["upload"]);
    expect([byHand.code, byHand.stderr]).toEqual([3, expect.stringMatching(/not everything was looked at/)]);
    // Without autoclose what was seen is sent, if it was not before, and the gap is told.
    const same = await connect(folder, ["aws_regions=eu-west-1,us-east-1"]);
    expect([same.code, same.stdout]).toEqual([3, expect.stringContaining("has taken these files before")]);
    world.inspector.put(here, wireFinding("package", "image", { fields: { status: "CLOSED" } }));
    const without = await connect(folder, ["aws_regions=eu-west-1,us-east-1"]);
    expect([without.code, world.kenna.runs().length]).toEqual([3, 2]);
  });

  it("that lost Kenna between upload and run goes on there: one file, one run", async () => {
    const folder = newFolder();
    world.kenna.fault({ method: "POST", path: "/run$", times: 3, deed: { kind: "status", status: 503 } });
    const lost = await connect(folder);
    expect([lost.code, world.kenna.dataFiles().size, world.kenna.runs().length]).toEqual([3, 1, 0]);
    expect(lost.stderr).toMatch(/^plumbline-inspector-connector: .*start a run of 1 file: Kenna answered 503/m);
    expect([(await connect(folder)).code, world.kenna.dataFiles().size, world.kenna.runs().length]).toEqual([0, 1, 1]);
  });

  const killed: Record<string, { readonly isCarriedOut: boolean }> = {
    "before the run was started": { isCarriedOut: false },
    "after the run was started": { isCarriedOut: true },
  };
  it.each(Object.entries(killed))("that is killed %s is made good by the next: one file, one run", async (_, { isCarriedOut }) => {
    const folder = newFolder();
    // The process that is killed goes by the clock of this machine, and so must Kenna.
    await world.kenna.stop();
    Object.assign(world, { kenna: await startKenna({ key: kennaKey }) });
    world.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "silence", isCarriedOut } });
    const main = ["--conditions=@plumbline/source", join(import.meta.dirname, "main.ts"), ...seed()];
    const child = spawn(process.execPath, main, { cwd: folder, env: { ...world.environment, ...toKenna(world) }, stdio: "ignore" });
    const ended = once(child, "exit");
    await vi.waitFor(() => expect(steps()).toContain("POST /connectors/7/run"), { timeout: 60_000, interval: 20 });
    child.kill("SIGKILL");
    await ended;
    const { code, stderr } = await connect(folder);
    expect([code, world.kenna.dataFiles().size, world.kenna.runs().length], stderr).toEqual([0, 1, 1]);
    expect(statusOf(world.kenna.model(), "package-instance")).toBe("open");
  });

  it("finds the run whose start was not answered, and starts no second one", async () => {
    const folder = newFolder();
    world.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "drop", isCarriedOut: true } });
    const { code, stderr } = await connect(folder);
    expect([code, world.kenna.dataFiles().size, world.kenna.runs().length], stderr).toEqual([0, 1, 1]);
  });

  it("lets go of an upload whose files a newer export has replaced", async () => {
    const folder = newFolder();
    world.kenna.fault({ method: "GET", path: "/connectors/7$", times: 6, deed: { kind: "status", status: 500 } });
    expect([(await connect(folder)).code, world.kenna.runs().length]).toEqual([3, 0]);
    world.inspector.put(here, wireFinding("network", "instance"));
    const { code, stderr } = await connect(folder);
    expect(code, stderr).toBe(0);
    expect([world.kenna.dataFiles().size, world.kenna.runs().length]).toEqual([2, 1]);
    expect(statusOf(world.kenna.model(), "network-instance")).toBe("open");
    world.inspector.remove(here, wireFinding("network", "instance").findingArn);
  });

  it("shows Kenna's words when the run fails, keeps the files, and begins anew afterwards", async () => {
    const folder = newFolder();
    world.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "fail-run", error: "Asset limit reached" } });
    const { code, stderr } = await connect(folder);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/Asset limit reached/)]);
    expect([existsSync(place(folder, "aws_inspector2-0001.json")), existsSync(place(folder, "last-uploaded"))]).toEqual([true, false]);
    expect([(await connect(folder, ["upload"])).code, world.kenna.runs().length]).toEqual([0, 2]);
  });

  it("tells a wrong key and a connector that is not there in Kenna's words, without the key", async () => {
    const wrong = await connect(newFolder(), seed(), { ...toKenna(world), KENNA_API_KEY: "CANARY-wrong" });
    expect([wrong.code, wrong.stderr]).toEqual([4, expect.stringMatching(/401.*Invalid API key/)]);
    expect(wrong.stdout + wrong.stderr).not.toContain("CANARY");
    const other = await connect(newFolder(), seed(), { ...toKenna(world), KENNA_CONNECTOR_ID: "99" });
    expect([other.code, other.stderr]).toEqual([4, expect.stringMatching(/404.*Connector with id 99 was not found/)]);
  });

  it("leaves no secret in any file", async () => {
    const folder = newFolder();
    const keys = ["aws_access_key_id=testing", "aws_secret_access_key=CANARY-secret-key", "aws_session_token=CANARY-token"];
    const { code, stdout, stderr } = await connect(folder, seed(...keys));
    expect(code, stderr).toBe(0);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    expect(files.length).toBeGreaterThan(3);
    expect([stdout, stderr, ...texts].join("\n")).not.toContain("CANARY");
  });

  it("refuses files that were changed since the export", async () => {
    const folder = newFolder();
    expect((await connect(folder, seed(), {})).code).toBe(0);
    writeFileSync(place(folder, "aws_inspector2-0001.json"), "{}");
    const { code, stderr } = await connect(folder, ["upload"]);
    expect([code, stderr, world.kenna.runs().length]).toEqual([4, expect.stringMatching(/aws_inspector2-0001\.json/), 0]);
  });
});
