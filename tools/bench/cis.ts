import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callsByService } from "@plumbline/reports/calls";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { cisAnswers } from "@plumbline/testkit/cis-world/answers";
import { makeCisWorld } from "@plumbline/testkit/cis-world/make";
import { startEmulator } from "@plumbline/testkit/emulator";
import { startProxy } from "@plumbline/testkit/proxy";
import { root } from "../gen/names.ts";
import { plumbline } from "../plumbline.ts";
import { fillAccount } from "./cis-world.ts";

const runsEach = 5;
const aims = { calls: 1500, mebibytes: 150, timesTheFloor: 1.3 };
/** Fetches that the runner has under way at once, CPU of a call, and calls that wait for each other: listing, pages, aspects. */
const [atOnce, cpuOfACall, chain] = [32, 1, 6];
const edition = "1.3.0";

/**
 * Records an account of some 2,200 resources, and replays the CIS scan of it with the built command at 0 and 20 ms a call: wall, CPU, peak
 * memory, calls by service. The floor is what nobody can be faster than: starting, 1 ms of CPU a call, and the longer of all calls side by
 * side and the longest chain of calls that wait for each other.
 */
export async function benchCis(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-cis-"));
  const recording = join(folder, "run.jsonl.zst");
  await record(folder, recording);
  const { summary } = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
  const services = callsByService(summary.calls);
  const calls = services.reduce((sum, { total }) => sum + total, 0);
  console.log(`${calls} calls: ${services.map(({ service, total }) => `${service} ${total}`).join(", ")}`);
  const start = await median(() => run(["--version"], folder));
  const wrong = [calls > aims.calls && `${calls} calls are more than ${aims.calls}`];
  for (const latency of [0, 20]) {
    const words = ["cis", "--edition", edition, "--replay", recording, "--replay-latency", String(latency), "--quiet"];
    const one = await median(() => run([...words, "--output", mkdtempSync(join(folder, "out-"))], folder));
    const floor = start.wall + Math.max(calls * cpuOfACall, (calls / atOnce) * latency, chain * latency);
    const times = one.wall / floor;
    console.log(
      `${latency} ms a call: ${(one.wall / 1000).toFixed(2)} s wall, ${(one.cpu / 1000).toFixed(2)} s CPU, peak ${one.peak.toFixed(0)} MiB; floor ${(floor / 1000).toFixed(2)} s, ${times.toFixed(2)} times (median of ${runsEach})`,
    );
    wrong.push(one.peak > aims.mebibytes && `${one.peak.toFixed(0)} MiB are more than ${aims.mebibytes}`);
    wrong.push(times > aims.timesTheFloor && `${times.toFixed(2)} times the floor at ${latency} ms is more than ${aims.timesTheFloor}`);
  }
  const missed = wrong.filter((one) => one !== false);
  console.log(missed.length === 0 ? "all aims are met" : `missed: ${missed.join("; ")}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

async function record(folder: string, recording: string): Promise<void> {
  const emulator = await startEmulator({ cacheFolder: join(root, ".cache"), environment: process.env, log: (line) => console.error(line) });
  const proxy = await startProxy({ emulatorUrl: emulator.url, faults: cisAnswers({ now: new Date(), bad: true }) });
  try {
    await makeCisWorld(emulator.url, { bad: true });
    const many = await fillAccount(emulator.url);
    console.log(
      `one account, all its regions, beside ${Object.entries(many)
        .map(([what, count]) => `${count} ${what}`)
        .join(", ")}`,
    );
    const where = ["--endpoint-url", proxy.url, "--regions", "us-east-1,eu-west-1"];
    await plumbline(["cis", "--edition", edition, "--record", recording, "--quiet", ...where], { folder, codes: [0, 1, 3] });
  } finally {
    await proxy.stop();
    await emulator.stop();
  }
}

interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

async function median(measure: () => Promise<Run>): Promise<Run> {
  const runs: Run[] = [];
  for (let i = 0; i < runsEach; i++) runs.push(await measure());
  const middle = (of: (run: Run) => number) => runs.map(of).sort((a, b) => a - b)[Math.floor(runsEach / 2)] ?? 0;
  return { wall: middle(({ wall }) => wall), cpu: middle(({ cpu }) => cpu), peak: middle(({ peak }) => peak) };
}

/** Runs the built command; its own process tells CPU and memory when it ends. */
async function run(words: readonly string[], cwd: string): Promise<Run> {
  const began = performance.now();
  const preload = ["--import", join(import.meta.dirname, "peak-memory.mjs")];
  const child = spawn(process.execPath, [...preload, join(root, "apps/plumbline/dist/main.js"), ...words], {
    ...{ cwd, env: { PATH: process.env["PATH"] } },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += String(chunk);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const found = /peak (\d+) KiB, (\d+) ms of CPU/.exec(told);
  if (!found || (code !== 0 && code !== 1 && code !== 3)) throw new Error(`${words[0]} ended with ${code}: ${told}`);
  return { wall: performance.now() - began, cpu: Number(found[2]), peak: Number(found[1]) / 1024 };
}
