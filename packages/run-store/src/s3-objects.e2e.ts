import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { createSession } from "@plumbline/aws-session/session";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { expect, it } from "vitest";
import { s3Objects } from "./s3-objects.ts";

it("objects are put, read and removed; what is not there is told", async () => {
  const session = await createSession(
    {
      ...{ endpointUrl: emulatorUrl(), ignoreConfiguredEndpoints: true, region: "us-east-1" },
      credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    },
    { environment: {} },
  );
  const aws = await session.connect({ account: session.callerAccount, region: "us-east-1" });
  await aws.client(S3Client).send(new CreateBucketCommand({ Bucket: "objects-laws" }));
  const objects = s3Objects(aws, "objects-laws");
  const body = Buffer.from([0, 1, 254, 255]);
  await objects.put("a/b", body, "application/gzip");
  expect(await objects.get("a/b")).toEqual(body);
  await objects.put("a/b", Buffer.alloc(0), "text/html");
  expect(await objects.get("a/b")).toEqual(Buffer.alloc(0));
  await objects.remove("a/b");
  await expect(objects.get("a/b")).rejects.toMatchObject({ name: "StoreError", code: "missing", path: "s3://objects-laws/a/b" });
  await expect(s3Objects(aws, "objects-none").put("a", body, "x")).rejects.toMatchObject({ name: "StoreError", code: "missing" });
  session.close();
});
