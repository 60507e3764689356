import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { exitCodes } from "@plumbline/cli/exit-code";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import { Plan } from "@plumbline/finding-model/change";
import { readJournal } from "@plumbline/run-store/journal";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { writeFile } from "@plumbline/run-store/write";
import type { Emulator } from "@plumbline/testkit/emulator";
import { createColors } from "picocolors";
import type { RunPlumbline } from "../make-command.ts";
import { demoIo } from "./demo-io.ts";
import { eventSteps } from "./events.ts";
import type { Step } from "./step.ts";

const accounts = ["111111111111", "222222222222"];
const regions = ["us-east-1", "eu-west-1"];

/** Tells the main job step by step; each is a command that a reader can type. Resolves to false when one did not end as it must. */
export async function tell(emulator: Emulator, folder: string, io: Io, run: RunPlumbline): Promise<boolean> {
  const colours = createColors(coloursOf(io));
  const say = (text: string) => print(io.stdout, `${text}\n`);
  const where = ["--endpoint-url", emulator.url, "--accounts", accounts.join(","), "--regions", regions.join(","), "--output", folder];
  const wrong: string[] = [];

  async function take({ title, words, wanted, keep, isOnStderr, variables = {}, show = (output) => output }: Step): Promise<void> {
    const set = Object.entries(variables).map(([name, value]) => `${name}=${value} `);
    await say(`\n${colours.bold(title)}\n${colours.dim(`$ ${set.join("")}plumbline ${words.join(" ")} $where`)}`);
    const inner = demoIo(io, folder);
    const code = await run([...words, ...where], { ...inner.io, environment: { ...inner.io.environment, ...variables } });
    if (keep) await writeFile(join(folder, keep), [inner.text()]);
    await say((await show(isOnStderr ? inner.errors() : inner.text())).trimEnd());
    if (code === wanted) return;
    wrong.push(`"${title}" ended with exit code ${code}, not ${wanted}`);
    await print(io.stderr, inner.errors());
  }

  await say(`An AWS emulator answers at ${emulator.url}. Nothing but it is touched. In the commands below, where is\n  ${where.join(" ")}`);
  for (const step of firstSteps(folder)) await take(step);
  const before = await findRun(folder, undefined);
  for (const step of changingSteps(folder)) await take(step);
  await take({ title: "8. See that it is fixed", words: ["scan"], wanted: exitCodes.findings, show: () => compare(before, folder) });
  const verified = (await readJournal(join(folder, "journal.jsonl"))).filter(({ status }) => status === "verified");
  const shared = verified.find(({ change }) => change.change === "ami/shares")?.change;
  if (!shared) throw new Error("no image was unshared");
  await take({ title: "9. Take one change back", words: ["undo", shared.id, "--apply"], wanted: exitCodes.clean });
  await take({ title: "10. Ask the journal about it", words: ["journal", shared.id], wanted: exitCodes.clean });
  await take({ title: "11. See that nobody has touched the journal", words: ["journal", "verify"], wanted: exitCodes.clean });
  for (const step of await eventSteps(emulator, folder, shared.resource)) await take(step);
  for (const line of wrong) await say(colours.red(line));
  await say(`\nAll of it is in ${folder}. Open the page of the first audit: ${join(before, "report.html")}`);
  await say("The same commands work on a real account: leave --endpoint-url out. Nothing is written without --apply.");
  return wrong.length === 0;
}

const firstSteps = (folder: string): Step[] => [
  {
    title: "1. Make misconfigured resources in two accounts and two regions",
    words: ["make-misconfigurations", "--account", accounts.join(",")],
    wanted: exitCodes.clean,
    keep: "made.jsonl",
    show: (output) =>
      `${lines(output).length} resources were made, each listed with the findings it must give: ${join(folder, "made.jsonl")}`,
  },
  {
    title: "2. Poll what is there",
    words: ["poll"],
    wanted: exitCodes.clean,
    keep: "messages.jsonl",
    show: (output) =>
      `${lines(output).length} messages, such as\n${lines(output)
        .filter((line) => /"(sqs|s3_bucket|ec2)"/.test(line))
        .slice(0, 3)
        .join("\n")}`,
  },
  { title: "3. Audit, and see what is wrong", words: ["scan"], wanted: exitCodes.findings, keep: "audit.txt", show: headings },
];

const changingSteps = (folder: string): Step[] => [
  {
    title: "4. Plan the fixes",
    words: ["plan", "--plan-file", join(folder, "plan.json")],
    wanted: exitCodes.clean,
    keep: "plan.txt",
    show: async (output) =>
      `${summaryLine(output)}\n${await unplanned(join(folder, "plan.json"))}Each change with its diff: ${join(folder, "plan.txt")}`,
  },
  {
    title: "5. Apply it with a tight brake: it is more than the run may change, so nothing is written",
    words: ["apply", join(folder, "plan.json"), "--apply", "--max-changes", "20"],
    wanted: exitCodes.refused,
    isOnStderr: true,
  },
  {
    title: "6. Let somebody else approve the plan, by its hash",
    words: ["approve", join(folder, "plan.json"), "--approver", "a colleague", "--approvals", join(folder, "approvals.json")],
    wanted: exitCodes.clean,
  },
  {
    title: "7. Apply the approved plan. What can't be undone is refused unless --allow-irreversible",
    words: ["apply", join(folder, "plan.json"), "--apply", "--require-approval", "--approvals", join(folder, "approvals.json")],
    wanted: exitCodes.refused,
    keep: "applied.txt",
    show: (output) => [...sample(lines(output)), lines(output).at(-1)].join("\n"),
  },
];

const lines = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

/** The audit without its rows: the bars, one line for each check that fails, and the totals. */
function headings(output: string): string {
  const isRow = (line: string) => /^\s+(\d{12}|\.\.\. and)\b|^\s{40,}/.test(stripVTControlCharacters(line));
  return lines(output)
    .filter((line) => !isRow(line))
    .join("\n");
}

const summaryLine = (output: string): string => lines(output).find((line) => / changes on \d+ resources/.test(line)) ?? "";

/** Counts the findings that are not planned by their reason. */
async function unplanned(path: string): Promise<string> {
  const plan = Plan.parse(JSON.parse(await readFile(path, "utf8")));
  const reasons = Map.groupBy(plan.unplanned, ({ reason }) => reason);
  return [...reasons].map(([reason, findings]) => `  ${String(findings.length).padStart(3)} not planned: ${reason}\n`).join("");
}

/** The first changes, and every one that was not made. */
function sample(output: readonly string[]): string[] {
  const changes = output.slice(0, -1);
  const isMade = (line: string) => stripVTControlCharacters(line).startsWith("verified");
  const first = changes.filter(isMade).slice(0, 8);
  return [...first, `... and ${changes.filter(isMade).length - first.length} more`, ...changes.filter((line) => !isMade(line))];
}

/** Says what became of the findings of the first run in the newest. */
async function compare(before: string, folder: string): Promise<string> {
  const [old, now] = [await readRun(before), await readRun(await findRun(folder, undefined))];
  const [was, is] = [old.summary.counts, now.summary.counts];
  const open = is.fail - is.contained;
  return `${was.fail} findings failed before. ${was.fail - is.fail} are cured, ${is.contained} are contained, ${open} are left: they have no remediation, or one that was refused or is off.`;
}
