import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { Context } from "@plumbline/queue-worker/handler";
import { z } from "zod";
import { type Invoker, invokeLambda } from "./invoker.ts";
import { openOwn } from "./places.ts";
import { requestHandler } from "./request.ts";
import { parseRequest } from "./request-event.ts";
import { scanHandler } from "./scan.ts";
import { parseScan, type ScanEvent } from "./scan-event.ts";
import { readSettings, type Settings } from "./settings.ts";
import { proveSurroundings } from "./surroundings.ts";

const hours = 12;
const Ended = z.object({ requestId: z.string().optional(), status: z.string().optional(), error: z.string().optional() });

/** Runs one of the functions here, with the event of a file, and prints its answer. */
export async function runLocally(which: "request" | "scan", file: string, io: Io): Promise<ExitCode> {
  const event = await readEvent(resolve(io.folder, file));
  const end = io.now().getTime() + hours * 3_600_000;
  const context: Context = { awsRequestId: io.random(), getRemainingTimeInMillis: () => Math.max(0, end - io.now().getTime()) };
  const read = which === "scan" ? parseScan(event) : parseRequest(event).request;
  if ("error" in read) throw usageError(`--event: ${read.error}`, "give the event as the README has it");
  const settings = readSettings(io.environment);
  await proveSurroundings(settings, io);
  const scanHere = async (one: unknown) => tell(await scanHandler(io)(one, context), { settings, io });
  if (which === "scan") return scanHere(event);
  // Without a function to scan with, the scans follow here.
  const isHere = !io.environment["CIS_Scan_LambdaFunction"] && !io.environment["SCAN_FUNCTION"];
  const scans: ScanEvent[] = [];
  const keep: Invoker = async (_aws, _name, one) => void scans.push(one);
  const surroundings = isHere ? { ...io, environment: { ...io.environment, SCAN_FUNCTION: "here" } } : io;
  const answered = await requestHandler(surroundings, isHere ? keep : invokeLambda)(event, context);
  const codes = [await tell(answered, { settings, io })];
  for (const scan of scans) codes.push(await scanHere(scan));
  return gravest(codes);
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

async function tell(answer: unknown, { settings, io }: { settings: Settings; io: Io }): Promise<ExitCode> {
  await print(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
  const { requestId, status, error } = Ended.safeParse(answer).data ?? {};
  if (status === "INCOMPLETE") return exitCodes.incomplete;
  if (error !== undefined || status === "FAILED") return exitCodes.refused;
  return status === "COMPLETED" && (await hasFailing(requestId, settings, io)) ? exitCodes.findings : exitCodes.clean;
}

/** Whether a control fails: the item tells, also of a scan that had ended before. */
async function hasFailing(requestId: string | undefined, settings: Settings, io: Io): Promise<boolean> {
  if (requestId === undefined) return false;
  const own = await openOwn(settings, io);
  try {
    return ((await own.requests.read(requestId))?.controlsFail ?? 0) > 0;
  } finally {
    own.close();
  }
}
