import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AwsError } from "./errors.ts";
import { createSession, type Session } from "./session.ts";
import { type StsStandIn, startStsStandIn } from "./sts-stand-in.ts";

// Later than any machine's clock, since the SDK's process and SSO sources refuse what is expired by that one.
const start = new Date("2099-01-01T00:00:00Z");
const minute = 60_000;
const own = "111111111111";
const member = "222222222222";

interface World {
  readonly folder: string;
  readonly partition: string;
  readonly url: string;
  readonly environment: Record<string, string | undefined>;
  /** Counts the times when whoever hands out the credentials has renewed them. */
  round: number;
}

type Options = Parameters<typeof createSession>[0];
interface Source {
  /** Lays out files and environment, anew in each round, and says the options. */
  prepare(world: World): Options;
  readonly account?: string;
  /** What is asked of STS and SSO until the first call, and for the refresh. */
  readonly asks: readonly string[];
  /** The key of the first call and of the call after expiry. */
  readonly keys: readonly [string, string] | readonly [string, "expired"];
}

const role = ({ partition }: World, account: string, name: string) => `arn:${partition}:iam::${account}:role/${name}`;
const write = (path: string, lines: readonly string[]) => writeFileSync(path, lines.join("\n"));
const fixed = { accessKeyId: "testing-1", secretAccessKey: "testing" };
const ini = (world: World, lines: readonly string[]): Options => {
  write(join(world.folder, ".aws", "config"), lines);
  return { profile: "audit" };
};

