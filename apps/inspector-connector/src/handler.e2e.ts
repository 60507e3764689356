import { randomUUID } from "node:crypto";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { accessDenied } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";
import { own, startWorld, toKenna, type World, wireFinding } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  const here = { account: own, region: "eu-west-1" };
  world.inspector.put(here, wireFinding("package", "instance"), wireFinding("package", "image"));
});
afterAll(() => world.stop());
beforeEach(() => {
  world.refused.faults = () => undefined;
});

function invoke(given: Record<string, string> = {}, remaining = 900_000) {
  const environment = {
    ...world.environment,
    ...toKenna(world),
    OUTPUT_DIRECTORY: newFolder(),
    AWS_REGIONS: "eu-west-1,us-east-1",
    ...given,
  };
  const { io, stderr } = testIo({ environment, now: () => new Date(world.clock.now), random: () => randomUUID().slice(0, 6) });
  const context = { awsRequestId: "r", getRemainingTimeInMillis: () => remaining };
  return makeHandler(io)({}, context).then(
    (answer) => ({ answer, stderr: stderr() }),
    (error: unknown) => ({ error, stderr: stderr() }),
  );
}

describe("the connector's Lambda", () => {
  it("exports and uploads what its environment says, and answers with both", async () => {
    expect(await invoke()).toMatchObject({
      answer: {
        ...{ findings: { findings: 2 }, counts: { assets: 2, vulns: 2 } },
        upload: { connector: "7", outcome: "done", run: { success: true, created_scanner_vuln_count: 2 } },
      },
    });
  });

  it("stops before its time is over, and the next invocation goes on with the same upload", async () => {
    const OUTPUT_DIRECTORY = newFolder();
    const runs = world.kenna.runs().length;
    expect(await invoke({ OUTPUT_DIRECTORY }, 15_000)).toMatchObject({ error: { name: "UploadStopped" } });
    expect(await invoke({ OUTPUT_DIRECTORY })).toMatchObject({ answer: { upload: { outcome: "done" } } });
    expect(world.kenna.runs()).toHaveLength(runs + 1);
  });

  it("rejects when all that was seen is uploaded and a region was not", async () => {
    world.refused.faults = (call) => (call.operation === "ListFindings" && call.region === "us-east-1" ? accessDenied(call) : undefined);
    const runs = world.kenna.runs().length;
    const told = await invoke();
    expect(told).toMatchObject({
      error: {
        name: "ExportIncomplete",
        message: expect.stringMatching(/^what was seen is uploaded, and this was missed: list of 123456789012\/us-east-1: .*AccessDenied/),
      },
    });
    expect(world.kenna.runs()).toHaveLength(runs + 1);
    // With autoclose on nothing is uploaded at all.
    expect(await invoke({ SKIP_AUTOCLOSE: "false" })).toMatchObject({ error: { name: "KennaError", kind: "incomplete" } });
    expect(world.kenna.runs()).toHaveLength(runs + 1);
  });

  const refused: Record<string, readonly [environment: Record<string, string>, says: RegExp]> = {
    "no key": [{ KENNA_API_KEY: "" }, /^there is no API key or no connector of Kenna$/],
    "no connector": [{ KENNA_CONNECTOR_ID: "" }, /^there is no API key or no connector of Kenna$/],
    "a host in clear text": [{ KENNA_API_HOST: "http://kenna.example" }, /https only/],
    "a switch that is neither": [{ SKIP_AUTOCLOSE: "perhaps" }, /^--skip-autoclose: must be true or false$/],
  };
  it.each(Object.entries(refused))("rejects before any call: %s", async (_, [environment, says]) => {
    const calls = world.proxy.calls.length;
    expect(await invoke(environment)).toMatchObject({ error: { message: expect.stringMatching(says) } });
    expect(world.proxy.calls).toHaveLength(calls);
  });
});
