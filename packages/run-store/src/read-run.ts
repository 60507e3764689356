import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import type { z } from "zod";
import { codeOf, reasonOf, StoreError } from "./error.ts";
import { runPaths } from "./paths.ts";
import { readCounted } from "./read-counted.ts";

async function readJson<S extends z.ZodType>(path: string, schema: S, hint: string): Promise<z.output<S>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) =>
    Promise.reject(
      new StoreError(`can't read ${path}: ${reasonOf(cause)}`, {
        code: "missing",
        path,
        hint,
        cause,
      }),
    ),
  );
  const parsed = parseJson(text, schema);
  if (parsed instanceof Error)
    throw new StoreError(`${path} can't be read: ${parsed.message}`, { code: "broken", path, hint, cause: parsed });
  return parsed.value;
}

function parseJson<S extends z.ZodType>(text: string, schema: S): { value: z.output<S> } | Error {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? { value: parsed.data } : new Error(faultsIn(parsed.error));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Reads what a run was asked to do, finished or not. */
export const readHeader = (folder: string): Promise<RunHeader> =>
  readJson(runPaths(folder).header, RunHeader, "name a run folder; plumbline scan prints its path");

/** Reads the header of a run that is to go on; one that is finished and left no gap is a StoreError of code `finished`. */
export async function readUnfinished(folder: string): Promise<RunHeader> {
  const header = await readHeader(folder);
  const { summary, surveys } = runPaths(folder);
  if ((await exists(surveys)) || !(await exists(summary))) return header;
  throw new StoreError(`run ${header.id} is finished and has no gap`, { code: "finished", path: summary, hint: "start a new run" });
}

/** A finished run, with all that its header was kept with. */
export interface StoredReport extends RunReport {
  readonly header: RunHeader;
}

/** Opens a finished run as a report; an unfinished or damaged one is a StoreError. */
export async function readRun(folder: string): Promise<StoredReport> {
  const header = await readHeader(folder);
  const paths = runPaths(folder);
  const summary = await readJson(paths.summary, RunSummary, `the run did not finish; plumbline scan --resume ${header.id} goes on with it`);
  if (!(await exists(paths.findings)))
    throw new StoreError(`${paths.findings} is missing`, { code: "broken", path: paths.findings, hint: "start a new run" });
  return { header, summary, findings: () => readFindings(paths.findings, summary) };
}

function readFindings(path: string, { counts }: RunSummary): AsyncGenerator<Finding> {
  const wanted = counts.pass + counts.fail + counts["not-applicable"] + counts.unknown;
  return readCounted(path, wanted, (count) => `${path} has ${count} findings, and the summary counts ${wanted}`);
}

/** Finds a run folder: a path, a run id below `root`, or the newest run below `root` when nothing or `latest` is named. */
export async function findRun(root: string, named: string | undefined): Promise<string> {
  if (named !== undefined && named !== "latest") {
    for (const folder of [join(root, named), named]) if (await isRun(folder)) return folder;
    throw new StoreError(`there is no run ${named} in ${root}`, {
      code: "missing",
      path: root,
      hint: "a scan prints the run's id; latest names the newest",
    });
  }
  const names = await namesIn(root);
  for (const name of names.sort().reverse()) if (await isRun(join(root, name))) return join(root, name);
  throw new StoreError(`there is no run in ${root}`, {
    code: "missing",
    path: root,
    hint: "run plumbline scan first, or name the folder with --output",
  });
}

/** The folders of the finished runs below `root`, the newest first. */
export async function finishedRuns(root: string): Promise<string[]> {
  const finished: string[] = [];
  for (const name of (await namesIn(root)).sort().reverse()) {
    const folder = join(root, name);
    if ((await isRun(folder)) && (await exists(runPaths(folder).summary))) finished.push(folder);
  }
  return finished;
}

const namesIn = (root: string): Promise<string[]> =>
  readdir(root).catch((cause: unknown) =>
    codeOf(cause) === "ENOENT"
      ? []
      : Promise.reject(
          new StoreError(`can't read ${root}: ${reasonOf(cause)}`, {
            code: "broken",
            path: root,
            hint: "name a folder with --output",
            cause,
          }),
        ),
  );

const isRun = (folder: string): Promise<boolean> => exists(runPaths(folder).header);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (cause: unknown) =>
      ["ENOENT", "ENOTDIR"].includes(codeOf(cause))
        ? false
        : Promise.reject(
            new StoreError(`can't read ${path}: ${reasonOf(cause)}`, { code: "broken", path, hint: "make it readable", cause }),
          ),
  );
