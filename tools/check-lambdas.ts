import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Cloud, openPolicy, own, queueUrl, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys } from "@plumbline/cli/io.fixture";
import { recordOf } from "@plumbline/queue-worker/record.fixture";
import { root } from "./gen/names.ts";

/** An invocation of a built function, and what must have come of it. */
interface Case {
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
  /** Says what is wrong; undefined when nothing is. */
  fault(answer: unknown, cloud: Cloud): string | undefined;
}
const region = "eu-west-1";
const url = (name: string) => queueUrl(own, region, name);
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const cases: Readonly<Record<string, Case>> = {
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
  poller: {
    environment: { POLLER_SQS: url("out"), REGIONS: region, PLUMBLINE_TYPES: "sqs" },
    event: { source: "aws.scheduler" },
    fault: (answer, { count }) =>
      isSame(answer, { messages: 2 }) && count("SendMessageBatch") === 1 ? undefined : "it did not send its two messages",
  },
};

const runner = `
const { handler } = await import("./lambda.mjs");
const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 300000 };
const answer = await handler(JSON.parse(process.argv[1]), context);
process.stdout.write("\\nANSWER " + JSON.stringify(answer ?? null), () => process.exit(0));
`;

/** Runs a bundle in a process of its own, in a folder that holds nothing else. */
async function run(bundle: string, { environment, event, fault }: Case): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-lambda-"));
  const cloud = await startCloud({
    regions: { [region]: "opt-in-not-required" },
    queues: { [`${own}/${region}`]: { open: openPolicy, denied: openPolicy } },
    fault: ({ operation, input }) =>
      operation === "GetQueueAttributes" && input["QueueUrl"] === url("denied") ? { code: "AccessDeniedException" } : undefined,
  });
  try {
    copyFileSync(bundle, join(folder, "lambda.mjs"));
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

const apps = globSync("apps/*/src/lambda.ts", { cwd: root }).map((path) => path.split(/[\\/]/)[1] ?? "");
for (const name of apps.sort()) {
  const bundle = join(root, "apps", name, "dist-lambda/lambda.mjs");
  const bytes = readFileSync(bundle);
  const invocation = cases[name];
  const fault = invocation ? await run(bundle, invocation) : "tools/check-lambdas.ts has no case for it";
  const size = `${(bytes.length / 1e6).toFixed(1)} MB, ${(gzipSync(bytes).length / 1e6).toFixed(1)} MB compressed`;
  console.log(`${fault === undefined ? "ok " : "BAD"} ${name} (${size})${fault === undefined ? "" : `: ${fault}`}`);
  if (fault !== undefined) process.exitCode = 1;
}
if (apps.length === 0) throw new Error("no app has a src/lambda.ts");
