import { AccountClient, GetContactInformationCommand } from "@aws-sdk/client-account";
import { DescribeSnapshotsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GuardDutyClient, ListDetectorsCommand } from "@aws-sdk/client-guardduty";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListAccountsCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { GetBucketPolicyCommand, HeadBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { emulatorCredentials } from "./emulator.ts";
import { accessDenied, assumeRoleRefused, expiredToken, type Faults, firstOf, scpDenied, throttled } from "./faults.ts";
import { type EmulatorProxy, startProxy } from "./proxy.ts";

const place: { proxy?: EmulatorProxy; faults: Faults } = { faults: () => undefined };
beforeAll(async () => {
  // Nothing listens on port 1: a call that no fault answers fails.
  place.proxy = await startProxy({ emulatorUrl: "http://127.0.0.1:1", faults: (call) => place.faults(call) });
});
beforeEach(() => {
  place.faults = () => undefined;
});
afterAll(() => place.proxy?.stop());

const config = (region: string) => ({ endpoint: place.proxy!.url, region, credentials: emulatorCredentials, maxAttempts: 1 });
const role = (account: string) => ({ RoleArn: `arn:aws:iam::${account}:role/member_remediator`, RoleSessionName: "plumbline" });

interface Row {
  send(region: string): Promise<unknown>;
  call: { service: string; operation: string; protocol: string };
  denied: string;
  throttled: string;
  expired: string;
}
const rows: Record<string, Row> = {
  "SQS, JSON with the codes of the query protocol": {
    send: (region) => new SQSClient(config(region)).send(new ListQueuesCommand()),
    call: { service: "sqs", operation: "ListQueues", protocol: "json" },
    denied: "AccessDenied",
    throttled: "RequestThrottled",
    expired: "ExpiredToken",
  },
  "KMS, JSON 1.1": {
    send: (region) => new KMSClient(config(region)).send(new ListKeysCommand()),
    call: { service: "kms", operation: "ListKeys", protocol: "json" },
    denied: "AccessDeniedException",
    throttled: "ThrottlingException",
    expired: "ExpiredTokenException",
  },
  "ECS, JSON 1.1": {
    send: (region) => new ECSClient(config(region)).send(new ListClustersCommand()),
    call: { service: "ecs", operation: "ListClusters", protocol: "json" },
    denied: "AccessDeniedException",
    throttled: "ThrottlingException",
    expired: "ExpiredTokenException",
  },
  "Organizations, JSON 1.1": {
    send: (region) => new OrganizationsClient(config(region)).send(new ListAccountsCommand()),
    call: { service: "organizations", operation: "ListAccounts", protocol: "json" },
    denied: "AccessDeniedException",
    throttled: "ThrottlingException",
    expired: "ExpiredTokenException",
  },
  "IAM, query": {
    send: (region) => new IAMClient(config(region)).send(new ListUsersCommand()),
    call: { service: "iam", operation: "ListUsers", protocol: "query" },
    denied: "AccessDenied",
    throttled: "Throttling",
    expired: "ExpiredToken",
  },
  "STS, query": {
    send: (region) => new STSClient(config(region)).send(new GetCallerIdentityCommand()),
    call: { service: "sts", operation: "GetCallerIdentity", protocol: "query" },
    denied: "AccessDenied",
    throttled: "Throttling",
    expired: "ExpiredToken",
  },
  "RDS, query": {
    send: (region) => new RDSClient(config(region)).send(new DescribeDBInstancesCommand()),
    call: { service: "rds", operation: "DescribeDBInstances", protocol: "query" },
    denied: "AccessDenied",
    throttled: "Throttling",
    expired: "ExpiredToken",
  },
  "load balancers, query": {
    send: (region) => new ElasticLoadBalancingV2Client(config(region)).send(new DescribeLoadBalancersCommand()),
    call: { service: "elasticloadbalancing", operation: "DescribeLoadBalancers", protocol: "query" },
    denied: "AccessDenied",
    throttled: "Throttling",
    expired: "ExpiredToken",
  },
  "EC2, query of its own": {
    send: (region) => new EC2Client(config(region)).send(new DescribeSnapshotsCommand()),
    call: { service: "ec2", operation: "DescribeSnapshots", protocol: "ec2" },
    denied: "UnauthorizedOperation",
    throttled: "RequestLimitExceeded",
    expired: "RequestExpired",
  },
  "S3, REST XML": {
    send: (region) => new S3Client(config(region)).send(new ListBucketsCommand()),
    call: { service: "s3", operation: "ListBuckets", protocol: "rest-xml" },
    denied: "AccessDenied",
    throttled: "SlowDown",
    expired: "ExpiredToken",
  },
  "S3, a part of a bucket": {
    send: (region) => new S3Client(config(region)).send(new GetBucketPolicyCommand({ Bucket: "orders" })),
    call: { service: "s3", operation: "GetBucketPolicy", protocol: "rest-xml" },
    denied: "AccessDenied",
    throttled: "SlowDown",
    expired: "ExpiredToken",
  },
  "Lambda, REST JSON": {
    send: (region) => new LambdaClient(config(region)).send(new GetPolicyCommand({ FunctionName: "orders" })),
    call: { service: "lambda", operation: "GetPolicy", protocol: "rest-json" },
    denied: "AccessDeniedException",
    throttled: "TooManyRequestsException",
    expired: "ExpiredTokenException",
  },
  "GuardDuty, REST JSON": {
    send: (region) => new GuardDutyClient(config(region)).send(new ListDetectorsCommand()),
    call: { service: "guardduty", operation: "ListDetectors", protocol: "rest-json" },
    denied: "AccessDeniedException",
    throttled: "ThrottlingException",
    expired: "ExpiredTokenException",
  },
  "Account, REST JSON": {
    send: (region) => new AccountClient(config(region)).send(new GetContactInformationCommand()),
    call: { service: "account", operation: "GetContactInformation", protocol: "rest-json" },
    denied: "AccessDeniedException",
    throttled: "ThrottlingException",
    expired: "ExpiredTokenException",
  },
};

const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("it was answered"),
    (error: Error) => error,
  );

