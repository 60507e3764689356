import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import { numberOption } from "@plumbline/cli/number-option";
import { isLoopback } from "@plumbline/cli/open-session";
import { outputFolder } from "@plumbline/cli/scan";
import { type ControlChange, controlChanges } from "@plumbline/finding-model/control-changes";
import { isGap } from "@plumbline/finding-model/coverage";
import { isExcepted } from "@plumbline/finding-model/finding";
import { type Lifecycle, lifecycle } from "@plumbline/finding-model/lifecycle";
import type { RunHeader, RunReport } from "@plumbline/finding-model/run-report";
import type { Diff } from "@plumbline/reports/diff";
import { diffJson } from "@plumbline/reports/diff-json";
import { diffMarkdown } from "@plumbline/reports/diff-markdown";
import { diffNotes } from "@plumbline/reports/diff-notes";
import { diffText } from "@plumbline/reports/diff-text";
import { findRun, finishedRuns, readHeader, readRun } from "@plumbline/run-store/read-run";
import { writeStream } from "@plumbline/run-store/write";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  format: z.enum(["terminal", "json", "markdown"]).default("terminal"),
  history: numberOption.int("must be whole").min(0).max(100).default(10),
});
type Options = z.infer<typeof Options>;

/** `plumbline diff` */
export const diffCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline diff"))
    .description(
      "Tells what became of each finding between two runs; reads run folders only. What the later run did not look at is never resolved. Exit codes: 0 nothing new or reopened, 1 something is, 3 the later run is incomplete.",
    )
    .argument("[earlier]", "a run's id or folder, or previous: the newest one before the later run that asked the same (default)")
    .argument("[later]", "a run's id or folder, or latest: the newest finished one (default)")
    .option("--history <count>", "runs before the earlier one that are read for what was reopened (default 10)")
    .action(async (earlier: string | undefined, later: string | undefined, _options, command: Command) => {
      result.exitCode = await diff({ earlier: earlier ?? "previous", later: later ?? "latest" }, parseOptions(Options, command), io);
    });

async function diff(named: { readonly earlier: string; readonly later: string }, options: Options, io: Io): Promise<ExitCode> {
  const root = outputFolder(options, io);
  const finished = await finishedRuns(root);
  const later = await readRun(
    named.later === "latest" && finished[0] !== undefined ? finished[0] : await findRun(root, nameOf(named.later)),
  );
  const alike = await runsAlike(finished, later.header);
  const folder =
    named.earlier === "previous" ? alike.find(({ header }) => header.id < later.header.id)?.folder : await findRun(root, named.earlier);
  if (folder === undefined)
    throw usageError(`there is no run before ${later.header.id} that asked the same`, "name the earlier run: plumbline diff EARLIER LATER");
  const earlier = await readRun(folder);
  if (earlier.header.id === later.header.id) throw usageError(`run ${later.header.id} can't be compared with itself`, "name two runs");
  proveSamePlace(earlier.header, later.header);
  const past = alike.filter(({ header }) => header.id < earlier.header.id && header.id !== later.header.id).slice(0, options.history);
  const older = await Promise.all(past.map((one) => readRun(one.folder)));
  return tell({ earlier, later, older }, options, io);
}

const nameOf = (name: string): string | undefined => (name === "latest" ? undefined : name);

/** The finished runs of the same place that answer the same benchmark, whatever its edition, or none; the newest first. */
async function runsAlike(folders: readonly string[], to: RunHeader): Promise<{ readonly folder: string; readonly header: RunHeader }[]> {
  const all = await Promise.all(folders.map(async (folder) => ({ folder, header: await readHeader(folder) })));
  return all.filter(({ header }) => header.benchmark?.id === to.benchmark?.id && isSamePlace(header, to));
}

const isSamePlace = (a: RunHeader, b: RunHeader): boolean =>
  a.partition === b.partition && (a.endpoint === b.endpoint || (isLoopback(a.endpoint) && isLoopback(b.endpoint)));

function proveSamePlace(a: RunHeader, b: RunHeader): void {
  if (isSamePlace(a, b)) return;
  const place = ({ partition, endpoint }: RunHeader) => (endpoint === undefined ? partition : `${partition} at ${endpoint}`);
  throw usageError(`run ${a.id} is of ${place(a)}, run ${b.id} of ${place(b)}`, "compare runs of one place");
}

interface Runs {
  readonly earlier: RunReport;
  readonly later: RunReport;
  readonly older: readonly RunReport[];
}

async function tell({ earlier, later, older }: Runs, { format }: Options, io: Io): Promise<ExitCode> {
  const controls = await controlChanges(earlier, later);
  const open = { findings: 0 };
  async function* findings(): AsyncGenerator<Lifecycle> {
    for await (const one of lifecycle({ later, earlier: [earlier, ...older] })) {
      if ((one.state === "new" || one.state === "reopened") && !isExcepted(one.finding)) open.findings++;
      yield one;
    }
  }
  const notes = diffNotes(earlier, later);
  const told: Diff = { earlier: earlier.header, later: later.header, older: older.length, notes, controls, findings };
  if (format === "json") await writeStream(io.stdout, diffJson(told));
  else if (format === "markdown") await print(io.stdout, await diffMarkdown(told));
  else await writeStream(io.stdout, diffText(told, { width: io.columns, color: coloursOf(io) }));
  const { coverage, counts } = later.summary;
  return gravest([
    ...(coverage.some(isGap) || counts.unknown > 0 ? [exitCodes.incomplete] : []),
    ...(open.findings > 0 || controls.some(isWorse) ? [exitCodes.findings] : []),
  ]);
}

/** A control that was answered otherwise and fails now, not by what exceptions cover alone. */
const isWorse = ({ before, now }: ControlChange): boolean =>
  before !== undefined && now?.outcome === "fail" && (now.counts.fail === 0 || now.counts.fail > now.counts.excepted);