const sources: Record<string, Source> = {
  "static keys": {
    prepare: () => ({ credentials: { ...fixed, sessionToken: "testing", expiration: new Date("2099-01-01T01:00:00Z") } }),
    asks: [],
    keys: ["testing-1", "expired"],
  },
  "keys of the environment": {
    prepare(world) {
      const expiration = new Date(start.getTime() + world.round * 60 * minute).toISOString();
      Object.assign(world.environment, { AWS_ACCESS_KEY_ID: `testing-${world.round}`, AWS_SECRET_ACCESS_KEY: "testing" });
      Object.assign(world.environment, { AWS_SESSION_TOKEN: "testing", AWS_CREDENTIAL_EXPIRATION: expiration });
      return {};
    },
    asks: [],
    keys: ["testing-1", "testing-2"],
  },
  "profile with keys": {
    prepare(world) {
      const keys = [`aws_access_key_id = testing-${world.round}`, "aws_secret_access_key = testing", "aws_session_token = testing"];
      write(join(world.folder, ".aws", "credentials"), ["[audit]", ...keys]);
      return { profile: "audit" };
    },
    asks: [],
    keys: ["testing-1", "testing-2"],
  },
  "SSO profile": {
    prepare(world) {
      const session = ["[sso-session corp]", "sso_region = eu-west-3", "sso_start_url = https://corp.example/start"];
      const profile = ["[profile audit]", "sso_session = corp", `sso_account_id = ${own}`, "sso_role_name = Auditor"];
      const cache = join(world.folder, ".aws", "sso", "cache");
      mkdirSync(cache, { recursive: true });
      const token = { accessToken: "testing-token", expiresAt: "2099-12-31T00:00:00Z" };
      writeFileSync(join(cache, `${createHash("sha1").update("corp").digest("hex")}.json`), JSON.stringify(token));
      return ini(world, [...profile, ...session]);
    },
    asks: ["GetRoleCredentials"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  "assumed role": {
    prepare: (world) => ({ credentials: fixed, roleArn: role(world, own, "auditor") }),
    asks: ["AssumeRole"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  "assumed role of a profile": {
    prepare: (world) =>
      ini(world, [
        ...["[profile base]", "aws_access_key_id = testing-1", "aws_secret_access_key = testing"],
        ...["[profile audit]", "source_profile = base", `role_arn = ${role(world, own, "auditor")}`],
      ]),
    asks: ["AssumeRole"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  "chain of two roles": {
    prepare: (world) => ({ credentials: fixed, roleArn: [role(world, "333333333333", "hub"), role(world, own, "auditor")] }),
    asks: ["AssumeRole", "AssumeRole"],
    keys: [`testing-${own}-2`, `testing-${own}-4`],
  },
  "role of a member account": {
    prepare: () => ({ credentials: fixed }),
    account: member,
    asks: ["AssumeRole"],
    keys: [`testing-${member}-1`, `testing-${member}-2`],
  },
  "web identity of the environment": {
    prepare(world) {
      const file = join(world.folder, "token");
      writeFileSync(file, `testing-token-${world.round}`);
      Object.assign(world.environment, { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role(world, own, "pod") });
      return {};
    },
    asks: ["AssumeRoleWithWebIdentity"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  "web identity of a profile": {
    prepare(world) {
      const file = join(world.folder, "token");
      writeFileSync(file, `testing-token-${world.round}`);
      return ini(world, ["[profile audit]", `web_identity_token_file = ${file}`, `role_arn = ${role(world, own, "pod")}`]);
    },
    asks: ["AssumeRoleWithWebIdentity"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  "a container": {
    prepare(world) {
      world.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = `${world.url}/container`;
      return {};
    },
    asks: ["ContainerCredentials"],
    keys: [`testing-${own}-1`, `testing-${own}-2`],
  },
  process: {
    prepare(world) {
      const Expiration = new Date(start.getTime() + world.round * 60 * minute).toISOString();
      const keys = { Version: 1, AccessKeyId: `testing-${world.round}`, SecretAccessKey: "testing", SessionToken: "testing", Expiration };
      const file = join(world.folder, "keys.json");
      writeFileSync(file, JSON.stringify(keys));
      return ini(world, ["[profile audit]", `credential_process = cat ${file}`]);
    },
    asks: [],
    keys: ["testing-1", "testing-2"],
  },
};

const partitions = { aws: "eu-central-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-east-1" } as const;

let folder: string;
let standIn: StsStandIn;
let session: Session | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  mkdirSync(join(folder, ".aws"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, ".aws", "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, ".aws", "credentials"));
});
afterEach(async () => {
  session?.close();
  session = undefined;
  await standIn.close();
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

describe.each(Object.entries(partitions))("%s", (partition, region) => {
  test.each(Object.entries(sources))("%s", async (_name, source) => {
    let clock = start;
    standIn = await startStsStandIn({ partition, now: () => clock });
    const world: World = { folder, partition, url: standIn.url, environment: { HOME: folder }, round: 1 };
    const options = { ...source.prepare(world), region, endpointUrl: standIn.url, maxAttempts: 1 };
    session = await createSession(options, { environment: world.environment, now: () => clock });
    expect(session.partition).toBe(partition);
    expect(session.callerAccount).toBe(own);

    const aws = await session.connect({ account: source.account ?? own, region });
    const call = async () => {
      await aws.client(STSClient).send(new GetCallerIdentityCommand({}));
      return standIn.seen.at(-1)?.accessKeyId;
    };
    const [first, second] = source.keys;
    expect(await call()).toBe(first);
    const asked = () => standIn.seen.map(({ action }) => action).filter((action) => action !== "GetCallerIdentity");
    expect(asked()).toEqual(source.asks);

    clock = new Date(start.getTime() + 61 * minute);
    world.round = 2;
    source.prepare(world);
    if (second === "expired") {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AwsError);
      expect(error).toMatchObject({ kind: "expired", code: "ExpiredToken", region });
    } else {
      expect(new Set(await Promise.all([call(), call(), call()]))).toEqual(new Set([second]));
      expect(asked()).toEqual([...source.asks, ...source.asks]);
    }
    const names = standIn.seen.flatMap(({ form }) => form.get("RoleSessionName") ?? []);
    expect(new Set(names)).toEqual(new Set(names.length === 0 ? [] : ["plumbline-run"]));
    const signed = standIn.seen.filter((request) => request.service === "sts");
    expect(new Set(signed.map((request) => request.region))).toEqual(new Set([region]));
    expect(new Set(standIn.seen.map(({ host }) => `http://${host}`))).toEqual(new Set([standIn.url]));
  });
});
