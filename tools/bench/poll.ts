import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../gen/names.ts";
import { queuesStandIn } from "./queues-stand-in.ts";

const runsEach = 5;
const allowedGrowth = 1.25;
const smallHeap = { messages: 200_000, mebibytes: 64 };

/** Polls 2,000 and 20,000 queues of a stand-in with the built poller, and compares the peak memory of the processes. */
export async function benchPoll(): Promise<void> {
  const peaks = new Map<number, number>();
  for (const total of [2000, 20_000]) {
    const seen: number[] = [];
    for (let i = 0; i < runsEach; i++) seen.push(await pollOnce(total));
    const median = seen.sort((a, b) => a - b)[Math.floor(runsEach / 2)] ?? 0;
    peaks.set(total, median);
    console.log(
      `${total} messages: peak memory ${median.toFixed(0)} MiB (median of ${runsEach}; ${seen.map((mib) => mib.toFixed(0)).join(" ")})`,
    );
  }
  const growth = (peaks.get(20_000) ?? 0) / (peaks.get(2000) ?? 1);
  console.log(`ten times the messages take ${growth.toFixed(2)} times the memory: ${growth <= allowedGrowth ? "flat" : "NOT FLAT"}`);
  // The peak moves with the garbage collector's leisure; that so small a heap suffices for so many messages does not.
  const peak = await pollOnce(smallHeap.messages, [`--max-old-space-size=${smallHeap.mebibytes}`]);
  console.log(`${smallHeap.messages} messages pass through a heap of ${smallHeap.mebibytes} MiB: peak memory ${peak.toFixed(0)} MiB`);
  process.exitCode = growth <= allowedGrowth ? 0 : 1;
}

async function pollOnce(total: number, flags: readonly string[] = []): Promise<number> {
  const standIn = await queuesStandIn(total);
  const environment = {
    PATH: process.env["PATH"],
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  const words = ["--types", "sqs", "--regions", "us-east-1", "--endpoint-url", standIn.url, "--stdout"];
  const child = spawn(
    process.execPath,
    [...flags, "--import", join(import.meta.dirname, "peak-memory.mjs"), join(root, "apps/poller/dist/main.js"), ...words],
    { env: environment, stdio: ["ignore", "pipe", "pipe"] },
  );
  let messages = 0;
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += String(chunk);
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line !== "") messages++;
  const code = await ended;
  standIn.stop();
  if (messages !== total || code !== 0) throw new Error(`${messages} of ${total} messages, exit code ${code}: ${told}`);
  return Number(/peak (\d+) KiB/.exec(told)?.[1]) / 1024;
}
