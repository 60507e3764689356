import type { Io } from "@plumbline/cli/io";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import { addCollect } from "./commands/collect.ts";
import { addFlag } from "./commands/flag.ts";
import { addFlags } from "./commands/flags.ts";
import { addReviewPlan } from "./commands/review-plan.ts";
import { addRoles } from "./commands/roles.ts";
import { addUnflag } from "./commands/unflag.ts";

/** Adds a command to its group. What a command does is loaded when it runs. */
export type AddCommand = (group: Command, io: Io, result: Result) => void;

/** The commands of `plumbline iam`: each is a file in commands/ and a line here. */
const ofIam: readonly AddCommand[] = [
  addCollect,
  addRoles,
  // addAsOf, addDiff, addAdmins, addEscalations, addUnused, addTrust
  // addArchive, addRestore, addAccounts
  ...[addFlag, addUnflag, addFlags],
  // addCollectSource
];

/** The commands of `plumbline review`, likewise. */
const ofReview: readonly AddCommand[] = [
  addReviewPlan,
  // addOpen, addList, addDecide, addRemind, addClose, addVerify, addReport
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
