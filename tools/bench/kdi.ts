import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { KdiManifest } from "@plumbline/kdi-writer/manifest";
import { z } from "zod";
import { writeFindings } from "./kdi-findings.ts";

const runsEach = 3;
const sizes = [
  { findings: 20_000, assets: 2000 },
  { findings: 200_000, assets: 20_000 },
] as const;
/** Time is that of the processor: other programs on the machine have no say in it. */
const aims = { timesTheMemory: 1.3, timesTheCpu: 12 };

/** Young objects have 4 MiB and old ones 32: with more, Node keeps the longer what it could free, the longer a program runs. */
const smallHeap = { flags: ["--max-semi-space-size=4", "--max-old-space-size=32"], mebibytes: 32 };

const program = join(import.meta.dirname, "../../apps/inspector-connector/dist/main.js");

/**
 * Exports 20,000 and 200,000 saved findings over 2,000 and 20,000 assets with the built command, from the listing to the files: peak memory,
 * seconds, bytes, same bytes each time.
 */
export async function benchKdi(): Promise<void> {
  if (!existsSync(program)) throw new Error(`there is no ${program}: run pnpm build first`);
  const medians: Run[] = [];
  const wrong: string[] = [];
  for (const size of sizes) {
    const first = await run(size);
    const runs = [first];
    while (runs.length < runsEach) runs.push(await run(size));
    const middle = (of: (run: Run) => number) => runs.map(of).sort((a, b) => a - b)[Math.floor(runsEach / 2)] ?? 0;
    const one = { ...first, peak: middle(({ peak }) => peak), seconds: middle(({ seconds }) => seconds), cpu: middle(({ cpu }) => cpu) };
    const { counts, files } = one.manifest;
    medians.push(one);
    console.log(
      `${size.findings} findings of ${size.assets} assets: ${one.seconds.toFixed(1)} s, ${one.cpu.toFixed(1)} s of CPU, peak memory ${one.peak.toFixed(0)} MiB; ${files.length} files of ${(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB (medians of ${runsEach}; ${runs.map(({ peak }) => peak.toFixed(0)).join(" ")} MiB)`,
    );
    if (counts.vulns !== size.findings || counts.assets !== size.assets)
      wrong.push(`${counts.vulns} of ${size.findings} vulnerabilities and ${counts.assets} of ${size.assets} assets were written`);
    const hashes = new Set(runs.map(({ manifest }) => JSON.stringify(manifest)));
    if (hashes.size !== 1) wrong.push(`${runsEach} runs over the same findings wrote different bytes`);
  }
  const times = (of: (run: Run) => number) => medians.map(of).reduce((small, large) => large / small);
  const [memory, cpu] = [times(({ peak }) => peak), times(({ cpu }) => cpu)];
  console.log(`ten times the findings take ${memory.toFixed(2)} times the memory and ${cpu.toFixed(1)} times the CPU`);
  if (memory > aims.timesTheMemory) wrong.push(`the memory is more than ${aims.timesTheMemory} times`);
  if (cpu > aims.timesTheCpu) wrong.push(`the CPU is more than ${aims.timesTheCpu} times`);
  const small: number[] = [];
  for (const size of sizes) small.push((await run(size, smallHeap.flags)).peak);
  console.log(
    `through a heap of ${smallHeap.mebibytes} MiB: peak memory ${small.map((peak) => peak.toFixed(0)).join(" and ")} MiB, ${small.reduce((one, other) => other / one).toFixed(2)} times`,
  );
  for (const one of wrong) console.error(`wrong: ${one}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

const Told = z.object({ manifest: z.string() });
interface Run {
  readonly manifest: KdiManifest;
  readonly seconds: number;
  readonly cpu: number;
  /** In MiB. */
  readonly peak: number;
}

async function run({ findings, assets }: (typeof sizes)[number], flags: readonly string[] = []): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-kdi-"));
  try {
    const saved = join(folder, "findings.json");
    await writeFindings(saved, { findings, assets });
    const began = performance.now();
    const preload = [...flags, "--import", join(import.meta.dirname, "peak-memory.mjs")];
    const words = ["export", "--findings", saved, "--output-directory", folder, "--format", "json", "--quiet"];
    const child = spawn(process.execPath, [...preload, program, ...words], {
      ...{ env: { PATH: process.env["PATH"], TMPDIR: process.env["TMPDIR"] }, stdio: ["ignore", "pipe", "pipe"] },
    });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    const seconds = (performance.now() - began) / 1000;
    const told = /peak (\d+) KiB, (\d+) ms of CPU/.exec(stderr);
    if (!told || code !== 0) throw new Error(`the command ended with ${code}: ${stderr}`);
    const { manifest } = Told.parse(JSON.parse(stdout));
    return {
      manifest: KdiManifest.parse(JSON.parse(readFileSync(manifest, "utf8"))),
      seconds,
      cpu: Number(told[2]) / 1000,
      peak: Number(told[1]) / 1024,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
