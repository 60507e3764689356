import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Call, type Cloud, openPolicy, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys } from "@plumbline/cli/io.fixture";
import { ProcessItem } from "@plumbline/iam-model/projections";
import { recordOf } from "@plumbline/queue-worker/record.fixture";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { tryPostgres } from "@plumbline/testkit/postgres";
import { root } from "./gen/names.ts";

/** An invocation of a built function, and what must have come of it. */
interface Case {
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
  /** What the stand-in answers before its own answer. */
  readonly answer?: Rules["answer"];
  readonly refuse?: Rules["fault"];
  /** Says what is wrong; undefined when nothing is. */
  fault(answer: unknown, cloud: Cloud): string | undefined;
}
const region = "eu-west-1";
const url = (name: string) => queueUrl(own, region, name);
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The control about the length of passwords, in an account that has no policy for them; the request's item is new. */
const service = {
  environment: { DB_TABLE_NAME: "requests", CIS_Scan_LambdaFunction: "scan", CIS_CONTROLS: "1.8", CIS_REGIONS: region, AWS_REGION: region },
  answer: ({ service }: Call) => (service === "dynamodb" || service === "lambda" ? {} : undefined),
  refuse: ({ operation }: Call) => (operation === "GetAccountPasswordPolicy" ? { code: "NoSuchEntity", status: 404 } : undefined),
};

const car = await startCarService({ pollsUntilDone: 0 });
/** The state is new: the first that is asked for it says so. */
const state = { asked: 0 };

/** The inventory's functions keep it in PostgreSQL; where this machine has none they are not run, and said so. */
const postgres = await tryPostgres({
  cacheFolder: process.env["PLUMBLINE_CACHE"] ?? join(root, ".cache"),
  environment: process.env,
  log: (line) => console.log(line),
});
const inventory = {
  DATABASE_URL: "server" in postgres ? await postgres.server.create("inventory") : "",
  ...{ AWS_LAMBDA_FUNCTION_NAME: "inventory", PLUMBLINE_AUDIT: "local", PLUMBLINE_REGIONS: region },
};
const itemOf = (process_item: string) => JSON.stringify({ rolearn: "local", account: own, process_item });

/** By app, and by the file of its handler where an app has several. */
const cases: Readonly<Record<string, Case>> = {
  "car-connector": {
    environment: {
      ...{ CAR_SERVICE_URL: car.url, CAR_SERVICE_KEY: "car-key", CAR_SERVICE_PASSWORD: "car-password", CONNECTION_NAME: "aws" },
      ...{ CONNECTION_REGION: region, PLUMBLINE_TYPES: "ecs_task", PLUMBLINE_VULNERABILITIES: "none" },
      PLUMBLINE_STATE_FILE: "s3://states/aws.db.gz",
    },
    answer: ({ service, operation }) =>
      operation === "ListClusters" ? { clusterArns: [] } : service === "s3" || service === "ecs" ? {} : undefined,
    refuse: ({ service }) => (service === "s3" && ++state.asked === 1 ? { code: "NoSuchKey", status: 404 } : undefined),
    event: { source: "aws.scheduler" },
    fault: (answer, { calls }) => {
      if (!isSame(answer, { mode: "full", sent: {}, removed: {} })) return `it answered ${JSON.stringify(answer)}`;
      if (typeof car.savePoint() !== "string") return "it wrote no save point into CAR";
      return calls.filter(({ service }) => service === "s3").length === 3 ? undefined : "it did not read its state once and keep it twice";
    },
  },
  "cis-scan/request-lambda": {
    ...service,
    environment: { ...service.environment, KMS_KEY_ID: "key", REPORT_BUCKET: "reports" },
    answer: (call) => (call.operation === "Encrypt" ? { CiphertextBlob: "c2VhbGVk" } : service.answer(call)),
    event: {
      body: {
        requestId: "r1",
        scan_input: [{ access_type: "credentials", access_input: { access_key: `AKIA${"A".repeat(16)}`, access_secret: "s".repeat(40) } }],
      },
    },
    fault(answer, { calls }) {
      if (!isSame(answer, { requestId: "r1", status: "INPROGRESS" })) return `it answered ${JSON.stringify(answer)}`;
      const written = JSON.stringify(calls.filter(({ operation }) => operation !== "Encrypt"));
      return written.includes("s".repeat(40)) ? "it passed a key on in clear" : undefined;
    },
  },
  "cis-scan/scan-lambda": {
    ...service,
    environment: { ...service.environment, REPORT_BUCKET: "reports" },
    answer: (call) => (call.service === "s3" ? {} : service.answer(call)),
    event: {
      requestId: "r1",
      access_type: "credentials",
      access_input: { access_key: `AKIA${"A".repeat(16)}`, access_secret: "s".repeat(40) },
    },
    fault: (answer, { count }) =>
      isSame(answer, { requestId: "r1", status: "COMPLETED" }) && count("GetAccountPasswordPolicy") === 1
        ? undefined
        : `it answered ${JSON.stringify(answer)}`,
  },
  "iam-auditor/manager-lambda": {
    environment: { ...inventory, PLUMBLINE_SQS: url("out") },
    event: { source: "aws.scheduler" },
    fault: (answer, { count }) =>
      isSame(answer, { accounts: 1, messages: ProcessItem.options.length }) && count("SendMessageBatch") === 2
        ? undefined
        : `it answered ${JSON.stringify(answer)}`,
  },
  "iam-auditor/processor-lambda": {
    environment: { ...inventory, PLUMBLINE_DEAD_LETTER_QUEUE: url("dead") },
    answer: ({ operation }) => (operation === "ListInstances" ? { Instances: [] } : undefined),
    event: { Records: [recordOf("m1", itemOf("process_identity_center")), recordOf("m2", "no JSON")] },
    fault(answer, { count, writes }) {
      if (!isSame(answer, { batchItemFailures: [] })) return `it answered ${JSON.stringify(answer)}`;
      if (count("ListInstances") === 0) return "it did not look for Identity Center";
      return isSame(writes(), ["SendMessage"]) ? undefined : `it wrote ${writes().join(", ")}`;
    },
  },
  remediator: {
    environment: { REMEDIATE: "true", PLUMBLINE_DEAD_LETTER_QUEUE: url("dead"), PLUMBLINE_CHECKS: "sqs/not-public" },
    event: {
      Records: [
        recordOf("m1", JSON.stringify({ account: own, region, type: "sqs", id: url("open") })),
        recordOf("m2", "no JSON"),
        recordOf("m3", JSON.stringify({ account: own, region, type: "sqs", id: url("denied") })),
      ],
    },
    fault(answer, { policies, writes }) {
      if (!isSame(answer, { batchItemFailures: [{ itemIdentifier: "m3" }] })) return "it did not bring back the denied message alone";
      if (policies.get(url("open")) !== "") return "it did not put the open queue right";
      return isSame(writes().sort(), ["SendMessage", "SetQueueAttributes"]) ? undefined : `it wrote ${writes().join(", ")}`;
    },
  },
  "event-translator": {
    environment: { PLUMBLINE_SQS: url("out"), PLUMBLINE_DEAD_LETTER_QUEUE: url("dead") },
    event: {
      "detail-type": "AWS API Call via CloudTrail",
      detail: {
        ...{ eventSource: "sqs.amazonaws.com", eventName: "SetQueueAttributes", awsRegion: region, recipientAccountId: own },
        requestParameters: { queueUrl: url("open") },
      },
    },
    fault: (_, { count, writes }) =>
      count("SendMessageBatch") === 1 && writes().length === 1 ? undefined : `it wrote ${writes().join(", ")}`,
  },
  "inspector-connector": {
    environment: { KENNA_API_KEY: "k", KENNA_CONNECTOR_ID: "7", KENNA_API_HOST: "127.0.0.1:9", AWS_REGIONS: region },
    // Inspector is on and has found nothing, so that there is nothing for Kenna.
    answer: (call) =>
      call.service === "inspector2"
        ? { accounts: [{ accountId: own, state: { status: "ENABLED" } }], failedAccounts: [], findings: [] }
        : undefined,
    event: { source: "aws.scheduler" },
    fault: (answer) =>
      JSON.stringify(answer).includes('"upload":{"connector":"7","files":0,"outcome":"nothing"}')
        ? undefined
        : `it answered ${JSON.stringify(answer)}`,
  },
  poller: {
    environment: { POLLER_SQS: url("out"), REGIONS: region, PLUMBLINE_TYPES: "sqs" },
    event: { source: "aws.scheduler" },
    fault: (answer, { count }) =>
      isSame(answer, { messages: 2 }) && count("SendMessageBatch") === 1 ? undefined : "it did not send its two messages",
  },
};

