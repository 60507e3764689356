import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { linesOf, testIo } from "@plumbline/cli/io.fixture";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { accessDenied, type Faults } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";
import { region, runInstance, startWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  const s3 = new S3Client({ endpoint: world.proxy.url, region, credentials: emulatorCredentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "states", CreateBucketConfiguration: { LocationConstraint: region } }));
  s3.destroy();
});
afterAll(() => world.stop());

async function invoke(environment: Record<string, string> = {}, faults: Faults = () => undefined) {
  world.clock.now += 60_000;
  world.refused.faults = faults;
  const { io, stdout, stderr } = testIo({
    environment: { ...world.environment, PLUMBLINE_STATE_FILE: "s3://states/aws.db.gz", PLUMBLINE_TYPES: "ec2", ...environment },
    now: () => new Date(world.clock.now),
    random: () => String(world.clock.now).slice(-6),
  });
  const answer: unknown = await makeHandler(io)({}, { awsRequestId: "r", getRemainingTimeInMillis: () => 900_000 }).catch(
    (error: unknown) => error,
  );
  return { answer, stdout: stdout(), log: linesOf(stderr()).map((line) => line as { level: string; message: string }) };
}

describe("the connector's Lambda", () => {
  it("imports what its environment names, and goes on from the state in the bucket", async () => {
    await runInstance(world, "web");
    expect((await invoke()).answer).toMatchObject({ mode: "full", sent: { asset: 1 }, removed: {} });
    await runInstance(world, "db");
    expect((await invoke()).answer).toMatchObject({ mode: "incremental", sent: { asset: 1 }, removed: {} });
  });

  it("rejects when something could not be seen, after all else is sent, and logs each of it", async () => {
    await runInstance(world, "cache");
    const faults: Faults = (call) => (call.service === "securityhub" ? accessDenied(call) : undefined);
    const { answer, log } = await invoke({}, faults);
    expect(answer).toMatchObject({
      ...{ name: "ImportIncomplete" },
      message: expect.stringMatching(
        /^the import is sent, and this was missed: vulnerability list of 123456789012\/eu-west-1: .*securityhub/,
      ),
    });
    expect(world.service.counts()["asset"]).toBe(3);
    expect(log.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^vulnerability list of 123456789012\/eu-west-1: denied, .*securityhub:GetFindings.*; nothing of it is deleted$/,
      ),
    ]);
  });

  it("rejects when CAR did not take it, and puts the state back", async () => {
    world.service.fault({ method: "POST", path: "imports", times: 6, deed: { kind: "status", status: 503 } });
    expect((await invoke()).answer).toMatchObject({ name: "CarError", kind: "recoverable" });
    expect((await invoke()).answer).toMatchObject({ mode: "full" });
    expect((await invoke()).answer).toMatchObject({ mode: "incremental", sent: {} });
  });

  it("only tests the connection where that is asked for", async () => {
    const requests = world.service.requests.length;
    const { answer, stdout } = await invoke({ DATASOURCE_CONNECTION_TEST: "true" });
    expect([answer, stdout]).toEqual([{ connection: "ok" }, expect.stringMatching(/^AWS answers: account 123456789012/)]);
    expect(world.service.requests.length).toBe(requests);
  });
});
