import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { Plan, type PlannedChange } from "@plumbline/finding-model/change";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const url = emulatorUrl();
const account = "161616161616";
const folder = newFolder();
let session: Session;
let accessKey = "";
const reach = ["--endpoint-url", url, "--regions", "us-east-1"];
const run = (...words: string[]) => plumbline([...words, ...reach], { folder });

const friend = "arn:aws:iam::171717171717:root";
const open = { Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const own = { ...open, Sid: "Own", Principal: { AWS: `arn:aws:iam::${account}:root` } };
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const queueArn = `arn:aws:sqs:us-east-1:${account}:shared`;
const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn };

interface Keys {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
}
/** Makes one call with the keys, so that AWS knows of a use. */
async function use({ AccessKeyId = "", SecretAccessKey = "", SessionToken }: Keys): Promise<void> {
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken ? { sessionToken: SessionToken } : {}),
  };
  await new IAMClient({ endpoint: url, region: "us-east-1", credentials }).send(new ListUsersCommand({}));
}

beforeAll(async () => {
  session = await createSession({ endpointUrl: url, ignoreConfiguredEndpoints: true, region: "us-east-1" }, { environment: fakeKeys });
  const aws = await session.connect({ account, region: "us-east-1" });
  const iam = aws.client(IAMClient);
  for (const RoleName of ["used", "idle"])
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(own, open) }));
  const RoleArn = `arn:aws:iam::${account}:role/used`;
  const assumed = await aws.client(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "caller" }));
  await use(assumed.Credentials ?? {});
  await iam.send(new CreateUserCommand({ UserName: "ann" }));
  const made = await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  accessKey = made.AccessKey?.AccessKeyId ?? "";
  await use(made.AccessKey ?? {});
  const Policy = document(
    { ...send, Sid: "Open", Principal: { AWS: ["*", friend] } },
    { ...send, Sid: "Friend", Principal: { AWS: friend } },
  );
  await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: "shared", Attributes: { Policy } }));
});
afterAll(() => session.close());

async function planned(checks: string, ...words: string[]): Promise<readonly PlannedChange[]> {
  await run("scan", "--accounts", account, "--checks", checks, ...words);
  const made = await run("plan", "--plan-file", "plan.json");
  expect([made.code, made.stderr]).toEqual([0, ""]);
  return Plan.parse(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))).changes;
}
const radii = (changes: readonly PlannedChange[]) =>
  Object.fromEntries(changes.map(({ resource, blastRadius }) => [resource.id.split("/").at(-1), blastRadius]));
const recent = expect.stringMatching(/^20\d\d-/);
const trustOf = async (RoleName: string) => {
  const aws = await session.connect({ account, region: "us-east-1" });
  const { Role } = await aws.client(IAMClient).send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
};

describe("what a plan touches", () => {
  it("names the access key and its last use", async () => {
    const later = new Date(Date.now() + 101 * 24 * 3_600_000).toISOString();
    const changes = await planned("iam_user/access-key-unused", "--now", later);
    expect(radii(changes)).toEqual({ ann: { lastUsed: recent, affected: [{ kind: "access-key", id: accessKey }] } });
  });

  it("names who loses what a queue's policy grants, and not who keeps it", async () => {
    const changes = await planned("sqs/not-public");
    expect(radii(changes)).toEqual({ shared: { affected: [{ kind: "principal", id: "*" }] } });
  });

  it("knows when a role was used; refuses to shut it while it is in use, and does so when told", async () => {
    const everyone = { affected: [{ kind: "principal", id: "*" }] };
    expect(radii(await planned("iam_role/not-public"))).toEqual({
      used: { lastUsed: recent, ...everyone },
      idle: { lastUsed: null, ...everyone },
    });
    const shown = await run("plan", "--plan-file", "again.json");
    expect(shown.stdout).toMatch(/touches +1 principal: \*; no use on record[\s\S]*touches +1 principal: \*; last used at 20/);

    const roomy = ["--apply", "--max-percent", "100"];
    const refused = await run("apply", "plan.json", ...roomy);
    expect([refused.code, refused.stdout]).toEqual([4, expect.stringMatching(/in use: last used at .*--force-in-use makes it/s)]);
    expect([await trustOf("used"), await trustOf("idle")]).toMatchObject([{ Statement: [own, open] }, { Statement: [own] }]);

    await planned("iam_role/not-public");
    const forced = await run("apply", "plan.json", ...roomy, "--force-in-use");
    expect([forced.code, (await trustOf("used")).Statement]).toEqual([0, [own]]);
  });
});
