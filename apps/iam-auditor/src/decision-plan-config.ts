import { RevokedPart } from "@plumbline/access-plans/revocation";
import { addGlobalOptions, GlobalOptions, option, toList } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";
import { z } from "zod";
import { storeShape } from "./config.ts";
import { addStoreOptions } from "./options.ts";

const shape = {
  ...storeShape,
  format: z.enum(["terminal", "json", "markdown"]).default("terminal"),
  json: z.boolean().default(false),
  planFile: z.string().min(1, "must name a file").optional(),
  deleteLogin: z.boolean().default(false),
  beforeClose: z.boolean().default(false),
  by: z.string().min(1).optional(),
};
const withJson = <C extends { json: boolean; format: "terminal" | "json" | "markdown" }>(config: C): C => ({
  ...config,
  format: config.json ? "json" : config.format,
});

/** What a command takes that makes a plan of decisions. */
export const DecisionPlanConfig = GlobalOptions.extend(shape).transform(withJson);
export type DecisionPlanConfig = z.infer<typeof DecisionPlanConfig>;

/** `plumbline iam flag`, `unflag` and `flags` */
export const FlagConfig = GlobalOptions.extend({
  ...shape,
  reason: z.string().trim().min(1, "must say why").optional(),
  plan: z.boolean().default(false),
  what: z.array(RevokedPart).min(1, "is empty").optional(),
  history: z.boolean().default(false),
}).transform(withJson);
export type FlagConfig = z.infer<typeof FlagConfig>;

/** Who does it, as the history names them. */
export const addBy = (command: Command): Command =>
  command.addOption(
    option(
      "--by <name>",
      "who does it, for the history (default the machine's user); what a review approves is carried over under an address alone, or under a name whose mail the file of reviewers has",
    ),
  );

/** Adds the options of a plan of decisions. */
export const addDecisionPlanOptions = (command: Command): Command =>
  addBy(addStoreOptions(addGlobalOptions(command)))
    .option("--json", "the same as --format json")
    .addOption(new Option("-o, --plan-file <file>", "keep the plan there (default plan.json below --output)"))
    .addOption(new Option("--delete-login", "delete passwords in place of denying the console; that can't be undone"));

/** Adds what is taken away of those that are flagged. */
export const addWhat = (command: Command): Command =>
  command.addOption(
    new Option("--what <parts>", "of login, keys, policies, everything, comma-separated (default login,keys)").argParser(toList),
  );
