/** Two accounts on the emulator, with a proxy in front of it that can refuse calls. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { fakeKeys, newFolder, testIo } from "@plumbline/cli/io.fixture";
import type { Kind, RecordOf } from "@plumbline/iam-model/kinds";
import { putEmptyDatabase } from "@plumbline/iam-store/empty-database.fixture";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { lookedAsOf, readSnapshot } from "@plumbline/iam-store/read-as-of";
import { memberCredentials } from "@plumbline/testkit/account";
import { accountDetailPages, rootInReport } from "@plumbline/testkit/account-details";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import type { Faults } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { runIamAuditor } from "./run-iam-auditor.ts";

export const member = "222222222222";
/** Small ones, so that what an account holds fills several. */
const pages = accountDetailPages(40);

/** Starts it all. Each command runs a minute after the one before. */
export async function startWorld(emulatorUrl: string) {
  await fetch(`${emulatorUrl}/moto-api/reset`, { method: "POST" });
  const clock = { now: Date.parse("2026-03-01T12:00:00Z") };
  const refused: { faults: Faults } = { faults: () => undefined };
  const proxy = await startProxy({
    emulatorUrl,
    faults: (call) => refused.faults(call),
    rewrite: (call) => pages(call) ?? rootInReport(call),
  });
  const folder = newFolder();
  const database = join(folder, "iam");
  await putEmptyDatabase(database);
  const environment = { ...fakeKeys, PLUMBLINE_ENDPOINT_URL: proxy.url, PLUMBLINE_FOLDER: database };
  const clients = new Map<string, IAMClient>();
  return {
    ...{ clock, refused, proxy, folder, environment },
    /** Of the emulator, past the proxy. */
    async iam(account: string): Promise<IAMClient> {
      const credentials = account === own ? emulatorCredentials : await memberCredentials({ url: emulatorUrl, account, partition: "aws" });
      const client = clients.get(account) ?? new IAMClient({ endpoint: emulatorUrl, region: "us-east-1", credentials });
      clients.set(account, client);
      return client;
    },
    async run(words: readonly string[], given: Readonly<Record<string, string>> = {}) {
      clock.now += 60_000;
      const random = () => randomUUID().slice(0, 6);
      const { io, stdout, stderr } = testIo({
        ...{ environment: { ...environment, ...given }, folder, now: () => new Date(clock.now), random },
        sleep: async () => undefined,
      });
      return { code: await runIamAuditor(words, io), stdout: stdout(), stderr: stderr() };
    },
    /** What the embedded inventory holds now. */
    async inventory() {
      const store = await openStore({ folder: database });
      try {
        return await inventoryOf(store, new Date(clock.now + 1));
      } finally {
        await store.close();
      }
    },
    async stop() {
      for (const client of clients.values()) client.destroy();
      await proxy.stop();
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;

/** What an inventory holds at an instant, and how many versions it has in all. */
export const inventoryOf = (store: IamStore, at: Date) =>
  store.as({ role: "reader", accounts: "all", subject: "test" }, async (transaction) => {
    const snapshot = await readSnapshot(transaction, { at });
    const { versions } = await transaction
      .selectFrom("versions")
      .select(({ fn }) => fn.countAll<string>().as("versions"))
      .executeTakeFirstOrThrow();
    return {
      versions: Number(versions),
      looked: await lookedAsOf(transaction, { at }),
      of: <K extends Kind>(kind: K, account = own): readonly RecordOf<K>[] =>
        snapshot.of(kind).filter((record) => record.account === account),
    };
  });

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
export const readBuckets = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };

/** Fills an account with one of each. */
export async function fillAccount(world: World, account: string, prefix: string) {
  const iam = await world.iam(account);
  await iam.send(new CreateGroupCommand({ GroupName: `${prefix}-admins` }));
  await iam.send(new CreateUserCommand({ UserName: `${prefix}-ann`, Tags: [{ Key: "owner", Value: "ops" }] }));
  await iam.send(new AddUserToGroupCommand({ GroupName: `${prefix}-admins`, UserName: `${prefix}-ann` }));
  const policy = await iam.send(new CreatePolicyCommand({ PolicyName: `${prefix}-read`, PolicyDocument: JSON.stringify(readBuckets) }));
  await iam.send(new AttachUserPolicyCommand({ UserName: `${prefix}-ann`, PolicyArn: policy.Policy?.Arn }));
  await iam.send(new PutUserPolicyCommand({ UserName: `${prefix}-ann`, PolicyName: "own", PolicyDocument: JSON.stringify(readBuckets) }));
  await iam.send(new CreateLoginProfileCommand({ UserName: `${prefix}-ann`, Password: `Aa1!${randomUUID()}` }));
  const key = await iam.send(new CreateAccessKeyCommand({ UserName: `${prefix}-ann` }));
  await iam.send(new CreateRoleCommand({ RoleName: `${prefix}-job`, AssumeRolePolicyDocument: trust("lambda.amazonaws.com") }));
  return { accessKeyId: key.AccessKey?.AccessKeyId ?? "", policyArn: policy.Policy?.Arn ?? "" };
}
