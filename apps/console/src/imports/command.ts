import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { readPlan } from "@plumbline/cli/plan-file";
import { withJournal } from "@plumbline/cli/stores";
import type { Plan } from "@plumbline/finding-model/change";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Tables } from "@plumbline/iam-store/tables";
import { finishedRuns, readRun } from "@plumbline/run-store/read-run";
import type { Transaction } from "kysely";
import { z } from "zod";
import type { ConsoleConfig } from "../config.ts";
import { openConsoleStore } from "../open-console-store.ts";
import { importJournal } from "./import-journal.ts";
import { importPlan } from "./import-plan.ts";
import { importRun } from "./import-run.ts";

type Config = Pick<ConsoleConfig, "database" | "folder" | "connections" | "as">;

/** `plumbline console import-run FOLDER`: a run's folder, or one with runs, which come in from the oldest to the newest. */
export async function importRuns(folder: string, config: Config, io: Io): Promise<ExitCode> {
  const below = await finishedRuns(folder);
  // A folder that is itself a run has no runs below; an unfinished one is refused with what to do.
  const reports = await Promise.all((below.length > 0 ? below.toReversed() : [folder]).map(readRun));
  return withStore(config, io, async (store) => {
    for (const report of reports) {
      const { run, accounts, findings } = await asCollector(store, config, io, (transaction, by) => importRun(transaction, report, by));
      await print(io.stdout, `run ${run}: ${findings} findings of ${accounts.join(", ")}\n`);
    }
  });
}

/** `plumbline console import-plan FILE` */
export async function importPlanFile(path: string, config: Config, io: Io): Promise<ExitCode> {
  if (config.as === undefined)
    throw usageError(
      "who brings the plan in is not said",
      "give --as with your name at the console's sign-in: who brings a plan in does not approve it",
    );
  // Which endpoint it is of is asked when it is applied; the page tells.
  const { plan, endpoint } = await readAnyPlan(path, io);
  if (plan.changes.length + plan.unplanned.length + plan.accounts.length === 0)
    throw usageError(`the plan ${path} names no account`, "a plan without any change has nothing to show");
  return withStore(config, io, async (store) => {
    const { isNew } = await asCollector(store, config, io, (transaction, by) => importPlan(transaction, plan, by));
    await print(
      io.stdout,
      `plan ${plan.hash}${endpoint === undefined ? "" : ` at ${endpoint}`}: ${plan.changes.length} changes${isNew ? "" : ", which are there already"}\n`,
    );
  });
}

async function readAnyPlan(path: string, io: Io): Promise<{ plan: Plan; endpoint: string | undefined }> {
  const text = await readFile(resolve(io.folder, path), "utf8").catch(() => "{}");
  const parsed = z.object({ endpoint: z.url().optional() }).safeParse(jsonOf(text));
  const endpoint = parsed.data?.endpoint;
  const plan = await readPlan(path, GlobalOptions.parse(endpoint === undefined ? {} : { endpointUrl: endpoint }), io);
  return { plan, endpoint };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // readPlan says what is wrong with it.
    return {};
  }
}

/** `plumbline console import-journal PLACE`: a file, or `dynamodb://TABLE`. A journal that was changed is refused. */
export async function importJournalOf(place: string, config: Config, io: Io): Promise<ExitCode> {
  const entries = await withJournal(GlobalOptions.parse({ journal: place }), io, (journal) => journal.readIntact());
  if (entries.length === 0) throw usageError(`the journal ${place} has no entry`, "name the file that plumbline apply wrote");
  return withStore(config, io, async (store) => {
    const added = await asCollector(store, config, io, (transaction, { at }) => importJournal(transaction, entries, at));
    await print(io.stdout, `journal ${place}: ${entries.length} entries, ${added} of them new\n`);
  });
}

async function withStore(config: Config, io: Io, work: (store: IamStore) => Promise<void>): Promise<ExitCode> {
  const store = await openConsoleStore({ ...config, demo: false }, io);
  try {
    await work(store);
    return exitCodes.clean;
  } finally {
    await store.close();
  }
}

type By = Readonly<{ subject: string; at: Date }>;

function asCollector<T>(
  store: IamStore,
  { as }: Config,
  io: Io,
  work: (transaction: Transaction<Tables>, by: By) => Promise<T>,
): Promise<T> {
  const subject = as ?? (io.environment["USER"]?.trim() || io.environment["LOGNAME"]?.trim() || "import");
  const actor = { role: "collector", accounts: "all", subject } as const;
  return store.as(actor, (transaction) => work(transaction, { subject, at: io.now() }));
}
