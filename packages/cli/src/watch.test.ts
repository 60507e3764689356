import { setTimeout as sleep } from "node:timers/promises";
import { readHeader } from "@plumbline/run-store/read-run";
import { afterEach, describe, expect, it } from "vitest";
import { chooseChecks } from "./choose-checks.ts";
import { type Cloud, openPolicy, own, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { testIo } from "./io.fixture.ts";
import { openSession } from "./open-session.ts";
import { probe } from "./probe.ts";
import { scan } from "./scan.ts";
import { type Progressed, ScanStopped, untilStopped, type Watch } from "./watch.ts";

const regions = { "eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required" };
const clouds: Cloud[] = [];
afterEach(() => Promise.all(clouds.splice(0).map((cloud) => cloud.close())));

/** Two regions with a queue each; the second one's listing does not come in time. */
async function stopped(whenStopped: Watch["whenStopped"]) {
  const stop = new AbortController();
  const cloud = await startCloud({
    regions,
    queues: { [`${own}/eu-west-1`]: { orders: openPolicy }, [`${own}/us-east-1`]: { late: openPolicy } },
    delay: ({ operation, region }) => (operation === "ListQueues" && region === "us-east-1" ? 4000 : 0),
  });
  clouds.push(cloud);
  const { io } = testIo();
  const told: Progressed[] = [];
  const progress = (progressed: Progressed) => {
    told.push(progressed);
    if (progressed.done === 1) stop.abort();
  };
  const global = GlobalOptions.parse({ endpointUrl: cloud.url });
  const done = scan({ global, checks: ["sqs/not-public"], watch: { stop: stop.signal, whenStopped, progress } }, io);
  return { done, told };
}

describe("a scan that is stopped", () => {
  it("can be left unfinished, to be resumed", async () => {
    const { done, told } = await stopped("leave");
    const error: unknown = await done.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ScanStopped);
    const { folder, run } = error as ScanStopped;
    expect((await readHeader(folder)).id).toBe(run);
    expect(told.map(({ done, total }) => `${done}/${total}`)).toEqual(["0/2", "1/2"]);
  });

  it("can be finished, and what is left is unknown and a gap", async () => {
    const { report } = await (await stopped("finish")).done;
    const findings: string[] = [];
    for await (const { resource, verdict } of report.findings()) findings.push(`${resource.region} ${verdict.status}`);
    expect(findings).toEqual(["eu-west-1 fail", "us-east-1 unknown"]);
    expect(report.summary.coverage.filter(({ region, aspect }) => region === "us-east-1" && aspect === "list")).toMatchObject([
      { outcome: "timed-out", required: true, message: "the time was over before it was looked at" },
    ]);
    expect(report.summary.counts).toMatchObject({ fail: 1, unknown: 1, pass: 0 });
  });
});

describe("what comes until a signal", () => {
  async function* slow() {
    yield 1;
    await sleep(60_000, undefined, { ref: false });
    yield 2;
  }
  const all = async (source: AsyncIterable<number>) => {
    const seen: number[] = [];
    for await (const one of source) seen.push(one);
    return seen;
  };
  it("ends while the next value is waited for", async () => {
    expect(await all(untilStopped(slow(), AbortSignal.timeout(50)))).toEqual([1]);
  });
  it("is all there is without one, and nothing after it", async () => {
    const three = async function* () {
      yield* [1, 2, 3];
    };
    expect([await all(untilStopped(three(), undefined)), await all(untilStopped(three(), AbortSignal.abort()))]).toEqual([[1, 2, 3], []]);
  });
  it("breaks off with the error of the source", async () => {
    const broken = async function* () {
      yield 1;
      throw new Error("broken");
    };
    await expect(all(untilStopped(broken(), AbortSignal.timeout(5000)))).rejects.toThrow("broken");
  });
});

describe("a probe", () => {
  async function probed(rules: Parameters<typeof startCloud>[0], seconds = 5) {
    const cloud = await startCloud({ regions, queues: { [`${own}/eu-west-1`]: { orders: openPolicy } }, ...rules });
    clouds.push(cloud);
    const { io } = testIo();
    const session = await openSession(GlobalOptions.parse({ endpointUrl: cloud.url }), "probe", io);
    const connect = (region = "eu-west-1") => session.connect({ account: own, region });
    const found = await probe(await chooseChecks(["sqs/not-public"]), { connect, seconds });
    session.close();
    return { found, writes: cloud.writes() };
  }
  it("finds nothing where all is allowed, and writes nothing", async () => {
    expect(await probed({})).toEqual({ found: { missing: [], unproven: [], allowed: 2 }, writes: [] });
  });
  it.each([
    ["ListQueues", "sqs:ListQueues", 0],
    ["GetQueueAttributes", "sqs:GetQueueAttributes", 1],
  ])("names what is refused: %s", async (operation, action, allowed) => {
    const { found } = await probed({ fault: (call) => (call.operation === operation ? { code: "AccessDeniedException" } : undefined) });
    expect(found).toEqual({ missing: [{ action, checks: ["sqs/not-public"] }], unproven: [], allowed });
  });
  it("says of what does not answer in time, and of other errors, that nothing is proved", async () => {
    const late = await probed({ delay: ({ operation }) => (operation === "ListQueues" ? 1500 : 0) }, 0.2);
    expect(late.found).toEqual({ missing: [], unproven: ["sqs"], allowed: 0 });
    const { found } = await probed({ fault: ({ operation }) => (operation === "ListQueues" ? { code: "Odd" } : undefined) });
    expect(found).toEqual({ missing: [], unproven: ["sqs"], allowed: 0 });
  });
});
