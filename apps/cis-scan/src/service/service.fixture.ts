/** The functions on the emulator: their table, bucket and key, a mail server, and two customers with roles of their own. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Io } from "@plumbline/cli/io";
import { fakeKeys, testIo } from "@plumbline/cli/io.fixture";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { startMailServer } from "@plumbline/testkit/mail-server";
import type { Invoker } from "./invoker.ts";
import { requestHandler } from "./request.ts";
import { scanHandler } from "./scan.ts";
import type { ScanEvent } from "./scan-event.ts";

const region = "us-east-1";
let made = 0;

export const roleOf = (account: string): string => `arn:aws:iam::${account}:role/reader`;
export const hours = (count: number) => ({ awsRequestId: "r", getRemainingTimeInMillis: () => count * 3_600_000 });

/** `url` is the emulator's, or that of a proxy in front of it. */
export async function makeService(url: string, settings: Readonly<Record<string, string>> = {}) {
  const where = { endpoint: url, region, credentials: emulatorCredentials };
  const name = `cis-service-${process.pid}-${++made}`;
  const [db, s3, kms] = [new DynamoDBClient(where), new S3Client({ ...where, forcePathStyle: true }), new KMSClient(where)];
  await db.send(
    new CreateTableCommand({
      ...{ TableName: name, BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [{ AttributeName: "requestId", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "requestId", AttributeType: "S" }],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
  const login = { user: "mailer", password: "CANARY-mail-password" };
  const server = await startMailServer({ tls: "starttls", login });
  const temp = mkdtempSync(join(tmpdir(), "cis-temp-"));
  writeFileSync(join(temp, "ca.pem"), server.ca);
  const environment: Record<string, string | undefined> = {
    ...fakeKeys,
    ...{ AWS_SESSION_TOKEN: "testing", AWS_REGION: region, PLUMBLINE_ENDPOINT_URL: url, TEMP_PATH: temp },
    ...{ DB_TABLE_NAME: name, REPORT_BUCKET: name, KMS_KEY_ID: key?.KeyId, CIS_Scan_LambdaFunction: "scan", USE_RATE_LIMITER: "False" },
    ...{ AWS_LAMBDA_FUNCTION_NAME: "scan", CIS_CONTROLS: "1.8,1.20,3.9", CIS_REGIONS: region, ALLOW_NO_EXTERNAL_ID: "true" },
    ...{ MAIL_SERVER: "127.0.0.1", MAIL_PORT: String(server.port), MAIL_USERNAME: login.user, MAIL_PASSWORD: login.password },
    ...{ MAIL_USE_TLS: "True", MAIL_CA_FILE: join(temp, "ca.pem"), FROM_ADDR: "cis@example.com", MAIL_ALLOWED: "example.com" },
    ...settings,
  };
  const payloads: ScanEvent[] = [];
  const invoked: string[] = [];
  const invoke: Invoker = async (_aws, functionName, event) => {
    invoked.push(functionName);
    payloads.push(event);
  };
  const surroundings = testIo({ environment, now: () => new Date() });
  const io: Io = { ...surroundings.io, random: () => Math.random().toString(36).slice(2, 8) };
  const item = async (requestId: string) =>
    (await db.send(new GetItemCommand({ TableName: name, Key: { requestId: { S: requestId } } }))).Item;
  const objects = async (): Promise<Map<string, string>> => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
    const all = new Map<string, string>();
    for (const { Key = "" } of Contents)
      all.set(Key, (await (await s3.send(new GetObjectCommand({ Bucket: name, Key }))).Body?.transformToString("latin1")) ?? "");
    return all;
  };
  return {
    ...{ name, temp, payloads, invoked, server, where, item, objects, environment, io },
    request: requestHandler(io, invoke),
    scan: scanHandler(io, invoke),
    /** What other systems keep of a request. */
    keep: (requestId: string, texts: Readonly<Record<string, string>>) =>
      db.send(
        new PutItemCommand({
          TableName: name,
          Item: Object.fromEntries(Object.entries({ requestId, ...texts }).map(([key, S]) => [key, { S }])),
        }),
      ),
    /** Sets one number of an item. */
    tell: (requestId: string, attribute: string, count: number) =>
      db.send(
        new UpdateItemCommand({
          ...{ TableName: name, Key: { requestId: { S: requestId } }, UpdateExpression: "SET #a = :a" },
          ...{ ExpressionAttributeNames: { "#a": attribute }, ExpressionAttributeValues: { ":a": { N: String(count) } } },
        }),
      ),
    /** Everything that was written anywhere. */
    everything: async (): Promise<string> =>
      [
        surroundings.stdout(),
        surroundings.stderr(),
        JSON.stringify((await db.send(new ScanCommand({ TableName: name }))).Items),
        ...[...(await objects())].flat(),
        JSON.stringify(payloads),
        ...server.mails.map(
          ({ attachments, ...mail }) => `${JSON.stringify(mail)}${attachments.map(({ content }) => content.toString()).join("")}`,
        ),
      ].join("\n"),
    log: surroundings.stderr,
    stop: () => server.stop(),
  };
}
export type Service = Awaited<ReturnType<typeof makeService>>;
