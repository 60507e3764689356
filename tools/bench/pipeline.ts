import { spawn } from "node:child_process";
import { once as event } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createSession } from "@plumbline/aws-session/session";
import { readJournal } from "@plumbline/run-store/journal";
import { emulatorCredentials, startEmulator } from "@plumbline/testkit/emulator";
import { accessDenied } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { tryQueueServer } from "@plumbline/testkit/queue-server";
import { makeQueues, type Queues } from "@plumbline/testkit/queues";
import { z } from "zod";
import { root } from "../gen/names.ts";
import { makeWorld, type Resource, readDead, sendAll, stillOpen, type World } from "./pipeline-world.ts";

/** What the pipeline is run on, and with how much. */
export interface Piping {
  readonly messages: number;
  readonly emulatorUrl: string;
  /** Where the queue is; the emulator as well, or another server. */
  readonly queueUrl: string;
  readonly name: string;
  /** Words of node that start the umbrella. */
  readonly plumbline: readonly string[];
  readonly workers: number;
  /** Until what failed comes again; longer than a batch takes. */
  readonly visibilitySeconds: number;
}
/** What became of the messages. All but `deliveries` and `retried` are known before: they are the test. */
export interface Counts {
  readonly sent: number;
  readonly handled: number;
  readonly buried: number;
  readonly redriven: number;
  readonly lost: number;
  readonly deliveries: number;
  readonly retried: number;
  readonly changes: number;
  readonly changesWanted: number;
  readonly changesTwice: number;
  readonly stillOpen: number;
}

const Batch = z.object({ deleted: z.array(z.string()), failed: z.array(z.string()) });
const poisonOf = (n: number): string =>
  ["{ no JSON", `{"account":"12","n":${n}}`, `{"account":"200000000001","region":"us-east-1","type":"sqz","id":"${n}"}`][n % 3] ?? "";
const bodyOf = (resource: Resource | undefined) => {
  const { account, region, id } = resource ?? {};
  return JSON.stringify({ account, region, type: "sqs", id });
};

/** 5 % poison, 5 % that fail at their first delivery, and the rest about a tenth as many resources, in an order that mixes them. */
function bodiesOf(messages: number, { shared, once }: World): string[] {
  const poison = messages / 20;
  const bodies = [
    ...Array.from({ length: poison }, (_, n) => poisonOf(n)),
    ...once.map(bodyOf),
    ...Array.from({ length: messages - poison - once.length }, (_, n) => bodyOf(shared[n % shared.length])),
  ];
  // A step that shares no factor with the length visits each place once.
  return bodies.map((_, i) => bodies[(i * 7919) % bodies.length] ?? "");
}

/** Sends messages through a queue to remediators in processes of their own, until the queue is empty, and counts what became of them. */
export async function pipe({ messages, emulatorUrl, queueUrl, name, plumbline, workers, visibilitySeconds }: Piping): Promise<Counts> {
  const refused = new Set<string>();
  const proxy = await startProxy({
    emulatorUrl,
    faults: (call) => {
      const queue = call.parameters["QueueUrl"] ?? "";
      if (call.operation !== "GetQueueAttributes" || !queue.includes("/once-") || refused.has(queue)) return undefined;
      refused.add(queue);
      return accessDenied(call);
    },
  });
  const session = await createSession(
    { credentials: { ...emulatorCredentials }, region: "us-east-1", endpointUrl: emulatorUrl, ratePerSecond: 1e4, burst: 1e4 },
    { environment: {} },
  );
  try {
    const world = await makeWorld(session, { name, shared: messages / 10, once: messages / 20 });
    const pipes = await makeQueues(queueUrl, name, visibilitySeconds);
    const sent = await sendAll(pipes, bodiesOf(messages, world));
    const folder = mkdtempSync(join(tmpdir(), "plumbline-pipeline-"));
    const batches = await Promise.all(
      Array.from({ length: workers }, () => runWorker({ pipes, endpoint: proxy.url, accounts: world.accounts, plumbline, folder })),
    );
    const dead = await readDead(pipes);
    const writes = Map.groupBy(
      proxy.calls.filter(({ operation }) => operation === "SetQueueAttributes"),
      ({ parameters }) => parameters["QueueUrl"],
    );
    const journaled = (await readJournal(join(folder, "plumbline-output", "journal.jsonl"))).filter(({ status }) => status === "verified");
    const resources = [...world.shared, ...world.once];
    const done = new Set(batches.flat().flatMap(({ deleted }) => deleted));
    const buried = new Set(dead.flatMap(({ messageId }) => messageId ?? []));
    const redriven = dead.filter(({ reason }) => reason === undefined).length;
    const retried = batches.flat().reduce((sum, { failed }) => sum + failed.length, 0);
    const handled = sent.filter((id) => done.has(id) && !buried.has(id)).length;
    return {
      ...{ sent: sent.length, handled, buried: buried.size, redriven, lost: sent.length - handled - buried.size - redriven },
      ...{ deliveries: batches.flat().reduce((sum, { deleted }) => sum + deleted.length, retried), retried },
      changes: journaled.length,
      changesWanted: resources.filter(({ isOpen }) => isOpen).length,
      changesTwice: [...writes.values()].filter((calls) => calls.length > 1).length,
      stillOpen: (await stillOpen(session, resources)).length,
    };
  } finally {
    session.close();
    await proxy.stop();
  }
}

