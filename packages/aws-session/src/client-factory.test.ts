import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetPublicAccessBlockCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { HttpRequest } from "@smithy/types";
import { afterEach, expect, test, vi } from "vitest";
import { type ClientSettings, makeClient } from "./client-factory.ts";
import { readProfile } from "./config-files.ts";
import { endpointsFrom } from "./endpoints.ts";
import { SessionOptions } from "./options.ts";

const sent = new Error("sent");

/** Asks once and says where the request would have gone. */
const destination = async (
  ask: (settings: ClientSettings) => Promise<unknown>,
  endpointOf: ClientSettings["endpointOf"],
): Promise<string> => {
  let seen: HttpRequest | undefined;
  const handle = async (request: HttpRequest) => {
    seen = request;
    throw sent;
  };
  const requestHandler = {
    metadata: { handlerProtocol: "http/1.1" },
    handle,
    destroy: () => undefined,
  } as unknown as ClientSettings["requestHandler"];
  const settings = {
    requestHandler,
    maxAttempts: 1,
    endpointOf,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    equip: () => undefined,
  };
  await expect(ask(settings)).rejects.toBe(sent);
  return seen === undefined ? "nowhere" : `${seen.protocol}//${seen.hostname}${seen.port ? `:${seen.port}` : ""}${seen.path}`;
};

const credentials = async () => ({ accessKeyId: "testing", secretAccessKey: "testing" });
const at = (region: string) => ({ place: { account: "111111111111", region }, credentials });
const sts = (region: string) => (settings: ClientSettings) =>
  makeClient(STSClient, { ...at(region), settings }).send(new GetCallerIdentityCommand({}));
const iam = (region: string) => (settings: ClientSettings) =>
  makeClient(IAMClient, { ...at(region), settings }).send(new ListUsersCommand({}));
const s3 = (settings: ClientSettings) =>
  makeClient(S3Client, { ...at("eu-west-1"), settings }).send(new GetBucketPolicyCommand({ Bucket: "logs" }));
const s3Control = (settings: ClientSettings) =>
  makeClient(S3ControlClient, { ...at("eu-west-1"), settings }).send(new GetPublicAccessBlockCommand({ AccountId: "111111111111" }));
const sqs = (settings: ClientSettings) =>
  makeClient(SQSClient, { ...at("eu-west-1"), settings }).send(new GetQueueAttributesCommand({ QueueUrl: "https://evil.example/1/q" }));

const emulator = "http://127.0.0.1:5000";
const named = "http://emulator.test:5000";
const destinations = {
  "STS is regional": [sts("eu-west-1"), undefined, "https://sts.eu-west-1.amazonaws.com/"],
  "STS of us-east-1 is regional too": [sts("us-east-1"), undefined, "https://sts.us-east-1.amazonaws.com/"],
  "STS of China": [sts("cn-north-1"), undefined, "https://sts.cn-north-1.amazonaws.com.cn/"],
  "STS of GovCloud": [sts("us-gov-east-1"), undefined, "https://sts.us-gov-east-1.amazonaws.com/"],
  "STS of the European Sovereign Cloud": [sts("eusc-de-east-1"), undefined, "https://sts.eusc-de-east-1.amazonaws.eu/"],
  "STS with an endpoint": [sts("cn-north-1"), emulator, "http://127.0.0.1:5000/"],
  "IAM of China": [iam("cn-northwest-1"), undefined, "https://iam.cn-north-1.amazonaws.com.cn/"],
  "IAM with an endpoint": [iam("us-east-1"), emulator, "http://127.0.0.1:5000/"],
  "S3 puts the bucket into the host": [s3, undefined, "https://logs.s3.eu-west-1.amazonaws.com/"],
  "S3 with an endpoint puts the bucket into the path": [s3, emulator, "http://127.0.0.1:5000/logs/"],
  "S3 with an endpoint that has a name": [s3, named, "http://emulator.test:5000/logs/"],
  "S3 Control with an endpoint that has a name": [s3Control, named, "http://emulator.test:5000/v20180820/configuration/publicAccessBlock"],
  "S3 Control puts the account into the host": [
    s3Control,
    undefined,
    "https://111111111111.s3-control.eu-west-1.amazonaws.com/v20180820/configuration/publicAccessBlock",
  ],
  "S3 Control with an endpoint leaves the host alone": [
    s3Control,
    emulator,
    "http://127.0.0.1:5000/v20180820/configuration/publicAccessBlock",
  ],
  "a queue URL does not choose the host": [sqs, undefined, "https://sqs.eu-west-1.amazonaws.com/"],
  "a queue URL does not choose the host with an endpoint": [sqs, emulator, "http://127.0.0.1:5000/"],
} as const;
test.each(Object.entries(destinations))("%s", async (_name, [ask, endpoint, expected]) => {
  expect(await destination(ask, () => endpoint)).toBe(expected);
});

