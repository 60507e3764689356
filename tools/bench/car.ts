import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateTagsCommand, EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { type CarProcess, startCarProcess } from "@plumbline/testkit/car-service/start-car-process";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { z } from "zod";
import { root } from "../gen/names.ts";
import { type CarAws, region, startCarAws } from "./car-aws.ts";
import { idOf, images, rowsOfInstance } from "./car-instances.ts";

const sizes = [10_000, 100_000] as const;
const aims = { timesTheMemory: 1.3, timesTheSeconds: 12 };
const auth = { key: "bench", password: "bench" };
const settings = { auth, pollsUntilDone: 0 };
/** Of an account that has been imported: so many instances get another name, and so many are terminated. */
const changes = { renamed: 90, terminated: 10 };

/**
 * Imports 10,000 and 100,000 instances into CAR's stand-in with the built connector, and then 100 that have changed: peak memory, seconds, and
 * whether every row arrives. The connector and CAR's stand-in are processes of their own; AWS's stand-in is this one.
 */
export async function benchCar(): Promise<void> {
  const full: Run[] = [];
  const wrong: string[] = [];
  for (const total of sizes) {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-car-"));
    const aws = await startCarAws(total);
    const car = await startCarProcess(settings, cacheFolder);
    try {
      const place = { aws, car, folder };
      console.log(`the same rows only made and posted: ${await runFloor(total)}`);
      const run = await runConnector(place);
      full.push(run);
      wrong.push(...(await tell(`${total} instances`, run, place, expected(total))));
      if (total !== sizes[sizes.length - 1]) continue;
      await change(aws);
      wrong.push(...(await tell("100 of them changed", await runConnector(place), place, expected(total - changes.terminated))));
    } finally {
      await car.stop();
      await aws.stop();
      await rm(folder, { recursive: true });
    }
  }
  const times = (of: (run: Run) => number) => full.map(of).reduce((small, large) => large / small);
  const [memory, seconds] = [times(({ peak }) => peak), times(({ seconds }) => seconds)];
  console.log(`ten times the instances take ${memory.toFixed(2)} times the memory and ${seconds.toFixed(1)} times the time`);
  if (memory > aims.timesTheMemory) wrong.push(`the memory is more than ${aims.timesTheMemory} times`);
  if (seconds > aims.timesTheSeconds) wrong.push(`the time is more than ${aims.timesTheSeconds} times`);
  for (const one of wrong) console.error(`wrong: ${one}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

interface Place {
  readonly aws: CarAws;
  readonly car: CarProcess;
  readonly folder: string;
}
const Told = z.object({
  mode: z.enum(["full", "incremental"]),
  sent: z.record(z.string(), z.number()),
  removed: z.record(z.string(), z.number()),
  incomplete: z.array(z.unknown()).max(0),
  refused: z.array(z.unknown()).max(0),
});
type Run = Cost & z.infer<typeof Told>;
type Counts = Readonly<Record<string, number>>;
const sum = (counts: Counts): number => Object.values(counts).reduce((all, one) => all + one, 0);

const expected = (total: number): Counts => ({
  ...Object.fromEntries(Object.entries(rowsOfInstance).map(([name, count]) => [name, count * total])),
  ...{ application: images, geolocation: 1 },
});

const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(root, ".cache");

async function runConnector({ aws, car, folder }: Place): Promise<Run> {
  const environment = {
    ...{ AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing", AWS_EC2_METADATA_DISABLED: "true" },
    ...{
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      CAR_SERVICE_KEY: auth.key,
      CAR_SERVICE_PASSWORD: auth.password,
    },
  };
  const words = ["--source", "aws-bench", "--regions", region, "--endpoint-url", aws.url, "--car-service-url", car.url, "--format", "json"];
  const { stdout, ...cost } = await measure([join(root, "apps/car-connector/dist/main.js"), ...words], { cwd: folder, env: environment });
  return { ...Told.parse(JSON.parse(stdout)), ...cost };
}

/** Makes and posts the rows of so many instances without a connector, and says what it took. */
async function runFloor(total: number): Promise<string> {
  const car = await startCarProcess(settings, cacheFolder);
  try {
    const words = [
      "--conditions=@plumbline/source",
      join(import.meta.dirname, "car-floor.ts"),
      car.url,
      auth.key,
      auth.password,
      String(total),
    ];
    const { seconds, cpuSeconds, peak } = await measure(words, { cwd: root, env: {} });
    const rows = sum(await car.counts());
    return `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak memory ${peak.toFixed(0)} MiB; ${rows} rows in CAR`;
  } finally {
    await car.stop();
  }
}

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** In MiB. */
  readonly peak: number;
}
/** Runs a program of node to its end. */
async function measure(words: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Cost & { stdout: string }> {
  const began = performance.now();
  const preload = ["--import", join(import.meta.dirname, "peak-memory.mjs")];
  const child = spawn(process.execPath, [...preload, ...words], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const seconds = (performance.now() - began) / 1000;
  const found = /peak (\d+) KiB, (\d+) ms of CPU/.exec(stderr);
  if (!found || code !== 0) throw new Error(`it ended with ${code}: ${stdout}${stderr}`);
  return { stdout, seconds, cpuSeconds: Number(found[2]) / 1000, peak: Number(found[1]) / 1024 };
}

async function change({ url }: CarAws): Promise<void> {
  const ec2 = new EC2Client({ endpoint: url, region, credentials: { ...emulatorCredentials } });
  for (let n = 0; n < changes.renamed; n++)
    await ec2.send(new CreateTagsCommand({ Resources: [idOf(n * 7)], Tags: [{ Key: "Name", Value: `renamed-${n}` }] }));
  const InstanceIds = Array.from({ length: changes.terminated }, (_, n) => idOf(n * 7 + 3));
  await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  ec2.destroy();
}

/** Prints a run, and gives what is wrong with it. */
async function tell(name: string, run: Run, { aws, car }: Place, wanted: Counts): Promise<string[]> {
  const { mode, sent, removed, seconds, cpuSeconds, peak } = run;
  const held = await car.counts();
  const rows = (counts: Counts) =>
    Object.entries(counts)
      .map(([collection, count]) => `${collection} ${count}`)
      .join(", ");
  console.log(
    `${name}: ${mode} import in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak memory ${peak.toFixed(0)} MiB; ${sum(sent)} rows sent, ${sum(removed)} taken away, ${sum(held)} in CAR`,
  );
  console.log(`  in CAR: ${rows(held)}`);
  console.log(`  calls: ${rows(aws.takeCalls())}`);
  return [...new Set([...Object.keys(wanted), ...Object.keys(held)])].flatMap((collection) =>
    held[collection] === wanted[collection]
      ? []
      : [`${name}: ${held[collection] ?? 0} of ${wanted[collection] ?? 0} rows of ${collection} are in CAR`],
  );
}
