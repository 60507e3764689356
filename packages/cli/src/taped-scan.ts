import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { openRecording, openReplay } from "./cassette.ts";
import { usageError } from "./command-error.ts";
import { readConfig } from "./config.ts";
import type { Io } from "./io.ts";
import { outputFolder, type Scan, type ScanOptions, scan } from "./scan.ts";

/** Whether a scan is recorded into a file, or answered from one. */
export interface Tape {
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
  /** Milliseconds that each answer of a replay takes. */
  readonly replayLatency?: number | undefined;
}
/** The same as options of a command. */
export const TapeOptions = z.object({
  record: z.string().min(1).optional(),
  replay: z.string().min(1).optional(),
  replayLatency: z.coerce.number().int().min(0).max(10_000).optional(),
});

/** The options of a command that scans, for recording and replaying. */
export const addTapeOptions = (command: Command): Command =>
  command
    .option("--record <file>", "keep every call with its answer, without secrets; .zst packs it")
    .option("--replay <file>", "look at a recording in place of AWS: no credentials, no network")
    .option("--replay-latency <ms>", "milliseconds that each answer of a replay takes, for measuring");

/** Scans, with a recording where one is asked for: of AWS into a file, or of a file in place of AWS. */
export async function tapedScan(options: ScanOptions, { record, replay, replayLatency }: Tape, io: Io): Promise<Scan> {
  if (record !== undefined && replay !== undefined) throw usageError("--record and --replay can't go together", "leave one of them out");
  if (replayLatency !== undefined && replay === undefined)
    throw usageError("--replay-latency: nothing is replayed", "give --replay, or leave it out");
  if ((record ?? replay) !== undefined && options.resume !== undefined)
    throw usageError("--resume goes on with a run as it was begun", `leave --${record === undefined ? "replay" : "record"} out`);
  if (replay !== undefined) return replayed(options, { file: replay, latency: replayLatency }, io);
  if (record === undefined) return scan(options, io);
  const recording = await openRecording(record, options, await readConfig(options.global, io), io);
  try {
    const done = await scan(options, recording.io, recording.ground);
    const { header, summary } = done.report;
    const { id, startedAt, evaluatedAt } = header;
    recording.close({ id, startedAt, evaluatedAt, finishedAt: summary.finishedAt });
    return done;
  } finally {
    await recording.end();
  }
}

async function replayed(options: ScanOptions, recording: { file: string; latency: number | undefined }, io: Io): Promise<Scan> {
  const { accounts, org, ou, regions, config, exceptions } = options.global;
  if (accounts || org || ou.length > 0 || !regions.includes("all"))
    throw usageError(
      "--replay looks at the recording's own accounts and regions",
      "leave --accounts, --org, --ou and --regions out; a variable may have set them",
    );
  const own = config !== undefined || exceptions !== undefined ? await readConfig(options.global, io) : undefined;
  const playing = await openReplay(recording, options, own, io);
  const { stamps } = playing.ground;
  const root = outputFolder(options.global, io);
  if (stamps !== undefined && existsSync(join(root, stamps.id)))
    throw usageError(`run ${stamps.id} is in ${root} already`, "give another --output");
  return scan(playing.options, playing.io, playing.ground);
}
