import { usageError } from "@plumbline/cli/command-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, type Io, print } from "@plumbline/cli/io";
import { addFilterOptions, entryFilter, JournalFilter } from "@plumbline/cli/journal-filter";
import { withJournal } from "@plumbline/cli/stores";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { byChange, journalDetails } from "@plumbline/reports/journal-details";
import { journalText } from "@plumbline/reports/plan-text";
import { counted } from "@plumbline/reports/text";
import type { Fault, Verification } from "@plumbline/run-store/chain";
import { entriesOf, type Journal } from "@plumbline/run-store/chained-journal";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json"]).default("terminal") });
const ListOptions = Options.extend(JournalFilter.shape);
const VerifyOptions = Options.extend({
  head: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the 64 hex digits of a hash")
    .optional(),
});

/** `plumbline journal` */
export const journalCommand: MakeCommand = (io, result) => {
  const command = addGlobalOptions(new Command("plumbline journal"))
    .description("Shows what was changed, by whom, and what became of it.")
    .argument("[what]", "only this run or change")
    .action(async (what: string | undefined, _options, self: Command) => {
      const global = parseOptions(Options, self);
      const read = (journal: Journal): Promise<JournalEntry[]> => (what === undefined ? entriesOf(journal) : entriesNamed(what, journal));
      const entries = await withJournal(global, io, read);
      return printEntries(entries, global.format, io);
    });
  addFilterOptions(addGlobalOptions(command.command("list")))
    .description("lists entries, one a line")
    .action(async (_options, self: Command) => {
      const asked = parseOptions(ListOptions, self);
      const isWanted = entryFilter(asked, io.now());
      return printEntries((await withJournal(asked, io, entriesOf)).filter(isWanted), asked.format, io);
    });
  addGlobalOptions(command.command("show"))
    .description("shows a change or a run whole: states before and after, who, why, and AWS's request ids")
    .argument("<what>", "the id of a change or of a run")
    .action(async (what: string, _options, self: Command) => {
      const global = parseOptions(Options, self);
      const entries = await withJournal(global, io, (journal) => entriesNamed(what, journal));
      if (global.format === "terminal") return print(io.stdout, journalDetails(entries, { color: coloursOf(io), width: io.columns }));
      const changes = byChange(entries).map((of) => ({ change: of[0]?.change, entries: of.map(({ change: _, ...entry }) => entry) }));
      return print(io.stdout, `${JSON.stringify(changes, null, 2)}\n`);
    });
  addGlobalOptions(command.command("verify"))
    .description("tells whether the journal is as it was written; exit code 4 when it is not")
    .option("--head <hash>", "a hash that an earlier verification printed; it must still be there")
    .action(async (_options, self: Command) => {
      const { head, ...global } = parseOptions(VerifyOptions, self);
      const { name, verification } = await withJournal(global, io, async (journal) => ({
        name: journal.name,
        verification: await journal.verify(head),
      }));
      if (verification.status !== "intact") result.exitCode = exitCodes.refused;
      const text =
        global.format === "json" ? `${JSON.stringify({ journal: name, ...verification }, null, 2)}\n` : verdictText(name, verification);
      return print(io.stdout, text);
    });
  return command;
};

async function entriesNamed(what: string, journal: Journal): Promise<JournalEntry[]> {
  const all = await entriesOf(journal);
  const found = all.filter(({ run, change }) => run === what || change.id === what);
  if (found.length === 0 && all.length > 0)
    throw usageError(`the journal ${journal.name} has no run or change ${what}`, "plumbline journal lists them");
  return found;
}

function printEntries(entries: readonly JournalEntry[], format: "terminal" | "json", io: Io): Promise<void> {
  if (format === "json") return print(io.stdout, `${JSON.stringify(entries, null, 2)}\n`);
  return print(
    io.stdout,
    entries.length === 0 ? "The journal has no entries.\n" : `${journalText(entries, { color: coloursOf(io), width: io.columns })}\n`,
  );
}

const faultText = ({ place, what, hint }: Fault): string => `  ${place}: ${what}\n${hint === undefined ? "" : `    ${hint}\n`}`;

function verdictText(name: string, verification: Verification): string {
  const { entries, unchained, head } = verification;
  const older =
    unchained > 0 && head
      ? `The first ${unchained} are older than the chain: nothing tells whether they were changed before it began.\n`
      : "";
  const end = head ? `head: seq ${head.seq} ${head.hash}\n` : "";
  switch (verification.status) {
    case "intact":
      return `The journal ${name} is intact: ${counted(entries, "entry")}.\n${older}${end}`;
    case "torn":
      return `The journal ${name} is intact up to its last line, which is torn: a crash, or somebody else, left it. The next entry takes it away.\n${older}${end}`;
    case "unchained":
      return `The journal ${name} is not chained: it is older than that, and nothing tells whether its ${entries} entries were changed. The next entry begins the chain.\n`;
    case "broken":
      return `The journal ${name} is not as it was written:\n${verification.faults.map(faultText).join("")}${older}`;
  }
}