test("with an endpoint no operation puts a word before its host", () => {
  const settings = { endpointOf: () => emulator, equip: () => undefined } as unknown as ClientSettings;
  expect(makeClient(STSClient, { ...at("eu-west-1"), settings }).config.disableHostPrefix).toBe(true);
});

test("a constructor of something else is refused by name", () => {
  class Parrot {}
  const settings = { endpointOf: () => undefined } as unknown as ClientSettings;
  expect(() => makeClient(Parrot, { ...at("eu-west-1"), settings })).toThrow("Parrot is no client");
});

const configured = "http://127.0.0.1:6000";
const aws = "https://sts.eu-west-1.amazonaws.com/";
const here = `${configured}/`;
const config = {
  "nothing is configured": { expected: aws },
  AWS_ENDPOINT_URL: { environment: { AWS_ENDPOINT_URL: configured }, expected: here },
  "AWS_ENDPOINT_URL is empty": { environment: { AWS_ENDPOINT_URL: "" }, expected: aws },
  "AWS_ENDPOINT_URL_STS goes first": {
    environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_STS: configured },
    expected: here,
  },
  "the endpoint of another service": { environment: { AWS_ENDPOINT_URL_S3_CONTROL: configured }, expected: aws },
  "endpoint_url of the default profile": { files: ["[default]", `endpoint_url = ${configured}`], expected: here },
  "the services section of the profile": {
    files: ["[default]", "services = local", "[services local]", "sts =", `  endpoint_url = ${configured}`],
    expected: here,
  },
  "AWS's own switch": { environment: { AWS_ENDPOINT_URL: configured, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }, expected: aws },
  "our option against the environment": {
    environment: { AWS_ENDPOINT_URL: configured, AWS_ENDPOINT_URL_STS: configured },
    options: { ignoreConfiguredEndpoints: true },
    expected: aws,
  },
  "our option against the ini files": {
    files: ["[default]", `endpoint_url = ${configured}`],
    options: { ignoreConfiguredEndpoints: true },
    expected: aws,
  },
  "an endpoint of the options against all": {
    environment: { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" },
    files: ["[default]", "endpoint_url = http://127.0.0.1:2"],
    options: { endpointUrl: configured },
    expected: here,
  },
};
type Row = {
  environment?: Record<string, string>;
  files?: string[];
  options?: Parameters<typeof SessionOptions.parse>[0];
  expected: string;
};

let folder: string;
afterEach(() => {
  vi.unstubAllEnvs();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
test.each(Object.entries<Row>(config))(
  "configured endpoints: %s",
  async (_name, { environment = {}, files = [], options = {}, expected }) => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-"));
    const file = join(folder, "config");
    writeFileSync(file, files.join("\n"));
    const all = { ...environment, AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
    // The SDK would look into the process itself.
    for (const [key, value] of Object.entries(all)) vi.stubEnv(key, value);
    const profile = await readProfile(undefined, all);
    expect(await destination(sts("eu-west-1"), endpointsFrom(SessionOptions.parse(options), all, profile))).toBe(expected);
  },
);

test("an endpoint in the process alone, and not in the environment given, is not obeyed", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL", configured);
  const profile = await readProfile(undefined, { HOME: "/nonexistent" });
  expect(await destination(sts("eu-west-1"), endpointsFrom(SessionOptions.parse({}), {}, profile))).toBe(aws);
});
