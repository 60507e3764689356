import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Approval, Approvals } from "@plumbline/finding-model/approval";
import type { Plan } from "@plumbline/finding-model/change";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { codeOf, reasonOf } from "@plumbline/run-store/error";
import { withFileLock } from "@plumbline/run-store/file-lock";
import { writeFile } from "@plumbline/run-store/write";
import { parse } from "yaml";
import { z } from "zod";
import { CommandError, usageError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";

/** Whose approval a plan needs. */
export const ApprovalRule = z.strictObject({
  required: z.boolean().default(false),
  /** The file of approvals, YAML or JSON. */
  file: z.string().min(1).default("approvals.json"),
  /** Whose approvals count; anybody's but the planner's when none is named. */
  approvers: z.array(z.string().min(1)).default([]),
  /** How many of them it takes. */
  count: z.int().positive().default(1),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/**
 * Names who approved a plan, each once, as of now. Rejects with exit code 4 when approval is required and too few gave it; the line says
 * why those that there are do not count.
 */
export async function approversOf(plan: Plan, rule: Partial<ApprovalRule>, io: Pick<Io, "folder" | "now">): Promise<string[]> {
  const { required, file, approvers, count } = ApprovalRule.parse(rule);
  const path = resolve(io.folder, file);
  const { approvals } = await readApprovals(path, required);
  const judged = approvals.map((approval) => ({ approval, fault: faultOf(approval, plan, approvers, io.now()) }));
  const good = [...new Set(judged.filter(({ fault }) => fault === undefined).map(({ approval }) => approval.approver))].sort();
  if (!required || good.length >= count) return good;
  const faults = judged.filter(({ approval }) => approval.plan === plan.hash).flatMap(({ fault }) => fault ?? []);
  const why = faults.length > 0 ? ` (${faults.join("; ")})` : "";
  throw new CommandError(`plan ${plan.hash} has ${good.length} of ${count} approvals in ${path}${why}`, {
    exitCode: exitCodes.refused,
    hint: "plumbline approve PLAN --approver NAME writes one; nothing was written to AWS",
  });
}

function faultOf({ plan, approver, at, expires }: Approval, wanted: Plan, approvers: readonly string[], now: Date): string | undefined {
  if (plan !== wanted.hash) return "it is of another plan";
  if (approver === wanted.who) return `${approver} made the plan`;
  if (approvers.length > 0 && !approvers.includes(approver)) return `${approver} is none of the approvers`;
  if (Date.parse(at) > now.getTime()) return `that of ${approver} begins at ${at}`;
  return Date.parse(expires) <= now.getTime() ? `that of ${approver} expired at ${expires}` : undefined;
}

/** Reads a file of approvals. Where none is needed, a file that is not there has none; one that is broken is always refused. */
async function readApprovals(path: string, isNeeded: boolean): Promise<Approvals> {
  let raw: unknown;
  try {
    raw = parse(await readFile(path, "utf8"));
  } catch (cause) {
    if (!isNeeded && codeOf(cause) === "ENOENT") return { version: 1, approvals: [] };
    throw new CommandError(`can't read the approvals ${path}: ${reasonOf(cause)}`, {
      exitCode: exitCodes.refused,
      hint: "plumbline approve PLAN --approver NAME writes one; nothing was written to AWS",
      cause,
    });
  }
  const parsed = Approvals.safeParse(raw);
  if (!parsed.success) throw usageError(`the approvals ${path} are invalid: ${faultsIn(parsed.error)}`, "nothing was done; mend the file");
  return parsed.data;
}

/**
 * Adds an approval to a file of them, which it makes when there is none; several at once take turns by a lock file beside it. Answers the
 * file's path.
 */
export async function addApproval(approval: Approval, file: string, { folder }: Pick<Io, "folder">): Promise<string> {
  const path = resolve(folder, file);
  await withFileLock(`${path}.lock`, async () => {
    const { approvals } = await readApprovals(path, false);
    await writeFile(path, [`${JSON.stringify({ version: 1, approvals: [...approvals, approval] }, null, 2)}\n`]);
  });
  return path;
}