const runner = `
const { handler } = await import("./function.mjs");
const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 300000 };
const answer = await handler(JSON.parse(process.argv[1]), context);
process.stdout.write("\\nANSWER " + JSON.stringify(answer ?? null), () => process.exit(0));
`;

/** Runs a bundle in a process of its own, in a folder that holds nothing else. */
async function run(bundle: string, { environment, event, answer: ruled, refuse, fault }: Case): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-lambda-"));
  const cloud = await startCloud({
    ...(ruled ? { answer: ruled } : {}),
    regions: { [region]: "opt-in-not-required" },
    queues: { [`${own}/${region}`]: { open: openPolicy, denied: openPolicy } },
    fault: (call) =>
      call.operation === "GetQueueAttributes" && call.input["QueueUrl"] === url("denied")
        ? { code: "AccessDeniedException" }
        : refuse?.(call),
  });
  try {
    copyFileSync(bundle, join(folder, "function.mjs"));
    const child = spawn(process.execPath, ["--input-type=module", "-e", runner, JSON.stringify(event)], {
      cwd: folder,
      env: { ...fakeKeys, ...environment, PLUMBLINE_ENDPOINT_URL: cloud.url, HOME: folder },
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    const [, answer] = /\nANSWER (.*)$/.exec(stdout) ?? [];
    return answer === undefined ? `it did not answer: ${stderr}` : fault(JSON.parse(answer), cloud);
  } finally {
    await cloud.close();
    rmSync(folder, { recursive: true });
  }
}

const handlers = globSync("apps/*/src/{lambda,*-lambda}.ts", { cwd: root }).map((path) => path.split(/[\\/]/));
for (const [, app = "", , file = ""] of handlers.sort()) {
  const handler = file.replace(/\.ts$/, "");
  const name = handler === "lambda" ? app : `${app}/${handler}`;
  const bundle = join(root, "apps", app, "dist-lambda", `${handler}.mjs`);
  const bytes = readFileSync(bundle);
  if (app === "iam-auditor" && "missing" in postgres) {
    console.log(`-- ${name}: not run: ${postgres.missing}`);
    continue;
  }
  const invocation = cases[name];
  const fault = invocation ? await run(bundle, invocation) : "tools/check-lambdas.ts has no case for it";
  const size = `${(bytes.length / 1e6).toFixed(1)} MB, ${(gzipSync(bytes).length / 1e6).toFixed(1)} MB compressed`;
  console.log(`${fault === undefined ? "ok " : "BAD"} ${name} (${size})${fault === undefined ? "" : `: ${fault}`}`);
  if (fault !== undefined) process.exitCode = 1;
}
await car.stop();
if ("server" in postgres) await postgres.server.stop();
if (handlers.length === 0) throw new Error("no app has a src/lambda.ts");
