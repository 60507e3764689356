import { addApproval } from "@plumbline/cli/approvals";
import { usageError } from "@plumbline/cli/command-error";
import { addGlobalOptions, GlobalOptions, option, parseOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { readPlan } from "@plumbline/cli/plan-file";
import { Approval } from "@plumbline/finding-model/approval";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  approver: z.string().min(1).optional(),
  expiresIn: z
    .string()
    .regex(/^[1-9]\d*[mhd]$/, "must be a time such as 30m, 24h or 7d")
    .default("24h"),
  approvals: z.string().min(1).default("approvals.json"),
  note: z.string().min(1).optional(),
});
const milliseconds = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 } as const;

/** `plumbline approve` */
export const approveCommand: MakeCommand = (io) =>
  addGlobalOptions(new Command("plumbline approve"))
    .description(
      "Writes down that a plan may be made, by its hash and for a time. What that is worth depends on who may write to the file: keep it where changes are reviewed.",
    )
    .argument("<plan>", "plan file")
    .option("--approver <name>", "who approves (default the caller's ARN, as AWS tells it)")
    .option("--expires-in <time>", "how long it holds, such as 30m, 24h or 7d (default 24h)")
    .option("--note <text>", "kept with it, such as the number of a ticket")
    .addOption(option("--approvals <file>", "file of approvals, made when there is none (default approvals.json)"))
    .action(async (path: string, _options, command: Command) => {
      const { approver, expiresIn, approvals, note, ...global } = parseOptions(Options, command);
      const plan = await readPlan(path, global, io);
      const who = approver ?? (await callerOf(global, io));
      if (who === plan.who) throw usageError(`${who} made the plan, and can't approve it`, "somebody else approves it");
      const at = io.now();
      const expires = new Date(at.getTime() + lengthOf(expiresIn));
      const approval = Approval.parse({
        ...{ plan: plan.hash, approver: who, at: at.toISOString(), expires: expires.toISOString() },
        ...(note === undefined ? {} : { note }),
      });
      const file = await addApproval(approval, approvals, io);
      await print(io.stdout, `${who} approves plan ${plan.hash} of ${plan.changes.length} changes until ${approval.expires}: ${file}\n`);
    });

const lengthOf = (time: string): number => Number(time.slice(0, -1)) * milliseconds[z.enum(["m", "h", "d"]).parse(time.slice(-1))];

async function callerOf(global: GlobalOptions, io: Io): Promise<string> {
  const session = await openSession(global, newRunId(io), io);
  session.close();
  return session.callerArn;
}
