import { revocationsOfFlag } from "@plumbline/access-plans/revocations-of-flag";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { type Flag, flag, listFlags, unflag } from "@plumbline/iam-store/flags";
import { printable } from "@plumbline/reports/text";
import { actingAs } from "./acting-as.ts";
import type { FlagConfig } from "./decision-plan-config.ts";
import { findFlaggable } from "./find-flaggable.ts";
import { withStore } from "./open-store-of-options.ts";
import { tellDecisionPlan } from "./tell-decision-plan.ts";

const lineOf = ({ id, account, kind, name, by, at, reason, end }: Flag): string =>
  printable(
    `flag ${id}  ${account}  ${kind}  ${name}  since ${at} by ${by}: ${reason}${end ? `; taken off at ${end.at} by ${end.by}: ${end.reason}` : ""}`,
  );
const tell = (flags: readonly Flag[], { format }: Pick<FlagConfig, "format">, io: Io): Promise<void> =>
  print(
    io.stdout,
    format === "json" ? `${JSON.stringify(flags, null, 2)}\n` : flags.map((one) => `${lineOf(one)}\n`).join("") || "There are no flags.\n",
  );
const reasonIn = ({ reason }: FlagConfig): string => {
  if (reason === undefined) throw usageError("--reason: must say why", "it stays in the history");
  return reason;
};

/** `plumbline iam flag PRINCIPAL` */
export async function flagAndTell(named: string, config: FlagConfig, io: Io): Promise<ExitCode> {
  const reason = reasonIn(config);
  const made = await withStore(config, io, (store) =>
    store.as(actingAs("reviewer", config.by, io), async (transaction) =>
      flag(transaction, { ...(await findFlaggable(transaction, named, config.accounts)), reason, at: io.now() }),
    ),
  );
  if (!made.isNew) await print(io.stderr, "it has a flag already; that one stays\n");
  await tell([made.flag], config, io);
  return exitCodes.clean;
}

/** `plumbline iam unflag PRINCIPAL` */
export async function unflagAndTell(named: string, config: FlagConfig, io: Io): Promise<ExitCode> {
  const reason = reasonIn(config);
  const ended = await withStore(config, io, (store) =>
    store.as(actingAs("reviewer", config.by, io), async (transaction) => {
      const standing = await standingOf(await listFlags(transaction), named, config);
      return unflag(transaction, { account: standing.account, kind: standing.kind, recordId: standing.recordId, reason, at: io.now() });
    }),
  );
  await tell(ended ? [ended] : [], config, io);
  return exitCodes.clean;
}

/** `plumbline iam flags` */
export async function listAndTell(config: FlagConfig, io: Io): Promise<ExitCode> {
  const { history, accounts } = config;
  const all = await withStore(config, io, (store) =>
    store.as({ role: "reader", accounts: accounts ?? "all", subject: "flags" }, (transaction) => listFlags(transaction, { history })),
  );
  await tell(all, config, io);
  return exitCodes.clean;
}

/** Flags stand also on what the inventory no longer has, so they are found among themselves. */
function standingOf(flags: readonly Flag[], named: string, { accounts }: FlagConfig): Flag {
  const [arnName = named] = named.startsWith("arn:") ? named.split("/").slice(-1) : [named];
  const found = flags.filter(
    (one) => (one.recordId === named || one.name === arnName || one.id === named) && (accounts?.includes(one.account) ?? true),
  );
  const [first, second] = found;
  if (!first) throw usageError(`${named} has no flag`, "plumbline iam flags lists them");
  if (second) throw usageError(`several of that name have a flag: ${found.map(lineOf).join("; ")}`, "give the number of the flag");
  return first;
}

/** `plumbline iam flag --plan`: plans what would cut off those that are flagged, or one of them. */
export async function planFlagged(named: string | undefined, config: FlagConfig, io: Io): Promise<ExitCode> {
  if (config.reason !== undefined) throw usageError("--plan and --reason can't go together", "flag first, then plan for what is flagged");
  const flags = await withStore(config, io, (store) =>
    store.as({ role: "reader", accounts: "all", subject: "flags" }, async (transaction) => {
      const all = await listFlags(transaction);
      return named === undefined ? all : [standingOf(all, named, config)];
    }),
  );
  if (flags.length === 0) throw usageError("nothing is flagged", "plumbline iam flag PRINCIPAL --reason TEXT flags something");
  const revocations = flags.flatMap((one) => revocationsOfFlag(one, config.what));
  const made = await makeDecisionPlan({ global: config, revocations, deleteLogin: config.deleteLogin }, io);
  const { planFile, format } = config;
  return tellDecisionPlan(made, { global: config, planFile, format }, io);
}
