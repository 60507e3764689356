import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { Context } from "@plumbline/queue-worker/handler";
import { z } from "zod";
import { type Invoker, invokeLambda } from "./invoker.ts";
import { requestHandler } from "./request.ts";
import { scanHandler } from "./scan.ts";
import type { ScanEvent } from "./scan-event.ts";

const hours = 12;
const Ended = z.object({ status: z.string().optional(), error: z.string().optional() });

/** Runs one of the functions here, with the event of a file, and prints its answer. */
export async function runLocally(which: "request" | "scan", file: string, io: Io): Promise<ExitCode> {
  const event = await readEvent(resolve(io.folder, file));
  const end = io.now().getTime() + hours * 3_600_000;
  const context: Context = { awsRequestId: io.random(), getRemainingTimeInMillis: () => Math.max(0, end - io.now().getTime()) };
  if (which === "scan") return tell(await scanHandler(io)(event, context), io);
  // Without a function to scan with, the scans follow here.
  const isHere = !io.environment["CIS_Scan_LambdaFunction"] && !io.environment["SCAN_FUNCTION"];
  const scans: ScanEvent[] = [];
  const keep: Invoker = async (_aws, _name, one) => void scans.push(one);
  const surroundings = isHere ? { ...io, environment: { ...io.environment, SCAN_FUNCTION: "here" } } : io;
  const codes = [await tell(await requestHandler(surroundings, isHere ? keep : invokeLambda)(event, context), io)];
  for (const scan of scans) codes.push(await tell(await scanHandler(io)(scan, context), io));
  return codes.find((code) => code !== exitCodes.clean) ?? exitCodes.clean;
}

async function readEvent(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: unknown) =>
    Promise.reject(usageError(`--event: can't read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, undefined, cause)),
  );
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words show a part of the text, which may be a key.
    throw usageError(`--event: ${path} is no JSON`, "give the event as the README has it");
  }
}

async function tell(answer: unknown, io: Io): Promise<ExitCode> {
  await print(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
  const { status, error } = Ended.safeParse(answer).data ?? {};
  if (status === "INCOMPLETE") return exitCodes.incomplete;
  return error === undefined && status !== "FAILED" ? exitCodes.clean : exitCodes.refused;
}
