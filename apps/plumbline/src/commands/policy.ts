import { type PolicyStatement, readerPolicy, remediatorPolicy } from "@plumbline/audit-kit/generate";
import { mainRegion } from "@plumbline/aws-session/partition";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import { parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { noticeStatements } from "@plumbline/cli/notice-actions";
import { callerStatements, hubStatement, journalStatement, sessionStatement, stateStatement } from "@plumbline/cli/session-actions";
import { toPlace } from "@plumbline/cli/stores";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = z.object({
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  tags: z.boolean().default(false),
  org: z.boolean().default(false),
  accountsByRole: z.boolean().default(false),
  accountRole: z
    .string()
    .regex(/^[\w+=,.@/-]+$/, "must be the name of a role, or its path and name")
    .transform((name) => name.replace(/^\//, ""))
    .optional(),
  partition: z.string().optional(),
  notify: z.boolean().default(false),
  securityHub: z.boolean().default(false),
  config: z.string().optional(),
  journal: z.string().optional(),
  state: z.string().optional(),
});

/** `plumbline policy` */
export const policyCommand: MakeCommand = (io) => {
  const command = new Command("plumbline policy")
    .description("Prints the IAM policy that chosen checks need, and no more. It is made from their declarations.")
    .option("--debug", "show the stack of an error");
  const kinds = { reader: "what scan, poll and plan take", remediator: "what apply and undo take too" } as const;
  for (const kind of ["reader", "remediator"] as const) {
    command
      .command(kind)
      .description(kinds[kind])
      .option("--checks <ids>", "checks, types or patterns, comma-separated (default all)", toList)
      .option("--exclude-checks <ids>", "checks to leave out", toList)
      .option("--tags", "also read tags, for scan --tags and for exceptions by tag")
      .option("--accounts-by-role", "for the account that signs in: also assume the role of the other accounts, as with --accounts")
      .option("--org", "the same, and also list the accounts of the organization")
      .option("--account-role <name>", "the role in every other account (default member_remediator)")
      .option("--partition <name>", "partition of the ARNs of role and tables, such as aws-cn (default aws)")
      .option("--notify", "also tell the channels of the configuration")
      .option("--security-hub", "also import findings into Security Hub")
      .option("--config <file>", "configuration file (default plumbline.yaml, if there is one)")
      .option("--journal <table>", "for the account that signs in: also the journal in dynamodb://TABLE")
      .option("--state <table>", "for the account that signs in: also the state in dynamodb://TABLE")
      .option("--format <name>", "json (the only one)")
      .action(async (_options, sub: Command) => {
        const options = parseOptions(Options, sub);
        const { tags, securityHub } = options;
        const hub = securityHub ? [hubStatement] : [];
        const also = [sessionStatement, ...hub, ...signingIn(options), ...(await telling(options, io)), ...keeping(options, kind)];
        const auditors = await chooseChecks(options.checks, options.excludeChecks);
        const policy = kind === "reader" ? readerPolicy(auditors, { find: true, tags, also }) : remediatorPolicy(auditors, { tags, also });
        await print(io.stdout, `${JSON.stringify(policy, null, 2)}\n`);
      });
  }
  return command;
};

/** What signing in to other accounts takes; a member account's own policy has none of it. */
function signingIn(options: z.output<typeof Options>): readonly PolicyStatement[] {
  const { org, accountsByRole, accountRole, partition, notify, journal, state } = options;
  if (partition !== undefined) provePartition(partition);
  if (org || accountsByRole)
    return callerStatements({ org, partition: partition ?? "aws", accountRole: accountRole ?? "member_remediator" });
  const isPartitionFree = partition === undefined || notify || journal !== undefined || state !== undefined;
  if (accountRole === undefined && isPartitionFree) return [];
  throw usageError(
    `${accountRole === undefined ? "--partition" : "--account-role"} is about the role in other accounts`,
    "give --org or --accounts-by-role too",
  );
}

/** What telling the channels takes, in the account that signs in. */
async function telling({ notify, config, partition }: z.output<typeof Options>, io: Io): Promise<readonly PolicyStatement[]> {
  if (!notify) return [];
  const { notify: channels } = await readConfig({ config }, io);
  if (!channels) throw usageError("--notify: the configuration names no channel", "name channels under notify: in plumbline.yaml");
  return noticeStatements(channels, partition ?? "aws");
}

/** What reaching the stores takes. Only who changes something writes the journal, but a run that only looks may be resumed: it holds a lease. */
function keeping({ journal, state, partition = "aws" }: z.output<typeof Options>, kind: "reader" | "remediator"): PolicyStatement[] {
  const tableOf = (named: string, option: string) => {
    const place = toPlace(named, "/", option);
    if (place.kind === "table") return { partition, table: place.table, region: place.region };
    throw usageError(`${option}: ${named} is no table, and files take no permission of AWS`, "give dynamodb://TABLE, or leave it out");
  };
  return [
    ...(journal === undefined ? [] : [journalStatement(tableOf(journal, "--journal"), { writes: kind === "remediator" })]),
    ...(state === undefined ? [] : [stateStatement(tableOf(state, "--state"))]),
  ];
}

function provePartition(partition: string): void {
  try {
    mainRegion(partition);
  } catch (cause) {
    throw usageError(`--partition: ${cause instanceof Error ? cause.message : String(cause)}`, undefined, cause);
  }
}