describe.each(Object.entries(rows))("%s", (_name, row) => {
  test("is told apart", async () => {
    place.faults = accessDenied;
    await errorOf(row.send("eu-west-1"));
    expect(place.proxy!.calls.at(-1)).toMatchObject({ ...row.call, region: "eu-west-1", account: "123456789012" });
  });
  test("denied", async () => {
    place.faults = accessDenied;
    const error = await errorOf(row.send("eu-west-1"));
    expect(error.name).toBe(row.denied);
    expect(error.message).toContain(
      `not authorized to perform: ${row.call.service}:${row.call.operation} because no identity-based policy`,
    );
  });
  test("denied by the organization", async () => {
    place.faults = scpDenied;
    const error = await errorOf(row.send("eu-west-1"));
    expect(error.name).toBe(row.denied);
    expect(error.message).toMatch(/with an explicit deny in a service control policy$/);
  });
  test("throttled", async () => {
    place.faults = throttled;
    expect((await errorOf(row.send("eu-west-1"))).name).toBe(row.throttled);
  });
  test("out of date", async () => {
    place.faults = expiredToken;
    expect((await errorOf(row.send("eu-west-1"))).name).toBe(row.expired);
  });
});

test("the SDK takes throttling for what it is and tries again", async () => {
  const before = place.proxy!.calls.length;
  place.faults = throttled;
  await errorOf(new SQSClient({ ...config("eu-west-1"), maxAttempts: 2 }).send(new ListQueuesCommand()));
  expect(place.proxy!.calls.length - before).toBe(2);
});

test("a refused HEAD has no body, and the SDK still sees 403", async () => {
  place.faults = accessDenied;
  const error = await errorOf(new S3Client(config("eu-west-1")).send(new HeadBucketCommand({ Bucket: "orders" })));
  expect(error).toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test("the caller is of the partition of the region", async () => {
  place.faults = accessDenied;
  expect((await errorOf(new IAMClient(config("cn-north-1")).send(new ListUsersCommand()))).message).toContain(
    "arn:aws-cn:iam::123456789012:user/",
  );
});

test("a role is refused in the account that is named, and only there", async () => {
  const sts = new STSClient(config("us-east-1"));
  place.faults = firstOf(assumeRoleRefused("222233334444"), throttled);
  const refused = await errorOf(sts.send(new AssumeRoleCommand(role("222233334444"))));
  expect(refused.name).toBe("AccessDenied");
  expect(refused.message).toContain(
    "not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222233334444:role/member_remediator",
  );
  expect((await errorOf(sts.send(new AssumeRoleCommand(role("333344445555"))))).name).toBe("Throttling");
});

test("a connection that is cut", async () => {
  place.faults = () => "hang-up";
  expect(await errorOf(new SQSClient(config("eu-west-1")).send(new ListQueuesCommand()))).toMatchObject({ code: "ECONNRESET" });
});

test("no answer at all", async () => {
  place.faults = () => "silence";
  const sqs = new SQSClient(config("eu-west-1"));
  expect((await errorOf(sqs.send(new ListQueuesCommand(), { abortSignal: AbortSignal.timeout(200) }))).name).toBe("AbortError");
});
