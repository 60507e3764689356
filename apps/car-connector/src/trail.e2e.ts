import { gzipSync } from "node:zlib";
import { CreateTagsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { accessDenied } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { place, runInstance, startWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
});
afterAll(() => world.stop());

const names = () => Object.values(world.service.model().vertices["asset"] ?? {}).map((row) => row["name"]);

/** Delivers every record so far into the bucket, as the trail of one account does. */
async function deliver(s3: S3Client): Promise<void> {
  const time = new Date(world.clock.now).toISOString();
  const [day, minute] = [time.slice(0, 10).replaceAll("-", "/"), time.slice(0, 16).replaceAll(/[-:]/g, "")];
  const { account, region } = place;
  await s3.send(
    new PutObjectCommand({
      Bucket: "trail-bucket",
      Key: `logs/AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}Z_abcdefgh12345678.json.gz`,
      Body: gzipSync(JSON.stringify({ Records: world.trail.records })),
    }),
  );
}

it("what changed is read from a trail's bucket, where the event history may not be asked", async () => {
  const s3 = new S3Client({ endpoint: emulatorUrl(), region: "us-east-1", credentials: emulatorCredentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "trail-bucket" }));
  const [kept, gone] = [await runInstance(world, "kept"), await runInstance(world, "gone")];
  expect((await world.run()).code).toBe(0);
  expect(names().toSorted()).toEqual(["gone", "kept"]);

  await world.clients.ec2.send(new CreateTagsCommand({ Resources: [kept], Tags: [{ Key: "Name", Value: "renamed" }] }));
  await world.clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
  await deliver(s3);
  world.refused.faults = (call) => (call.operation === "LookupEvents" ? accessDenied(call) : undefined);
  const before = world.proxy.calls.length;
  const { code, stdout, stderr } = await world.run(["--trail", "s3://trail-bucket/logs"]);
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(names()).toEqual(["renamed"]);
  expect(stderr).toContain("incremental import");
  expect(stderr).not.toContain("listed whole");
  expect(world.proxy.calls.slice(before).map(({ operation }) => operation)).not.toContain("LookupEvents");
});

it.each([
  ["https://bucket", /^plumbline-car-connector: --trail: https:\/\/bucket is neither a bucket nor an event data store\n/m],
  ["arn:aws:s3:::bucket", /is neither a bucket nor an event data store/],
])("%s is no place of records", async (trail, says) => {
  const { code, stderr } = await world.run(["--trail", trail]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
});
