import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { CloudTrailError } from "@plumbline/cloudtrail-incremental/cloudtrail-error";
import { localFiles } from "@plumbline/cloudtrail-incremental/local-files";
import { unwrap } from "@plumbline/cloudtrail-incremental/unwrap";
import { diff, diffKinds } from "@plumbline/iam-model/questions/diff";
import { snapshotsOf } from "./ask.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, prose, whole } from "./print-answer.ts";
import type { DiffConfig } from "./question-config.ts";

/** `plumbline iam diff` */
export async function askDiff([first, second]: readonly [string, string], config: DiffConfig, io: Io): Promise<ExitCode> {
  const now = io.now();
  const instants = [toInstant(first, now), toInstant(second, now)] as const;
  if (instants[0].getTime() >= instants[1].getTime())
    throw usageError(`${first} does not lie before ${second}`, "give the earlier one first");
  const records = config.records && (await recordsIn(config.records, io));
  const { account } = config;
  const [before, after] = await snapshotsOf(config, { instants, kinds: diffKinds, account }, io);
  if (before === undefined || after === undefined) throw new RangeError("two instants were asked");
  const answer = diff(before, after, { records, ...(account && { accounts: new Set(account) }) });
  const { from, to, changes, looked } = answer;
  const rows = changes.map(({ account: of, verb, who, what, details, reaches, by }) => [
    ...[of, who, verb, by.known ? by.who : "unknown", by.known ? by.at : "", reaches],
    details.length > 0 ? `${what}: ${details.join("; ")}` : what,
  ]);
  const fits = { account: whole, who: ids(0.2), verb: whole, by: ids(0.25), at: whole, reaches: ids(0.15), what: prose };
  const columns = Object.entries(fits).map(([name, fit]) => ({ name, fit }));
  const both = [
    { at: from, looked: looked.from },
    { at: to, looked: looked.to },
  ];
  const notConsidered = [...answer.notConsidered, ...(records ? [] : ["who did it: name files of CloudTrail records with --records"])];
  const title = `From ${from} to ${to}`;
  return printAnswer({ answer, table: { columns, rows }, title, row: "change", looked: both, notConsidered }, config, io);
}

/** The records of files and folders. One that can't be read is refused: it might be the one that tells. */
async function recordsIn(paths: readonly string[], io: Io): Promise<unknown[]> {
  const records: unknown[] = [];
  try {
    for (const path of paths)
      for await (const read of localFiles(resolve(io.folder, path))) {
        if ("reason" in read) throw usageError(`${read.where}: ${read.reason}`, "give files as CloudTrail writes them");
        records.push(unwrap(read.value));
      }
  } catch (error) {
    if (error instanceof CloudTrailError) throw usageError(error.message, error.hint, error);
    throw error;
  }
  return records;
}
