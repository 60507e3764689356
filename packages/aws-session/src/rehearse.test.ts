import { DescribeAddressesCommand, DisassociateAddressCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { rehearse } from "./rehearse.ts";
import { fakeAws } from "./testing.ts";
import { watch } from "./watch.ts";

const cloud = () =>
  fakeAws({
    answers: {
      DescribeAddresses: { Addresses: [{ AssociationId: "eipassoc-1" }], $metadata: { requestId: "read-1" } },
      DisassociateAddress: { $metadata: { requestId: "write-1" } },
      GetBucketPolicy: { Policy: "{}" },
      PutBucketPolicy: () => {
        throw Object.assign(new Error("denied"), { name: "AccessDenied", $metadata: { requestId: "refused-1", httpStatusCode: 403 } });
      },
    },
  });

test("a rehearsal reads, notes what it would write in order, and writes nothing", async () => {
  const aws = cloud();
  const { aws: stage, calls } = rehearse(aws);
  const { Addresses } = await stage.client(EC2Client).send(new DescribeAddressesCommand({ AllocationIds: ["eipalloc-1"] }));
  await stage.client(EC2Client).send(new DisassociateAddressCommand({ AssociationId: Addresses?.[0]?.AssociationId }));
  await stage.client(S3Client).send(new GetBucketPolicyCommand({ Bucket: "b" }));
  await stage.client(S3Client).send(new PutBucketPolicyCommand({ Bucket: "b", Policy: "{}" }));
  expect(calls()).toEqual([
    { service: "EC2", operation: "DisassociateAddress", input: { AssociationId: "eipassoc-1" } },
    { service: "S3", operation: "PutBucketPolicy", input: { Bucket: "b", Policy: "{}" } },
  ]);
  expect(aws.calls.map(({ operation }) => operation)).toEqual(["DescribeAddresses", "GetBucketPolicy"]);
  expect([stage.account, stage.region, stage.partition]).toEqual([aws.account, aws.region, aws.partition]);
});

test("the place itself writes as before a rehearsal, and after it", async () => {
  const aws = cloud();
  await rehearse(aws)
    .aws.client(EC2Client)
    .send(new DisassociateAddressCommand({ AssociationId: "a" }));
  await aws.client(EC2Client).send(new DisassociateAddressCommand({ AssociationId: "b" }));
  expect(aws.calls.map(({ input }) => input)).toEqual([{ AssociationId: "b" }]);
});

test("watching keeps AWS's ids of the requests, also of those that it refused", async () => {
  const { aws, requestIds } = watch(cloud());
  await aws.client(EC2Client).send(new DisassociateAddressCommand({ AssociationId: "a" }));
  await expect(aws.client(S3Client).send(new PutBucketPolicyCommand({ Bucket: "b", Policy: "{}" }))).rejects.toMatchObject({
    name: "AwsError",
    code: "AccessDenied",
  });
  expect(requestIds()).toEqual(["write-1", "refused-1"]);
});

test("each watch has its own ids", async () => {
  const place = cloud();
  const [first, second] = [watch(place), watch(place)];
  await first.aws.client(EC2Client).send(new DisassociateAddressCommand({ AssociationId: "a" }));
  expect([first.requestIds(), second.requestIds()]).toEqual([["write-1"], []]);
});

test("what is no client of the SDK is refused", () => {
  expect(() => watch({ ...cloud(), client: () => ({}) as never }).aws.client(class Other {} as never)).toThrow(/Other is no client/);
});
