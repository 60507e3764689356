import type { Io } from "@plumbline/cli/io";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import type { AddCommand } from "./add-command.ts";
import { addAccounts } from "./commands/accounts.ts";
import { addAdmins } from "./commands/admins.ts";
import { addArchive } from "./commands/archive.ts";
import { addAsOf } from "./commands/as-of.ts";
import { addCollect } from "./commands/collect.ts";
import { addDiff } from "./commands/diff.ts";
import { addEnqueue } from "./commands/enqueue.ts";
import { addEscalations } from "./commands/escalations.ts";
import { addFlag } from "./commands/flag.ts";
import { addFlags } from "./commands/flags.ts";
import { addRestore } from "./commands/restore.ts";
import { addReviewClose } from "./commands/review-close.ts";
import { addReviewDecide } from "./commands/review-decide.ts";
import { addReviewList } from "./commands/review-list.ts";
import { addReviewOpen } from "./commands/review-open.ts";
import { addReviewOutcomes } from "./commands/review-outcomes.ts";
import { addReviewPlan } from "./commands/review-plan.ts";
import { addReviewRemind } from "./commands/review-remind.ts";
import { addReviewReport } from "./commands/review-report.ts";
import { addReviewVerify } from "./commands/review-verify.ts";
import { addRoles } from "./commands/roles.ts";
import { addCollectSource } from "./commands/sources.ts";
import { addTrust } from "./commands/trust.ts";
import { addUnflag } from "./commands/unflag.ts";
import { addUnused } from "./commands/unused.ts";

/** The commands of `plumbline iam`: each is a file in commands/ and a line here. */
const ofIam: readonly AddCommand[] = [
  addCollect,
  addEnqueue,
  addRoles,
  ...[addAsOf, addDiff, addAdmins, addEscalations, addUnused, addTrust],
  ...[addArchive, addRestore, addAccounts],
  ...[addFlag, addUnflag, addFlags],
  addCollectSource,
];

/** The commands of `plumbline review`, likewise. */
const ofReview: readonly AddCommand[] = [
  ...[addReviewOpen, addReviewList, addReviewDecide, addReviewRemind, addReviewClose, addReviewVerify, addReviewReport],
  ...[addReviewPlan, addReviewOutcomes],
];

const group = (name: string, description: string, commands: readonly AddCommand[], io: Io, result: Result): Command => {
  const command = new Command(name).description(description);
  for (const add of commands) add(command, io, result);
  return command;
};

/** `plumbline iam` */
export const iamCommand = (io: Io, result: Result): Command =>
  group("plumbline iam", "Who may do what in the accounts, now and at any time before.", ofIam, io, result);

/** `plumbline review` */
export const reviewCommand = (io: Io, result: Result): Command =>
  group("plumbline review", "Reviews of who may do what, with evidence.", ofReview, io, result);
