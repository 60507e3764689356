import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { ExitCode } from "@plumbline/cli/exit-code";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import { codeOf } from "@plumbline/run-store/error";
import { makeFolder, proveWritable } from "@plumbline/run-store/folder";
import { readJournal } from "@plumbline/run-store/journal";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { writeFile } from "@plumbline/run-store/write";
import { type Emulator, useEmulator } from "@plumbline/testkit/emulator";
import { EmulatorError } from "@plumbline/testkit/emulator-error";
import { createColors } from "picocolors";
import type { RunPlumbline } from "../make-command.ts";
import { demoIo } from "./demo-io.ts";

const accounts = ["111111111111", "222222222222"];
const regions = ["us-east-1", "eu-west-1"];

/** Tells the story of the main job on an emulator. Resolves to false when a step did not end as it must. */
export async function runDemo(output: string, io: Io, run: RunPlumbline): Promise<boolean> {
  const folder = resolve(io.folder, output);
  await proveOwn(folder);
  const emulator = await openEmulator(folder, io);
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
    await writeFile(join(folder, mark), []);
    return await tell(emulator, folder, io, run);
  } finally {
    await emulator.stop();
  }
}

/** Every demo begins with this file; what else a folder holds is not ours to remove. */
const mark = ".plumbline-demo";

async function proveOwn(folder: string): Promise<void> {
  await proveWritable(folder);
  const names: readonly string[] = await readdir(folder).catch((error: unknown) =>
    codeOf(error) === "ENOENT" ? [] : Promise.reject(error),
  );
  if (names.length > 0 && !names.includes(mark))
    throw usageError(`${folder} is not empty and no demo made it`, "name a new or empty folder with --output");
}

async function openEmulator(folder: string, io: Io): Promise<Emulator> {
  try {
    const cacheFolder = io.environment["PLUMBLINE_CACHE"] ?? join(folder, "..", "cache");
    return await useEmulator({ cacheFolder, environment: io.environment, log: (line) => void io.stderr.write(`${line}\n`) });
  } catch (error) {
    if (error instanceof EmulatorError) throw usageError(error.message, error.hint, error);
    throw error;
  }
}

async function tell(emulator: Emulator, folder: string, io: Io, run: RunPlumbline): Promise<boolean> {
  const colours = createColors(coloursOf(io));
  const say = (text: string) => print(io.stdout, text);
  const where = ["--endpoint-url", emulator.url, "--accounts", accounts.join(","), "--regions", regions.join(","), "--output", folder];
  const codes: { step: string; code: ExitCode; wanted: ExitCode }[] = [];

  async function step(
    title: string,
    words: readonly string[],
    wanted: ExitCode,
    { keep, shows = true }: { keep?: string; shows?: boolean } = {},
  ): Promise<string> {
    await say(`\n${colours.bold(title)}\n${colours.dim(`$ plumbline ${words.join(" ")}`)}\n`);
    const inner = demoIo(io, folder, shows);
    const code = await run(words, inner.io);
    codes.push({ step: title, code, wanted });
    if (keep) await writeFile(join(folder, keep), [inner.text()]);
    return inner.text();
  }

  await say(`An AWS emulator answers at ${emulator.url}. Nothing but it is touched.\n`);
  const made = await step(
    "1. Make misconfigured resources in two accounts and two regions",
    ["make-misconfigurations", "--account", accounts.join(","), ...where],
    0,
    { keep: "made.jsonl", shows: false },
  );
  await say(`${lines(made)} resources were made: ${join(folder, "made.jsonl")}\n`);
  const polled = await step("2. Poll what is there", ["poll", ...where], 0, { keep: "messages.jsonl", shows: false });
  await say(
    `${lines(polled)} messages, such as\n${polled
      .split("\n")
      .filter((line) => line.includes("misconfiguration"))
      .slice(0, 3)
      .join("\n")}\n`,
  );
  await step("3. Audit, and see what is wrong", ["scan", ...where], 1);
  const before = await findRun(folder, undefined);
  await step("4. Plan the fixes", ["plan", "--plan-file", join(folder, "plan.json"), ...where], 0, { keep: "plan.txt", shows: false });
  await say(
    `${tail(await readText(join(folder, "plan.txt")), 3)}\nThe whole plan, with each change as a diff: ${join(folder, "plan.txt")}\n`,
  );
  await step("5. Apply the plan", ["apply", join(folder, "plan.json"), "--apply", ...where], 0);
  await step("6. See that it is fixed", ["scan", ...where], 1, { shows: false });
  await say(`${await compare(before, await findRun(folder, undefined))}\n`);
  const [entry] = (await readJournal(join(folder, "journal.jsonl"))).filter(({ status }) => status === "verified");
  if (entry) await step("7. Take one change back", ["undo", entry.change.id, "--apply", ...where], 0);
  await step("8. Ask the journal", ["journal", entry?.change.id ?? "", "--output", folder], 0);
  const wrong = codes.filter(({ code, wanted }) => code !== wanted);
  for (const { step: title, code, wanted } of wrong)
    await say(`${colours.red(`step "${title}" ended with exit code ${code}, not ${wanted}`)}\n`);
  await say(
    `\nAll of it is in ${folder}: report.html is in the run folders.\nThe same commands work on a real account: leave --endpoint-url out.\n`,
  );
  return wrong.length === 0;
}

const lines = (text: string): number => text.split("\n").filter((line) => line !== "").length;
const tail = (text: string, count: number): string => text.trimEnd().split("\n").slice(-count).join("\n");

async function readText(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(path, "utf8");
}

/** Says what became of the findings of one run in another. */
async function compare(before: string, after: string): Promise<string> {
  const [old, now] = [await readRun(before), await readRun(after)];
  const [was, is] = [old.summary.counts, now.summary.counts];
  return `${was.fail} findings failed before, ${is.fail} fail now; of these ${is.contained} are contained.`;
}
