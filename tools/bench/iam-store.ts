import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { StoreAddress } from "@plumbline/iam-store/open-store";
import { tryPostgres } from "@plumbline/testkit/postgres";
import { z } from "zod";
import { principals } from "./iam-world.ts";

/** One driver tells a count as a number, the other as text. */
const Count = z.coerce.number().int();
const Told = z.object({
  ...{ rows: z.int(), added: z.int(), changed: z.int(), ended: z.int(), seconds: z.number() },
  history: z.object({ versions: Count, last: Count, ended: Count, principals: Count, seen: Count }),
});

/** Loads 50,000 principals with what they hold into PGlite and PostgreSQL, and once more unchanged: rows a second, peak memory, rows of the history. */
export async function benchIamStore(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-iam-"));
  const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../.cache");
  const postgres = await tryPostgres({ cacheFolder, environment: process.env, log: () => undefined });
  const wrong: string[] = [];
  try {
    wrong.push(...(await twice("PGlite in a folder", { folder })));
    if ("missing" in postgres) console.log(postgres.missing);
    else wrong.push(...(await twice("PostgreSQL", { url: await postgres.server.create("iam") })));
  } finally {
    if ("server" in postgres) await postgres.server.stop();
    await rm(folder, { recursive: true });
  }
  for (const one of wrong) console.error(`wrong: ${one}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function twice(name: string, address: StoreAddress): Promise<readonly string[]> {
  const first = await run(address, "2026-01-01T00:00:00.000Z");
  console.log(`${name}, first load: ${line(first)}`);
  const second = await run(address, "2026-01-02T00:00:00.000Z");
  console.log(`${name}, nothing changed: ${line(second)}`);
  const { seen: seenFirst, ...before } = first.history;
  const { seen: seenSecond, ...after } = second.history;
  const facts: readonly (readonly [boolean, string])[] = [
    [before.principals === principals, `${before.principals} principals were loaded, not ${principals}`],
    [first.added === first.rows && before.versions === first.rows, "the first load did not add each row once"],
    [JSON.stringify(before) === JSON.stringify(after), `the history was ${JSON.stringify(before)} and is ${JSON.stringify(after)}`],
    [second.added + second.changed + second.ended === 0, "the second run told of changes"],
    [seenFirst === first.rows && seenSecond === first.rows, "the second run did not note every row's time"],
  ];
  return facts.flatMap(([holds, what]) => (holds ? [] : [`${name}: ${what}`]));
}

interface Run extends z.output<typeof Told> {
  /** In MiB. */
  readonly peak: number;
  /** Seconds of the process of ours; PostgreSQL's own are not in it. */
  readonly cpu: number;
}
const line = ({ rows, seconds, cpu, peak, history }: Run): string =>
  `${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} a second, ${cpu.toFixed(1)} s of CPU, peak memory ${peak.toFixed(0)} MiB; ${history.versions} versions in the history`;

async function run(address: StoreAddress, at: string): Promise<Run> {
  const flags = ["--conditions=@plumbline/source", "--import", join(import.meta.dirname, "peak-memory.mjs")];
  const words = [join(import.meta.dirname, "iam-store-run.ts"), JSON.stringify(address), at];
  const child = spawn(process.execPath, [...flags, ...words], { env: { PATH: process.env["PATH"] }, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const told = /peak (\d+) KiB, (\d+) ms of CPU/.exec(stderr);
  if (!told || code !== 0) throw new Error(`the writer ended with ${code}: ${stderr}`);
  return { ...Told.parse(JSON.parse(stdout)), peak: Number(told[1]) / 1024, cpu: Number(told[2]) / 1000 };
}
