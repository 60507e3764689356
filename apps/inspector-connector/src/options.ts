import { addGlobalOptions, option } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";

/** Where KDI files are. */
export const addFolderOption = (command: Command): Command =>
  command.addOption(option("--output-directory <folder>", "where the files are (default output/aws_inspector); output_directory"));

/** How findings become KDI files. */
export const addExportOptions = (command: Command): Command =>
  addFolderOption(addGlobalOptions(command))
    .option("--findings <files...>", "saved findings instead of AWS: of list-findings, Security Hub or EventBridge; - is standard input")
    .addOption(
      option(
        "--findings-complete",
        "the saved findings are all that there are: what else was uploaded is gone, and autoclose may close it",
      ),
    )
    .addOption(option("--since <when>", "only what changed from then on: an instant, a day, or an age such as 12h or 7d"))
    .addOption(option("--suppressed <as>", "suppressed findings as open (default), risk_accepted or false_positive, or skip them"))
    .addOption(option("--details", "ask Inspector for what else it knows of each finding: EPSS, exploits seen, CISA's dates"))
    .addOption(
      option(
        "--delegated-admin",
        "read all accounts through the session's own, which is Inspector's administrator, and sign in to no other",
      ),
    )
    .addOption(option("--def-name <by>", "definitions are named by the vulnerability's id (default), or by the finding's title"))
    .addOption(option("--name-tag-as-hostname <true|false>", "an instance's Name tag is its host name where it can be one (default true)"))
    .addOption(option("--place-tags <true|false>", "tags with account and region on each asset (default true)"))
    .addOption(option("--locator-order <names>", "the connector's order of locators, by which entries are one asset (default Kenna's own)"))
    .addOption(option("--skip-autoclose <true|false>", "true (default) leaves open what is not in the files; skip_autoclose"))
    .addOption(
      option(
        "--ignore-scanner-last-seen-time <true|false>",
        "true: assets were last seen by this run; ignore_scanner_last_seen_time (default false)",
      ),
    )
    .addOption(option("--reset-tags <true|false>", "true: Kenna takes all tags of each asset away first (default false)"))
    .addOption(option("--max-assets <count>", "assets in a file at most (default 500)"))
    .addOption(option("--max-bytes <size>", "bytes in a file at most, such as 20MB (default), 500kB or 4000000"))
    .addOption(option("--gzip", "pack the files"))
    .option("--aws-access-key-id <id>", "access key id; aws_access_key_id")
    .option("--aws-secret-access-key-file <file>", "file that holds its secret key")
    .option("--aws-session-token-file <file>", "file that holds its session token");

/** Which connector of which Kenna. */
const addTargetOptions = (command: Command): Command =>
  command
    .addOption(option("--kenna-api-host <host>", "Kenna's API (default api.kennasecurity.com); kenna_api_host"))
    .addOption(option("--kenna-connector-id <id>", "the KDI connector that takes the files; kenna_connector_id"));

/** Of an upload. */
export const addKennaOptions = (command: Command): Command =>
  addTargetOptions(command)
    .option("--kenna-api-key-file <file>", "file that holds the API key (variable KENNA_API_KEY)")
    .option("--anew", "send again what Kenna has taken, and let go of an upload that has not ended")
    .option("--close-unseen", "with autoclose on, agree that Kenna closes what an upload before looked at and this export did not")
    .option("--run <id>", "the connector's run that took the files, where nobody else can tell");

/** What a command takes that asks AWS nothing. */
export const addPlainOptions = (command: Command): Command =>
  command
    .addOption(new Option("--format <name>", "text (default) or json"))
    .addOption(new Option("--quiet", "no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));

/** Which files are compared. */
export const addDiffOptions = (command: Command): Command =>
  addTargetOptions(command)
    .addOption(new Option("--before <files...>", "KDI files before (default those uploaded last)"))
    .addOption(new Option("--after <files...>", "KDI files after (default the exported ones)"))
    .addOption(new Option("--locator-order <names>", "the connector's order, such as image,ec2,external_id (default Kenna's own)"))
    .addOption(new Option("--max-rows <count>", "rows of each kind that are shown at most (default 50); --format json has all"));

/** Of a validation. */
export const addValidateOptions = (command: Command): Command =>
  addFolderOption(command)
    .addOption(new Option("--max-faults <count>", "faults of each file that are told at most (default 100)"))
    .addOption(new Option("--locator-order <names>", "the connector's order, by which an asset stands twice (default Kenna's own)"));
