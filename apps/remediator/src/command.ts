import { addBrakeOptions } from "@plumbline/cli/brake-options";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { isLoopback } from "@plumbline/cli/open-session";
import type { Result } from "@plumbline/cli/run-command";
import { FailOn } from "@plumbline/cli/scan";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { Command, Option } from "commander";
import { Config, isRemediateSet } from "./config.ts";
import { openSources, proveReadable } from "./messages.ts";
import { openRemediating } from "./open-remediating.ts";
import { reasonAgainst } from "./reason-against.ts";
import { remediateWindow } from "./remediate.ts";

const windowSize = 500;

/** The remediator's options, without what it does. */
export const remediateOptions = (): Command =>
  addBrakeOptions(addGlobalOptions(new Command("plumbline-remediator")))
    .description(
      "Audits the resources of messages (JSON lines on stdin, or files), prints the findings, and puts them right only when told. A bad line is told and the others go on: exit code 3.",
    )
    .argument("[files...]", "files of messages (default stdin)")
    .option("--remediate", "write to AWS (variable REMEDIATE=true)")
    .option("--allow-irreversible", "also make changes that can't be undone (variable PLUMBLINE_ALLOW_IRREVERSIBLE)")
    .option("--checks <ids>", "only these checks, types or patterns (variable PLUMBLINE_CHECKS)", toList)
    .option("--exclude-checks <ids>", "checks to leave out (variable PLUMBLINE_EXCLUDE_CHECKS)", toList)
    .addOption(new Option("--fail-on <severity>", "lowest severity that makes exit code 1 (default low)").choices(FailOn.options))
    .option("--now <instant>", "judge as if it were this instant");

/** `plumbline remediate`, and the remediator's own command. */
export const remediateCommand = (io: Io, result: Result): Command =>
  remediateOptions().action(async (files: string[], _options, self: Command) => {
    const parsed = parseOptions(Config, self);
    const config = { ...parsed, remediate: parsed.remediate || isRemediateSet(io.environment) };
    if (config.now !== undefined && config.remediate && !isLoopback(config.endpointUrl)) {
      throw usageError("--now and --remediate can't go together outside an emulator", "leave --now out");
    }
    result.exitCode = await run(config, files, io);
  });

async function run(config: Config, files: readonly string[], io: Io): Promise<ExitCode> {
  const log = makeLog(io, config);
  await proveReadable(files, io.folder);
  const { remediating, accounts } = await openRemediating(config, io);
  const codes: ExitCode[] = [];
  const refuse = (where: string, reason: string) => {
    codes.push(exitCodes.incomplete);
    log("warn", `${where} is left out: ${reason}`, { where });
  };
  try {
    const isLimited = config.accounts !== undefined || config.org || config.ou.length > 0;
    const limits = { accounts: isLimited ? accounts : undefined, regions: config.regions };
    let window: ResourceRef[] = [];
    let failing = 0;
    const flush = async () => {
      if (window.length === 0) return;
      const remediated = await remediateWindow(window, remediating, io);
      codes.push(...remediated.codes);
      failing += remediated.failing;
      window = [];
    };
    for await (const line of openSources(files, io.stdin, io.folder)) {
      const reason = "reason" in line ? line.reason : await reasonAgainst(line.ref, limits);
      if (reason !== undefined) refuse(line.where, reason);
      else if ("ref" in line) window.push(line.ref);
      if (window.length === windowSize) await flush();
    }
    await flush();
    if (config.format === "terminal" && !config.remediate && failing > 0)
      await print(io.stdout, "Nothing was written. --remediate or REMEDIATE=true puts these right.\n");
    return gravest(codes);
  } finally {
    remediating.session.close();
  }
}
