import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSession, type Session } from "./session.ts";
import { type SeenRequest, type StandInReply, type StsStandIn, startStsStandIn } from "./sts-stand-in.ts";
import type { Surroundings } from "./surroundings.ts";

const own = "111111111111";
const member = "222222222222";
let reply: (request: SeenRequest) => StandInReply | undefined;
let standIn: StsStandIn;
const open: Session[] = [];

const usual = ({ action }: SeenRequest): StandInReply | undefined =>
  action === "ListQueues" ? { body: '{"QueueUrls":["q"]}' } : undefined;

beforeEach(async () => {
  reply = usual;
  standIn = await startStsStandIn({ partition: "aws", reply: (request) => reply(request) });
});
afterEach(async () => {
  for (const session of open.splice(0)) session.close();
  await standIn.close();
});

type Options = Parameters<typeof createSession>[0];
const start = async (options: Options = {}, more: Partial<Surroundings> = {}) => {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const given = { credentials, region: "eu-west-1", endpointUrl: standIn.url, ...options };
  const session = await createSession(given, { environment: {}, ...more });
  open.push(session);
  return session;
};
const listQueues =
  (region = "eu-west-1", account = own) =>
  async (session: Session) =>
    (await session.connect({ account, region })).client(SQSClient).send(new ListQueuesCommand({}));

test("attempts are counted one by one, retries included, for the account that was asked", async () => {
  let broken = 2;
  reply = (call) => {
    if (call.action !== "ListQueues" || broken === 0) return usual(call);
    broken -= 1;
    return { status: 500, body: '{"__type":"InternalError"}' };
  };
  const session = await start();
  await listQueues("eu-west-1", member)(session);
  expect(session.calls).toEqual({ sqs: { ListQueues: 3 }, sts: { AssumeRole: 1, GetCallerIdentity: 1 } });
  expect(session.operations(member)).toEqual(["sqs:ListQueues"]);
  expect(session.operations(own)).toEqual(["sts:AssumeRole"]);
  expect(session.operations()).toEqual(["sqs:ListQueues", "sts:AssumeRole", "sts:GetCallerIdentity"]);
});

test("attempts wait for the rate budget of their account, region and service, retries too", async () => {
  const slept: number[] = [];
  let broken = 1;
  reply = (call) => {
    if (call.action !== "ListQueues" || broken === 0) return usual(call);
    broken -= 1;
    return { status: 500, body: '{"__type":"InternalError"}' };
  };
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  const session = await start({ ratePerSecond: 10, burst: 1 }, { sleep, elapsed: () => 0 });
  await listQueues()(session);
  await listQueues("eu-west-2")(session);
  await listQueues()(session);
  expect(slept).toEqual([100, 200]);
});

test("attempts stop at the maximum", async () => {
  reply = (call) =>
    call.action === "ListQueues" ? { status: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}' } : usual(call);
  const session = await start({ maxAttempts: 2 });
  await expect(listQueues()(session)).rejects.toMatchObject({
    kind: "throttled",
    account: own,
    region: "eu-west-1",
    operation: "ListQueues",
  });
  expect(session.calls["sqs"]).toEqual({ ListQueues: 2 });
});

test("attempts end when nobody answers in time", async () => {
  const session = await start({ maxAttempts: 1, requestTimeoutSeconds: 0.2 });
  reply = () => "silence";
  await expect(listQueues()(session)).rejects.toMatchObject({ kind: "timed-out" });
});

test("attempts end when the connection breaks", async () => {
  const session = await start({ maxAttempts: 1 });
  reply = () => "hang-up";
  await expect(listQueues()(session)).rejects.toMatchObject({ kind: "network", code: "ECONNRESET" });
});

test("closing ends the connections that were kept alive", async () => {
  const session = await start();
  await listQueues()(session);
  expect(await standIn.connections()).toBe(1);
  session.close();
  await expect.poll(() => standIn.connections()).toBe(0);
});
