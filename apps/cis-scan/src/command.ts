import { usageError } from "@plumbline/cli/command-error";
import { controlsExitCode } from "@plumbline/cli/controls-exit-code";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { printReport } from "@plumbline/cli/print-report";
import type { Result } from "@plumbline/cli/run-command";
import { scan } from "@plumbline/cli/scan";
import { controlResults } from "@plumbline/finding-model/control-results";
import { Command, Option } from "commander";
import { choose } from "./choose.ts";
import { Config } from "./config.ts";
import { controlList } from "./control-list.ts";
import { readAttestations } from "./read-attestations.ts";

/** `plumbline cis`, and the app's own command. */
export const cisCommand = (io: Io, result: Result): Command =>
  addGlobalOptions(new Command("plumbline cis"))
    .description(
      "Answers the CIS AWS Foundations Benchmark. Reads only. Exit codes: 0 no control fails, 1 one fails, 2 usage, 3 incomplete, 70 internal error.",
    )
    .option("--edition <version>", "1.2.0 to 7.0.0 (default 1.3.0)")
    .option("--level <number>", "1, or 2 with the controls of both (default 2)")
    .option("--section <names>", "only these sections, such as iam,logging", toList)
    .option("--controls <numbers>", "only these controls, such as 1.4,1.5", toList)
    .option("--list", "list the controls and end; looks at nothing")
    .option("--attestations <file>", "what persons found of manual controls")
    .addOption(new Option("--fail-on <what>", "whether a failing control makes exit code 1 (default any)").choices(["any", "never"]))
    .option("--now <instant>", "judge as if it were this instant")
    .option("--resume <run>", "go on with a run that broke off")
    .action(async (_words, command: Command) => {
      result.exitCode = await run(parseOptions(Config, command), io);
    });

async function run(config: Config, io: Io): Promise<ExitCode> {
  const chosen = await choose(config);
  if (config.list) {
    await print(io.stdout, controlList(chosen, { format: config.format, width: io.columns }));
    return exitCodes.clean;
  }
  const { attestations: file, resume, now } = config;
  if (resume !== undefined && (file !== undefined || now !== undefined))
    throw usageError("--resume goes on with the run's own attestations and clock", "leave --attestations and --now out");
  const attestations = file === undefined ? [] : await readAttestations(file, chosen.benchmark, io);
  const asked = { benchmark: { ...chosen.benchmark, attestations }, settings: chosen.settings };
  const done = await scan(
    { global: config, asked, checks: chosen.questions.map(({ id }) => id), resume, now: now === undefined ? undefined : new Date(now) },
    io,
  );
  await printReport(done, config.format, io, config);
  return controlsExitCode(await controlResults(done.report), done.report.summary, config.failOn);
}
