import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import { exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, GlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Log, makeLog } from "@plumbline/cli/log";
import { notifierOf } from "@plumbline/cli/notify";
import { settleRun } from "@plumbline/cli/open-grace";
import { printReport, ReportFormat } from "@plumbline/cli/print-report";
import { exitCodeOf, FailOn, toTagFilter } from "@plumbline/cli/scan";
import { hubOption, importIntoHub, proveHub } from "@plumbline/cli/security-hub";
import { addTapeOptions, TapeOptions, tapedScan } from "@plumbline/cli/taped-scan";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { counted } from "@plumbline/reports/text";
import { Command, Option } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  failOn: FailOn.default("low"),
  format: ReportFormat.default("terminal"),
  now: z.iso.datetime({ offset: true, error: "must be an instant such as 2026-01-31T00:00:00Z" }).optional(),
  resume: z.string().optional(),
  notify: z.boolean().default(false),
  ...TapeOptions.shape,
  securityHub: z.boolean().default(false),
});

/** `plumbline scan` */
export const scanCommand: MakeCommand = (io, result) =>
  addTapeOptions(addGlobalOptions(new Command("plumbline scan")))
    .description(
      `Looks at accounts and judges them. Reads only, unless --security-hub is given. Formats: ${ReportFormat.options.join(", ")}. Exit codes: 0 clean, 1 findings, 2 usage, 3 incomplete, 70 internal error.`,
    )
    .option("--checks <ids>", "checks, types or patterns such as s3_bucket/*, comma-separated (default all)", toList)
    .option("--exclude-checks <ids>", "checks to leave out", toList)
    .option("--tags <pairs>", "only resources with these tags: key=value, comma-separated", toList)
    .addOption(new Option("--fail-on <severity>", "lowest severity that makes exit code 1 (default low)").choices(FailOn.options))
    .option("--now <instant>", "judge as if it were this instant")
    .option("--resume <run>", "go on with a run that broke off")
    .option("--notify", "tell the channels of the configuration what is new, changed or resolved")
    .option(...hubOption)
    .action(async (_words, command: Command) => {
      const { checks, excludeChecks, tags, failOn, format, now, resume, notify, record, replay, replayLatency, securityHub, ...global } =
        parseOptions(Options, command);
      proveHub({ securityHub, replay });
      if (resume !== undefined && (checks || excludeChecks || now))
        throw usageError("--resume goes on with the run's own checks and clock", "leave --checks, --exclude-checks and --now out");
      const config = await readConfig(global, io);
      if (notify && !config.notify)
        throw usageError("--notify: the configuration names no channel", "name channels under notify: in plumbline.yaml");
      if (notify && replay !== undefined) throw usageError("--notify: a replay tells nobody", "leave --notify or --replay out");
      const teller = await notifierOf(notify ? config : {}, { ...global, format }, io);
      const done = await tapedScan(
        {
          global: { ...global, format },
          checks,
          excludeChecks,
          tags: tags && toTagFilter(tags),
          resume,
          now: now === undefined ? undefined : new Date(now),
        },
        { record, replay, replayLatency },
        io,
      );
      await printReport(done, format, io, global);
      tellGaps(done.report.summary.coverage, makeLog(io, global));
      if (replay === undefined) await settleRun(done.report, config, global, io);
      const told = await teller.tellRun(done.report).finally(teller.close);
      const imported = securityHub ? await importIntoHub(done.report, global, io) : exitCodes.clean;
      result.exitCode = gravest([exitCodeOf(done.report, failOn), told, imported]);
    });

/** Says on stderr what could not be looked at: one line for each account and cause. */
function tellGaps(coverage: readonly Cell[], log: Log): void {
  const groups = Map.groupBy(coverage.filter(isGap), ({ account, outcome }) => `${account} ${outcome}`);
  for (const cells of groups.values()) {
    const [first] = cells;
    if (!first) continue;
    const { account, region, type, outcome, message = "" } = first;
    log(
      "warn",
      `${counted(cells.length, "cell")} of account ${account} could not be looked at (${outcome}), such as ${type} in ${region}: ${message}`,
      { account, cause: outcome },
    );
  }
}