interface Running {
  readonly pipes: Queues;
  /** Where the remediator's calls go. */
  readonly endpoint: string;
  readonly accounts: readonly string[];
  readonly plumbline: readonly string[];
  readonly folder: string;
}

async function runWorker({ pipes, endpoint, accounts, plumbline, folder }: Running): Promise<z.infer<typeof Batch>[]> {
  const words = ["work", "--handler", "remediator", "--queue", pipes.queue, "--until-empty", "--at-once", "2", "--wait", "1"];
  const child = spawn(process.execPath, [...plumbline, ...words, "--format", "json", "--quiet", "--accounts", accounts.join(",")], {
    cwd: folder,
    env: {
      ...{ AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing", AWS_SESSION_TOKEN: "testing", AWS_REGION: "us-east-1" },
      ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" },
      ...{
        REMEDIATE: "true",
        PLUMBLINE_DEAD_LETTER_QUEUE: pipes.dead,
        PLUMBLINE_CHECKS: "sqs/not-public",
        PLUMBLINE_REGIONS: "us-east-1,eu-west-1",
      },
      PLUMBLINE_ENDPOINT_URL: endpoint,
      // The messages are many more than the brakes let a run change.
      ...{ PLUMBLINE_MAX_CHANGES: "100000", PLUMBLINE_MAX_CHANGES_PER_ACCOUNT: "100000", PLUMBLINE_STOP_AFTER: "100" },
    },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), event(child, "close")]);
  if (code !== 0) throw new Error(`a worker ended with ${code}: ${stderr}`);
  // Beside the batches it prints findings and what became of changes.
  return stdout.split("\n").flatMap((line) => {
    const batch = line === "" ? undefined : Batch.safeParse(JSON.parse(line));
    return batch?.success ? [batch.data] : [];
  });
}

const wrongs = ({ sent, handled, buried, redriven, lost, changes, changesWanted, changesTwice, stillOpen }: Counts): string[] =>
  Object.entries({
    "not every message is handled or in the dead-letter queue": lost !== 0 || handled + buried + redriven !== sent,
    "the poison in the dead-letter queue is not what was sent": buried !== sent / 20 || redriven !== 0,
    "a change was made twice": changesTwice !== 0,
    "not every change was made once": changes !== changesWanted || stillOpen !== 0,
  }).flatMap(([what, isWrong]) => (isWrong ? [what] : []));

/** The counts in words, and what of them is wrong. */
export const told = (counts: Counts): { readonly line: string; readonly wrongs: readonly string[] } => ({
  line: [
    `${counts.sent} sent`,
    `${counts.handled} handled`,
    `${counts.buried} poison in the dead-letter queue with the reason`,
    `${counts.redriven} redriven`,
    `${counts.lost} lost`,
    `${counts.deliveries} deliveries`,
    `${counts.retried} tried again`,
    `${counts.changes} of ${counts.changesWanted} changes made`,
    `${counts.changesTwice} made twice`,
  ].join(", "),
  wrongs: wrongs(counts),
});

/** Ten thousand messages through two workers of the built command line: on ElasticMQ, or on moto where that can't be had. */
export async function benchPipeline(): Promise<void> {
  const place = { cacheFolder: process.env["PLUMBLINE_CACHE"] ?? join(root, ".cache"), environment: process.env, log: console.error };
  const emulator = await startEmulator(place);
  const second = await tryQueueServer(place);
  if ("missing" in second) console.error(second.missing);
  const began = Date.now();
  try {
    const counts = await pipe({
      messages: 10_000,
      emulatorUrl: emulator.url,
      queueUrl: "server" in second ? second.server.url : emulator.url,
      name: "pipeline",
      plumbline: [join(root, "apps/plumbline/dist/main.js")],
      workers: 2,
      visibilitySeconds: 60,
    });
    const { line, wrongs } = told(counts);
    console.log(`${line} (${Math.round((Date.now() - began) / 1000)} s)`);
    for (const wrong of wrongs) console.error(`wrong: ${wrong}`);
    if (wrongs.length > 0) process.exitCode = 1;
  } finally {
    if ("server" in second) await second.server.stop();
    await emulator.stop();
  }
}
