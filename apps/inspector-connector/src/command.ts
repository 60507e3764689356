import { usageError } from "@plumbline/cli/command-error";
import { parseOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { loaded } from "@plumbline/cli/loaded";
import { makeLog } from "@plumbline/cli/log";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import { ConnectorConfig, DiffConfig, ExportConfig, UploadConfig, ValidateConfig } from "./config.ts";
import { readOldVariables, translateWords } from "./old-words.ts";
import { addDiffOptions, addExportOptions, addFolderOption, addKennaOptions, addPlainOptions, addValidateOptions } from "./options.ts";
import { type Secrets, takeOwnSecrets } from "./secrets.ts";

const codes =
  "Exit codes: 0 done, 2 usage, 3 something could not be looked at or Kenna not reached, 4 Kenna refused it, 70 internal error.";

/** `plumbline kdi` */
export function kdiCommand(io: Io, result: Result): Command {
  const command = new Command("plumbline kdi").description("Findings of Amazon Inspector as KDI files, and into Kenna.");
  const taken = takingSecrets(command, io);
  addExportOptions(command.command("export"))
    .description(`Writes the findings of accounts, or saved ones, as KDI files. Sends nothing to Kenna and writes nothing to AWS. ${codes}`)
    .action(async (_options, self: Command) => {
      const { exportAndTell } = await loaded(import("./export-and-tell.ts"));
      result.exitCode = await exportAndTell(parseOptions(ExportConfig, self), taken(), io);
    });
  addPlainOptions(addKennaOptions(addFolderOption(command.command("upload"))))
    .description(
      `Sends the exported files to a KDI connector of Kenna, runs it, and waits for it. What was begun is gone on with. ${codes}`,
    )
    .action(async (_options, self: Command) => {
      const { uploadAndTell } = await loaded(import("./upload-and-tell.ts"));
      result.exitCode = await uploadAndTell(parseOptions(UploadConfig, self), taken(), io);
    });
  addPlainOptions(addDiffOptions(addFolderOption(command.command("diff"))))
    .description(
      "Tells what the exported files would open, close and change against those uploaded last, and which locator names each asset. Exit codes: 0 told, 2 usage or a file that can't be read, 3 told, and the export has gaps.",
    )
    .action(async (_options, self: Command) => {
      const { diffAndTell } = await loaded(import("./diff-and-tell.ts"));
      result.exitCode = await diffAndTell(parseOptions(DiffConfig, self), io);
    });
  addPlainOptions(addValidateOptions(command.command("validate")))
    .argument("[files...]", "KDI files, also gzip (default the exported ones)")
    .description("Tells every fault of KDI files. Exit codes: 0 none, 1 some, 2 a file that can't be read.")
    .action(async (files: string[], _options, self: Command) => {
      const { validateAndTell } = await loaded(import("./validate-and-tell.ts"));
      result.exitCode = await validateAndTell(files, parseOptions(ValidateConfig, self), io);
    });
  return command;
}

/** The connector's options, without what it does. */
export const connectorOptions = (): Command => addKennaOptions(addExportOptions(new Command("plumbline-inspector-connector")));

/** What Kenna's toolkit ran as the task `aws_inspector2`: exports, and uploads where a key and a connector are given. */
export function connectorCommand(io: Io, result: Result): Command {
  const command = connectorOptions().description(
    `Writes findings of Amazon Inspector as KDI files, and sends them to Kenna when an API key and a connector are given. Takes the words of Kenna's toolkit too, as in task=aws_inspector2 aws_regions=us-east-1 kenna_connector_id=12345; its commands export, upload, diff and validate are those of plumbline kdi. ${codes}`,
  );
  const taken = takingSecrets(command, io);
  return command.action(async (_options, self: Command) => {
    const { exportAndUpload } = await loaded(import("./export-and-upload.ts"));
    useOwnRegion(self, io);
    result.exitCode = await exportAndUpload(parseOptions(ConnectorConfig, self), taken(), io);
  });
}

/** Kenna's toolkit reads the region that AWS's own variable says where no other is named; `aws_regions=all` reads every enabled one. */
function useOwnRegion(command: Command, io: Io): void {
  const region = io.environment["AWS_REGION"]?.trim();
  if (!region || command.getOptionValueSource("regions") !== undefined || command.getOptionValue("findings") !== undefined) return;
  makeLog(io, { quiet: command.getOptionValue("quiet") === true })(
    "info",
    `only region ${region} is looked at, as AWS_REGION says; aws_regions=all looks at every enabled one`,
  );
  command.setOptionValueWithSource("regions", [region], "env");
}

/**
 * Makes a command take the toolkit's words and variables, and keeps secrets out of both. Answers who tells the secrets afterwards. A word that
 * no option takes may be a secret that a space has cut off, and commander would show it.
 */
function takingSecrets(command: Command, io: Io): () => Secrets {
  let secrets: Secrets = new Map();
  // Its own commands take this over from it.
  command.allowExcessArguments();
  command.hook("preAction", (_, asked) => {
    const stray = asked.args.length - asked.registeredArguments.length;
    if (asked.registeredArguments.length === 0 && stray > 0)
      throw usageError(
        `${stray === 1 ? "a word is" : `${stray} words are`} of no option`,
        "write NAME=VALUE without spaces around the =; see --help",
      );
    readOldVariables(asked, io.environment);
  });
  const parse = command.parseAsync.bind(command);
  command.parseAsync = async (words = [], options) => {
    const all = [command, ...command.commands].flatMap((one) => [...one.options]);
    const known = new Set(all.flatMap(({ long, short }) => [long ?? "", short ?? ""]));
    const taken = await takeOwnSecrets(translateWords(words, known), io, known);
    secrets = taken.secrets;
    const [first = "--help"] = taken.words;
    const names = [...command.commands.map((one) => one.name()), "help"];
    if (command.commands.length > 0 && !first.startsWith("-") && !names.includes(first))
      throw usageError("the first word is no command", `say ${names.slice(0, -1).join(", ")}; see --help`);
    for (const flag of taken.exposed)
      makeLog(io, { quiet: false })("warn", `${flag} stands on the command line, where others can read it: use a file or a variable`);
    return await parse(taken.words, options);
  };
  return () => secrets;
}
