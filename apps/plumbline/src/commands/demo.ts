import { exitCodes } from "@plumbline/cli/exit-code";
import { parseOptions } from "@plumbline/cli/global-options";
import { Command } from "commander";
import { z } from "zod";
import { runDemo } from "../demo/run-demo.ts";
import type { MakeCommand } from "../make-command.ts";

const Options = z.object({ output: z.string().default("plumbline-output/demo") });

/** `plumbline demo` */
export const demoCommand: MakeCommand = (io, result, run) =>
  new Command("plumbline demo")
    .description(
      "Fills an AWS emulator with misconfigured resources, audits them, puts them right and takes one change back. It touches nothing but the emulator, which it starts itself or finds at PLUMBLINE_EMULATOR_URL.",
    )
    .option("--output <folder>", "where messages, findings, report, plan and journal are kept (default plumbline-output/demo)")
    .option("--debug", "show the stack of an error")
    .action(async (_options, command: Command) => {
      const { output } = parseOptions(Options, command);
      result.exitCode = (await runDemo(output, io, run)) ? exitCodes.clean : exitCodes.refused;
    });
