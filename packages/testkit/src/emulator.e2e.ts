import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeSnapshotsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memberCredentials } from "./account.ts";
import { type Emulator, emulatorCredentials, startEmulator, useEmulator } from "./emulator.ts";
import { emulatorUrl } from "./worker-emulator.ts";

const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");
const place = { cacheFolder, environment: process.env, log: () => undefined };
const own: { emulator?: Emulator } = {};
const client = () => ({ endpoint: own.emulator!.url, region: "eu-west-1", credentials: emulatorCredentials });
beforeAll(async () => {
  own.emulator = await startEmulator(place);
});
afterAll(() => own.emulator?.stop());

test("the emulator that PLUMBLINE_EMULATOR_URL names is used, and left running", async () => {
  const emulator = await useEmulator({ ...place, environment: { PLUMBLINE_EMULATOR_URL: `${emulatorUrl()}/` } });
  expect(emulator.url).toBe(emulatorUrl());
  await emulator.stop();
  expect((await fetch(`${emulator.url}/moto-api/`)).status).toBe(200);
});

test("an endpoint and keys meant for AWS are not read", async () => {
  const asked: string[] = [];
  const aws = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("<title>Moto</title>");
  }).listen(0, "127.0.0.1");
  await once(aws, "listening");
  const { port } = aws.address() as { port: number };
  const environment = {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "testing",
  };
  const emulator = await useEmulator({ ...place, environment: { ...environment, PLUMBLINE_EMULATOR_URL: "" } });
  expect(emulator.url).not.toContain(String(port));
  await emulator.stop();
  expect(asked).toEqual([]);
  aws.close();
});

test("no region owns a snapshot that nobody made", async () => {
  const { Snapshots } = await new EC2Client(client()).send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }));
  expect(Snapshots).toEqual([]);
});

test("reset forgets everything", async () => {
  const sqs = new SQSClient(client());
  await sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
  expect((await sqs.send(new ListQueuesCommand())).QueueUrls).toHaveLength(1);
  await own.emulator!.reset();
  expect((await sqs.send(new ListQueuesCommand())).QueueUrls ?? []).toEqual([]);
});

test("a second account has resources of its own", async () => {
  const credentials = await memberCredentials({ url: own.emulator!.url, account: "222233334444", partition: "aws" });
  const member = new IAMClient({ ...client(), credentials });
  await member.send(new CreateUserCommand({ UserName: "alice" }));
  expect((await member.send(new ListUsersCommand())).Users?.[0]?.Arn).toBe("arn:aws:iam::222233334444:user/alice");
  expect((await new IAMClient(client()).send(new ListUsersCommand())).Users).toEqual([]);
});

test("of several conditional writes of one item at once one succeeds, as at AWS", async () => {
  // So short that calls cut into each other all the time.
  const emulator = await startEmulator({ ...place, threadSeconds: 0.000_005 });
  const table = new DynamoDBClient({ ...client(), endpoint: emulator.url });
  await table.send(
    new CreateTableCommand({
      ...{ TableName: "claims", BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  const claim = (id: string, owner: string) =>
    table
      .send(
        new UpdateItemCommand({
          ...{
            TableName: "claims",
            Key: { id: { S: id } },
            UpdateExpression: "SET #o = :o",
            ConditionExpression: "attribute_not_exists(#o)",
          },
          ...{ ExpressionAttributeNames: { "#o": "owner" }, ExpressionAttributeValues: { ":o": { S: owner } } },
        }),
      )
      .then(() => [owner])
      .catch((error: Error) => (error.name === "ConditionalCheckFailedException" ? [] : Promise.reject(error)));
  const winners: number[] = [];
  for (let round = 0; round < 50; round++) {
    const owners = Array.from({ length: 8 }, (_, owner) => claim(`item-${round}`, `owner-${owner}`));
    winners.push((await Promise.all(owners)).flat().length);
  }
  await emulator.stop();
  expect(winners).toEqual(winners.map(() => 1));
});

test("stop ends the server", async () => {
  const emulator = await startEmulator(place);
  await emulator.stop();
  await expect(fetch(emulator.url)).rejects.toThrow();
});

test("the server ends when its parent is killed", async () => {
  const script = `
    import { startEmulator } from ${JSON.stringify(new URL("./emulator.ts", import.meta.url).href)};
    const emulator = await startEmulator({ cacheFolder: process.argv[1], environment: process.env, log: () => undefined });
    console.log(emulator.url);
    setInterval(() => undefined, 1000);
  `;
  const args = ["--conditions=@plumbline/source", "--input-type=module-typescript", "--eval", script, cacheFolder];
  const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface(parent.stdout!), "line")) as [string];
  expect((await fetch(`${url}/moto-api/`)).status).toBe(200);
  parent.kill("SIGKILL");
  const isUp = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 100 && (await isUp()); tries += 1) await sleep(100);
  expect(await isUp()).toBe(false);
});
