import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, own, queueUrl, startCloud } from "@plumbline/cli/cloud.fixture";
import { translate } from "@plumbline/cloudtrail-incremental/translate";
import { tableOf } from "@plumbline/event-translator/table";
import { Finding } from "@plumbline/finding-model/finding";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { readJournal } from "@plumbline/run-store/journal";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";
import { jsonLines } from "./world.fixture.ts";

/**
 * People change queues; each change leaves a record. Records come late, in any order, twice, or never. What the remediator made of them must
 * not matter once a poll has looked at everything.
 */
const region = "us-east-1";
const queues = ["a", "b", "kept"] as const;
type Queue = (typeof queues)[number];
const url = (queue: Queue) => queueUrl(own, region, queue);

const allow = (Sid: string, Principal: unknown) => ({ Sid, Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: "*" });
const feed = allow("Feed", { AWS: `arn:aws:iam::${own}:root` });
const open = allow("Open", "*");
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const policies = { none: "", feed: policyOf(feed), open: policyOf(open), both: policyOf(feed, open) } as const;

type Step =
  | { readonly kind: "set"; readonly queue: Queue; readonly policy: keyof typeof policies }
  | { readonly kind: "add"; readonly queue: Queue }
  | { readonly kind: "delete"; readonly queue: Queue }
  /** The record of an earlier step is delivered, maybe once more; `which` picks it. */
  | { readonly kind: "deliver"; readonly which: number };

const queue = fc.constantFrom(...queues);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("set"), queue, policy: fc.constantFrom("none", "feed", "open", "both") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("add"), queue }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete"), queue }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver"), which: fc.nat() }) },
);

const record = (eventName: string, queue: Queue) => ({
  ...{ eventVersion: "1.11", eventSource: "sqs.amazonaws.com", eventName, awsRegion: region, recipientAccountId: own },
  ...{ eventTime: "2026-03-01T12:00:00Z", userIdentity: { type: "IAMUser", accountId: own, arn: `arn:aws:iam::${own}:user/somebody` } },
  requestParameters: eventName === "CreateQueue" ? { queueName: queue } : { queueUrl: url(queue) },
  responseElements: eventName === "CreateQueue" ? { queueUrl: url(queue) } : null,
});

/** What a person does, and the record that it leaves; a queue that is gone is made anew. */
function act(cloud: Cloud, step: Exclude<Step, { kind: "deliver" }>) {
  const before = cloud.policies.get(url(step.queue));
  if (step.kind === "delete") {
    cloud.policies.delete(url(step.queue));
    return record("DeleteQueue", step.queue);
  }
  const statements = before ? JSON.parse(before).Statement.filter(({ Sid }: { Sid: string }) => Sid !== "Open") : [];
  cloud.policies.set(url(step.queue), step.kind === "set" ? policies[step.policy] : policyOf(...statements, open));
  return record(before === undefined ? "CreateQueue" : step.kind === "add" ? "AddPermission" : "SetQueueAttributes", step.queue);
}

async function live(steps: readonly Step[], isDelivered: boolean) {
  const cloud = await startCloud({ queues: { [`${own}/${region}`]: { a: null, b: null, kept: null } } });
  const folder = newFolder();
  writeFileSync(
    join(folder, "plumbline.yaml"),
    JSON.stringify({ exceptions: [{ resource: "*/kept", reason: "planned", owner: "anna", expires: "2999-01-01" }] }),
  );
  const table = await tableOf(["sqs/not-public"]);
  const where = ["--endpoint-url", cloud.url, "--regions", region];
  const run = async (words: string[], stdin = "") => {
    const ran = await plumbline([...words, ...where], { folder, environment: fakeKeys, stdin });
    if (ran.code > 1 && ran.code !== 4) throw new Error(`${words.join(" ")} ended with ${ran.code}: ${ran.stderr}`);
    return ran;
  };
  const remediate = (messages: string) =>
    run(["remediate", "--remediate", "--checks", "sqs/not-public", "--max-changes", "1000", "--max-changes-per-account", "1000"], messages);
  const records: object[] = [];
  /** Each write that happened to a queue, in order: by a person, or ours. */
  const history: string[] = [];
  const noteOurs = (from: number) => {
    for (const { operation, input } of cloud.calls.slice(from))
      if (operation === "SetQueueAttributes") history.push(`ours ${String(input["QueueUrl"])}`);
  };
  try {
    for (const one of steps) {
      if (one.kind !== "deliver") {
        records.push(act(cloud, one));
        history.push(`person ${url(one.queue)}`);
      } else if (isDelivered && records.length > 0) {
        const translated = translate(records[one.which % records.length], table, { roles: [], principals: [] });
        if (translated.kind !== "messages") throw new Error(`no message: ${JSON.stringify(translated)}`);
        const from = cloud.calls.length;
        await remediate(translated.messages.map(({ ref }) => JSON.stringify(ref)).join("\n"));
        noteOurs(from);
      }
    }
    const from = cloud.calls.length;
    await remediate((await run(["poll", "--types", "sqs"])).stdout);
    noteOurs(from);
    const scanned = await run(["scan", "--checks", "sqs/not-public", "--format", "jsonl"]);
    const entries = await readJournal(join(folder, "plumbline-output", "journal.jsonl"));
    return {
      policies: [...cloud.policies].sort(),
      open: jsonLines(scanned.stdout, Finding)
        .filter(({ verdict }) => verdict.status === "fail")
        .map(({ resource, exception }) => `${resource.id} ${exception ? "excepted" : "open"}`),
      history,
      made: entries.filter(({ action, status }: JournalEntry) => action === "apply" && status === "verified").length,
    };
  } finally {
    await cloud.close();
  }
}

/** A write of ours right after another of ours on the same queue, with nobody's in between. */
const madeTwice = (history: readonly string[]): string[] =>
  queues.flatMap((queue) => {
    const own = history.filter((line) => line.endsWith(` ${url(queue)}`));
    return own.filter((line, i) => line.startsWith("ours") && own[i - 1]?.startsWith("ours"));
  });

test("events in any order, lost and doubled, and one poll end as the poll alone; no change is made twice", async () => {
  let [changes, delivered] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const [withEvents, alone] = [await live(steps, true), await live(steps, false)];
      expect({ policies: withEvents.policies, open: withEvents.open }).toEqual({ policies: alone.policies, open: alone.open });
      expect(withEvents.open.filter((line) => !line.endsWith(" excepted"))).toEqual([]);
      expect([madeTwice(withEvents.history), madeTwice(alone.history)]).toEqual([[], []]);
      expect(withEvents.history.filter((line) => line === `ours ${url("kept")}`)).toEqual([]);
      expect(withEvents.made).toBe(withEvents.history.filter((line) => line.startsWith("ours")).length);
      changes += withEvents.made;
      delivered += steps.filter(({ kind }) => kind === "deliver").length;
    }),
    { numRuns: 60 },
  );
  console.log(`60 histories with ${delivered} deliveries converged; ${changes} changes were made, none twice`);
  expect(changes).toBeGreaterThan(20);
}, 120_000);
