import type { ChosenCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { usageError } from "@plumbline/cli/command-error";
import { controlsExitCode } from "@plumbline/cli/controls-exit-code";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList, toVariables } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { printReport, ReportFormat } from "@plumbline/cli/print-report";
import type { Result } from "@plumbline/cli/run-command";
import { hubOption, importIntoHub, proveHub } from "@plumbline/cli/security-hub";
import { addTapeOptions, tapedScan } from "@plumbline/cli/taped-scan";
import { controlResults } from "@plumbline/finding-model/control-results";
import { Command, Option } from "commander";
import { choose } from "./choose.ts";
import { Config } from "./config.ts";
import { controlList } from "./control-list.ts";
import { readAttestations } from "./read-attestations.ts";

/** `plumbline cis`, and the app's own command; below it the two functions of the service, to be run here. */
export const cisCommand = (io: Io, result: Result): Command => {
  const command = addTapeOptions(addGlobalOptions(new Command("plumbline cis")));
  for (const which of ["request", "scan"] as const)
    command
      .command(which)
      .description(`runs the ${which} function of the service here, with an event of a file; see the README of @plumbline/cis-scan`)
      .requiredOption("--event <file>", "the event, as JSON")
      .action(async ({ event }: { event: string }) => {
        const { runLocally } = await import("./service/local.ts");
        const environment = { ...io.environment, ...toVariables(command) };
        result.exitCode = await runLocally(which, event, { ...io, environment });
      });
  return command
    .description(
      `Answers the CIS AWS Foundations Benchmark. Reads only, unless --security-hub is given. Formats: ${ReportFormat.options.join(", ")}. Exit codes: 0 no control fails, 1 one fails, 2 usage, 3 incomplete, 70 internal error.`,
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
    .option(...hubOption)
    .action(async (_words, command: Command) => {
      result.exitCode = await run(parseOptions(Config, command), io);
    });
};

async function run(config: Config, io: Io): Promise<ExitCode> {
  const chosen = await choose(config);
  if (config.list) {
    if (config.format !== "terminal" && config.format !== "json")
      throw usageError(`--list: there is no list as ${config.format}`, "give terminal or json");
    if (config.attestations !== undefined) await readAttestations(config.attestations, chosen.benchmark, io);
    // What is read by a program is not cut.
    const width = io.isTerminal.stdout ? io.columns : 1000;
    await print(io.stdout, controlList(chosen, { format: config.format, width }));
    return exitCodes.clean;
  }
  const { resume, record, replay, replayLatency, now } = config;
  const isChosen = [config.edition, config.level, config.section, config.controls, config.attestations].some((one) => one !== undefined);
  if (resume !== undefined && (isChosen || now !== undefined))
    throw usageError(
      "--resume goes on with the run's own controls and clock",
      "leave all that chooses controls, --attestations and --now out",
    );
  proveHub(config);
  const isTold = !isChosen && (resume ?? replay) !== undefined;
  const done = await tapedScan(
    { global: config, ...(isTold ? {} : await askedOf(config, chosen, io)), resume, now: now === undefined ? undefined : new Date(now) },
    { record, replay, replayLatency },
    io,
  );
  if (!done.report.header.benchmark)
    throw usageError("this is no run of a benchmark", "give --edition to put its questions to the recording");
  await printReport(done, config.format, io, config);
  const imported = config.securityHub ? await importIntoHub(done.report, config, io) : exitCodes.clean;
  return gravest([controlsExitCode(await controlResults(done.report), done.report.summary, config.failOn), imported]);
}

async function askedOf({ attestations: file }: Config, { benchmark, questions, settings }: ChosenCis, io: Io) {
  const attestations = file === undefined ? [] : await readAttestations(file, benchmark, io);
  return { asked: { benchmark: { ...benchmark, attestations }, settings }, checks: questions.map(({ id }) => id) };
}
