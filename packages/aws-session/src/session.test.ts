import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createReplay } from "./replay.ts";
import { createSession, type Session } from "./session.ts";
import { type SeenRequest, type StandInReply, type StsStandIn, startStsStandIn } from "./sts-stand-in.ts";
import type { Surroundings } from "./surroundings.ts";

const own = "111111111111";
const member = "222222222222";
let reply: (request: SeenRequest) => StandInReply | undefined;
let standIn: StsStandIn;
const open: Session[] = [];
const seen = () => standIn.seen.map(({ action, region }) => `${action} ${region}`);
const fault = (code: string, message: string) => ({
  status: 403,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const regionList = `<DescribeRegionsResponse><regionInfo><item><regionName>me-south-1</regionName><optInStatus>opted-in</optInStatus></item><item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus></item><item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>`;
const usual = ({ action }: SeenRequest): StandInReply | undefined => {
  if (action === "DescribeRegions") return { body: regionList };
  return action === "ListQueues" ? { body: '{"QueueUrls":["q"]}' } : undefined;
};

beforeEach(async () => {
  reply = usual;
  standIn = await startStsStandIn({ partition: "aws", reply: (request) => reply(request) });
});
afterEach(async () => {
  for (const session of open.splice(0)) session.close();
  await standIn.close();
  vi.unstubAllEnvs();
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

describe("clients", () => {
  test("are one per account, region and service", async () => {
    const session = await start();
    const here = await session.connect({ account: own, region: "eu-west-1" });
    const again = await session.connect({ account: own, region: "eu-west-1" });
    const there = await session.connect({ account: own, region: "eu-west-2" });
    const other = await session.connect({ account: member, region: "eu-west-1" });
    const clients = [here, there, other].map((aws) => aws.client(SQSClient));
    expect(new Set(clients).size).toBe(3);
    expect(again.client(SQSClient)).toBe(clients[0]);
    expect(here.client(EC2Client)).not.toBe(clients[0]);
    expect(new Set(clients.map((client) => client.config.requestHandler)).size).toBe(1);
    expect(other).toMatchObject({ partition: "aws", account: member, region: "eu-west-1" });
  });

  test("a member's role is assumed once for all regions, at the STS of the session's region", async () => {
    const session = await start();
    await Promise.all(["us-east-1", "eu-west-2", "ap-south-1"].map((region) => session.connect({ account: member, region })));
    expect(seen()).toEqual(["GetCallerIdentity eu-west-1", "AssumeRole eu-west-1"]);
  });

  test("are never made for the region `global`", async () => {
    const session = await start();
    await expect(session.connect({ account: own, region: "global" })).rejects.toThrow("no such region: global");
  });

  test("the role has the name, the path, the external id and the session name of the options", async () => {
    const session = await start({ accountRoleName: "/audit/reader", externalId: "testing-external", runId: `2026/01 ${"x".repeat(80)}` });
    await session.connect({ account: member, region: "eu-west-1" });
    const form = standIn.seen.at(-1)?.form ?? new URLSearchParams();
    expect(form.get("RoleArn")).toBe("arn:aws:iam::222222222222:role/audit/reader");
    expect(form.get("ExternalId")).toBe("testing-external");
    expect(form.get("RoleSessionName")).toBe(`plumbline-2026-01-${"x".repeat(46)}`);
    expect(form.get("RoleSessionName")).toHaveLength(64);
  });

  test("`connect` tells that a role can't be assumed, and tries again when asked again", async () => {
    reply = (call) =>
      call.action === "AssumeRole" ? fault("AccessDenied", "User x is not authorized to perform: sts:AssumeRole on y") : usual(call);
    const session = await start();
    await expect(session.connect({ account: member, region: "eu-west-1" })).rejects.toMatchObject({
      kind: "denied",
      service: "sts",
      operation: "AssumeRole",
      hint: "grant sts:AssumeRole in account 111111111111 and let the trust policy of the role name the caller",
    });
    reply = usual;
    await expect(session.connect({ account: member, region: "eu-west-1" })).resolves.toMatchObject({ account: member });
  });
});

describe("signing in", () => {
  test("says that there are no credentials, and asks nobody", async () => {
    const environment = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
    const none = createSession({ region: "eu-west-1", endpointUrl: standIn.url }, { environment });
    await expect(none).rejects.toMatchObject({ kind: "failed", code: "NoCredentials", hint: expect.stringContaining("sign in first") });
    expect(seen()).toEqual([]);
  });

  test("does not take other credentials for a profile that does not exist", async () => {
    const environment = { HOME: "/nonexistent", AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };
    const wrong = createSession({ profile: "nope", region: "eu-west-1", endpointUrl: standIn.url }, { environment });
    await expect(wrong).rejects.toMatchObject({ code: "NoCredentials", message: expect.stringContaining("nope") });
    expect(seen()).toEqual([]);
  });

  const homes = {
    "the region given": [{ region: "cn-north-1" }, { AWS_REGION: "eu-west-3" }, "cn-north-1"],
    AWS_REGION: [{ region: undefined }, { AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-3"],
    AWS_DEFAULT_REGION: [{ region: undefined }, { AWS_DEFAULT_REGION: "us-gov-east-1" }, "us-gov-east-1"],
    "the partition of the role": [{ region: undefined, roleArn: "arn:aws-us-gov:iam::111111111111:role/x" }, {}, "us-gov-west-1"],
    "nothing known": [{ region: undefined }, {}, "us-east-1"],
  } as const;
  test.each(Object.entries(homes))("asks the STS of %s", async (_name, [options, environment, region]) => {
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const given = JSON.parse(JSON.stringify({ credentials, endpointUrl: standIn.url, ...options })) as Options;
    open.push(await createSession(given, { environment: { HOME: "/nonexistent", ...environment } }));
    expect(new Set(seen().map((request) => request.split(" ")[1]))).toEqual(new Set([region]));
  });

  test("and all else goes to the endpoint given, whatever the process says", async () => {
    const trap = "http://127.0.0.1:9";
    for (const name of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SQS"]) vi.stubEnv(name, trap);
    const session = await start({ maxAttempts: 1 });
    await listQueues("eu-west-1", member)(session);
    expect(seen()).toEqual(["GetCallerIdentity eu-west-1", "AssumeRole eu-west-1", "ListQueues eu-west-1"]);
  });
});

describe("regions", () => {
  test("are asked once per account", async () => {
    const session = await start();
    const [first, second] = await Promise.all([session.enabledRegions(own), session.regions(own)]);
    expect(first).toEqual(["eu-west-1", "me-south-1"]);
    expect(second.disabled).toEqual(["af-south-1"]);
    expect(seen().filter((request) => request.startsWith("DescribeRegions"))).toHaveLength(1);
  });

  test("a failure is not kept", async () => {
    reply = (call) => (call.action === "DescribeRegions" ? fault("UnauthorizedOperation", "no") : usual(call));
    const session = await start();
    await expect(session.enabledRegions(own)).rejects.toMatchObject({ kind: "denied" });
    reply = usual;
    expect(await session.enabledRegions(own)).toHaveLength(2);
  });

  const offs = {
    "before the regions are known": ["me-south-1", false, "region-disabled"],
    "once it is known to be enabled": ["me-south-1", true, "denied"],
    "which is always on": ["eu-west-1", false, "denied"],
  } as const;
  test.each(Object.entries(offs))("a region that does not know the keys, %s", async (_name, [region, known, kind]) => {
    const session = await start();
    if (known) await session.regions(own);
    reply = () => ({
      status: 401,
      body: '{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}',
    });
    await expect(listQueues(region)(session)).rejects.toMatchObject({ kind });
  });
});

test("the accounts of the organization are asked once, in the main region of the partition", async () => {
  const Accounts = [
    { Id: member, Name: "prod", Status: "ACTIVE" },
    { Id: "333333333333", Name: "old", Status: "SUSPENDED" },
  ];
  reply = (call) => (call.action === "ListAccounts" ? { body: JSON.stringify({ Accounts }) } : usual(call));
  const session = await start({ organization: {} });
  const [first, second] = await Promise.all([session.accounts(), session.accounts()]);
  expect(first).toBe(second);
  expect(first.accounts).toEqual([{ id: member, name: "prod", state: "ACTIVE" }]);
  expect(first.inactive).toEqual([{ id: "333333333333", name: "old", state: "SUSPENDED" }]);
  expect(first.knownAccounts).toEqual(new Set([own, member, "333333333333"]));
  expect(seen()).toEqual(["GetCallerIdentity eu-west-1", "ListAccounts us-east-1"]);
});

test("a recorded session replays without the server, secrets left out", async () => {
  const lines: string[] = [];
  const work = async (session: Session) => {
    const queues = await listQueues("eu-west-2", member)(session);
    await listQueues("eu-west-1", member)(session);
    const denied = await (await session.connect({ account: own, region: "eu-west-1" }))
      .client(EC2Client)
      .send(new DescribeRegionsCommand({}))
      .catch(({ message }: Error) => message);
    return { queues: queues.QueueUrls, denied, calls: session.calls, operations: session.operations(member) };
  };
  reply = (call) => (call.action === "DescribeRegions" ? fault("UnauthorizedOperation", "no") : usual(call));
  const first = await work(
    await start({ runId: "first", externalId: "hunter-two" }, { tape: { record: (line) => void lines.push(line) } }),
  );
  expect(first).toMatchObject({ queues: ["q"], denied: "ec2:DescribeRegions in 111111111111/eu-west-1: UnauthorizedOperation: no" });
  expect(lines.join()).not.toMatch(/hunter-two|testing/);
  const asked = seen().length;
  const tape = { replay: await createReplay(lines) };
  const session = await createSession(
    { region: "eu-west-3", runId: "second", externalId: "hunter-two" },
    { environment: {}, tape, now: () => new Date("2199-01-01") },
  );
  expect(await work(session)).toEqual(first);
  expect(seen()).toHaveLength(asked);
});
