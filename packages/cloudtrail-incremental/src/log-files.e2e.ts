import { gzipSync } from "node:zlib";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createSession } from "@plumbline/aws-session/session";
import { ec2 } from "@plumbline/collectors/ec2";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { expect, it } from "vitest";
import { logFiles } from "./log-files.ts";
import { reduce } from "./reduce.ts";
import { record } from "./table.fixture.ts";
import { tableOf } from "./table-of.ts";

it("files of a trail in S3 are read as they are delivered", async () => {
  const endpoint = { endpointUrl: emulatorUrl(), ignoreConfiguredEndpoints: true };
  const session = await createSession({ credentials: emulatorCredentials, region: "us-east-1", ...endpoint }, { environment: {} });
  const aws = await session.connect({ account: session.callerAccount, region: "us-east-1" });
  const client = aws.client(S3Client);
  await client.send(new CreateBucketCommand({ Bucket: "trail-files" }));
  const put = async (minute: string, instanceId: string) => {
    const folder = "audit/AWSLogs/o-exampleorgid/111111111111/CloudTrail/eu-west-1/2026/03/01";
    const Key = `${folder}/111111111111_CloudTrail_eu-west-1_20260301T12${minute}Z_${instanceId.slice(2)}.json.gz`;
    const requestParameters = { instancesSet: { items: [{ instanceId }] } };
    const Body = gzipSync(JSON.stringify({ Records: [record("ec2", "StopInstances", { eventID: instanceId, requestParameters })] }));
    await client.send(new PutObjectCommand({ Bucket: "trail-files", Key, Body, ContentType: "application/json", ContentEncoding: "gzip" }));
  };
  await put("00", "i-0");
  await put("05", "i-1");
  await put("10", "i-2");
  const window = {
    from: new Date("2026-03-01T12:05:30Z"),
    to: new Date("2026-03-01T12:20:00Z"),
    againFrom: new Date("2026-03-01T11:50:00Z"),
  };
  const trail = { bucket: "trail-files", prefix: "audit", organizationId: "o-exampleorgid", account: "111111111111", region: "eu-west-1" };
  const { changes, unread } = await reduce(logFiles(aws, trail, window), { table: tableOf([{ of: ec2 }]), window });
  expect([changes.map(({ ref }) => ref.id), unread]).toEqual([["i-1", "i-2"], []]);
  await expect(logFiles(aws, { ...trail, bucket: "no-such-bucket" }, window).next()).rejects.toMatchObject({
    name: "AwsError",
    code: "NoSuchBucket",
  });
  session.close();
});
