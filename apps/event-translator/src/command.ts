import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { type Limits, limitsOf } from "@plumbline/cli/limits";
import { type Log, makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { queueSink, type Sink } from "@plumbline/cli/queue-sink";
import type { Result } from "@plumbline/cli/run-command";
import type { Outgoing } from "@plumbline/cli/send";
import { type FoundFile, findFiles } from "@plumbline/cloudtrail-incremental/find-files";
import { type ReadRecord, readRecords } from "@plumbline/cloudtrail-incremental/read-records";
import { type Translation, translate } from "@plumbline/cloudtrail-incremental/translate";
import { Command } from "commander";
import { Config } from "./config.ts";
import { type Counts, count, countsText, noCounts } from "./counts.ts";
import { type Narrowed, narrow } from "./narrow.ts";
import { ownOf } from "./own-of.ts";
import { tableOf } from "./table.ts";
import { toOutgoing } from "./to-outgoing.ts";

/** The options that the command and the function share; each can be set by its variable. */
export const translateOptions = (): Command =>
  addGlobalOptions(new Command("plumbline-event-translator"))
    .description(
      "Turns CloudTrail records, or EventBridge events with them, into messages about the resources that changed: JSON lines on stdout, or into a queue. A record that can't be read is told and the others go on: exit code 3.",
    )
    .option("--sqs <url>", `put the messages into this queue, each held back until AWS's answers show the change ${said("SQS")}`)
    .option("--own-principals <arns>", `users and roles whose calls are our own, as our sessions are ${said("OWN_PRINCIPALS")}`, toList)
    .option("--checks <ids>", `only events that these checks, types or patterns need ${said("CHECKS")}`, toList)
    .option("--exclude-checks <ids>", `checks to leave out ${said("EXCLUDE_CHECKS")}`, toList);
const said = (variable: string) => `(variable PLUMBLINE_${variable})`;

/** `plumbline translate-events`, and the event translator's own command. */
export const translateEventsCommand = (io: Io, result: Result): Command =>
  translateOptions()
    .argument("[paths...]", "files or folders of records, also gzip (default stdin)")
    .action(async (paths: string[], _options, self: Command) => {
      result.exitCode = await run(parseOptions(Config, self), paths, io);
    });

async function run(config: Config, paths: readonly string[], io: Io): Promise<ExitCode> {
  const log = makeLog(io, config);
  const table = await tableOf(config.checks, config.excludeChecks);
  const own = ownOf(config);
  await proveThere(paths, io.folder);
  const counts = noCounts();
  const destination = await openDestination(config, counts, io, log);
  try {
    for await (const record of openRecords(paths, counts, io)) {
      const done = "value" in record ? await narrow(translate(record.value, table, own), destination.limits, table) : unread(record.reason);
      count(counts, done);
      if (config.format === "json") await print(io.stdout, `${JSON.stringify({ where: record.where, ...toLine(done) })}\n`);
      if (done.kind === "unreadable")
        log("warn", [`${record.where}: ${done.error.message}`, ...(done.error.hint ? [done.error.hint] : [])].join("; "), {
          where: record.where,
        });
      if (done.kind !== "messages") continue;
      for (const message of done.messages) await destination.sink.put(toOutgoing(message));
      counts.messages += done.messages.length;
    }
    await destination.sink.end();
    log("info", countsText(counts), { ...Object.fromEntries(counts.ignored), unreadable: counts.unreadable, messages: counts.messages });
    return counts.unreadable > 0 || destination.refused() ? exitCodes.incomplete : exitCodes.clean;
  } finally {
    destination.close();
  }
}

interface Unread {
  readonly kind: "unreadable";
  readonly error: { readonly message: string; readonly hint?: string };
}
type Done = Translation | Narrowed | Unread;

const unread = (message: string): Unread => ({ kind: "unreadable", error: { message } });

function toLine(done: Done): object {
  if (done.kind === "unreadable") return { outcome: done.kind, reason: done.error.message, do: done.error.hint };
  if (done.kind === "ignored") return { outcome: done.kind, reason: done.reason };
  return { outcome: done.kind, messages: done.messages.map(({ ref, effect, settleSeconds }) => ({ ...ref, effect, settleSeconds })) };
}

async function proveThere(paths: readonly string[], folder: string): Promise<void> {
  for (const path of paths)
    await stat(resolve(folder, path)).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw usageError(`can't read ${path}: ${reason}`, "name files or folders of CloudTrail records", cause);
    });
}

/** The records of the named files and folders, one after another, or of stdin. */
async function* openRecords(paths: readonly string[], counts: Counts, { stdin, folder }: Io): AsyncGenerator<ReadRecord> {
  if (paths.length === 0) return yield* readRecords(stdin, "stdin");
  for (const path of paths)
    for await (const found of filesOf(resolve(folder, path)))
      if ("reason" in found) yield found;
      else if (found.isRecords) yield* readRecords(createReadStream(found.path), found.path);
      else counts.filesLeftOut++;
}

async function* filesOf(path: string): AsyncGenerator<FoundFile | { where: string; reason: string }> {
  try {
    yield* findFiles(path);
  } catch (error) {
    yield { where: path, reason: `not all of it can be listed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

interface Destination {
  readonly sink: Sink<Outgoing>;
  readonly limits: Limits;
  /** True when the queue did not take every message. */
  refused(): boolean;
  close(): void;
}

/** Signs in only when a queue or the organization's accounts are asked for. */
async function openDestination(config: Config, counts: Counts, io: Io, log: Log): Promise<Destination> {
  const { sqs: url, accounts, regions, org, ou, format } = config;
  const session = url !== undefined || org || ou.length > 0 ? await openSession(config, newRunId(io), io) : undefined;
  try {
    const named = { accounts, regions: regions.includes("all") ? undefined : regions };
    const limits = session ? await limitsOf(session, config) : named;
    let refusals = 0;
    const refuse = ({ message, reason }: { message: Outgoing; reason: string }) => {
      refusals++;
      counts.messages--;
      log("warn", `message ${message.body} could not be put into ${url}: ${reason}`);
    };
    const toStdout: Sink<Outgoing> = {
      put: async ({ body }) => (format === "json" ? undefined : print(io.stdout, `${body}\n`)),
      end: async () => undefined,
    };
    const sink = session && url !== undefined ? queueSink({ url, session, sleep: io.sleep, refuse }) : toStdout;
    return { sink, limits, refused: () => refusals > 0, close: () => session?.close() };
  } catch (error) {
    session?.close();
    throw error;
  }
}
