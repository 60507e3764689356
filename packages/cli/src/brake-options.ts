import { defaultLimits } from "@plumbline/audit-kit/brakes";
import { type Command, Option } from "commander";
import { z } from "zod";
import type { ApplyPlanOptions } from "./apply-plan.ts";
import { option } from "./global-options.ts";
import { defaultInUse } from "./in-use.ts";

const Count = z.coerce.number({ error: "must be a number" }).int("must be a whole number").nonnegative("must not be negative");
const Percent = Count.max(100, "must be at most 100");

/** How much a run may change, and what holds it back; on unless told otherwise. */
export const BrakeOptions = z.object({
  maxChanges: Count.default(defaultLimits.maxChanges),
  maxChangesPerAccount: Count.default(defaultLimits.maxChangesPerAccount),
  maxPercent: Percent.default(defaultLimits.maxPercent),
  stopAfter: Count.positive("must be at least 1").default(defaultLimits.stopAfter),
  inUseDays: Count.default(defaultInUse.days),
  forceInUse: z.boolean().default(false),
});
export type BrakeOptions = z.infer<typeof BrakeOptions>;

/** Adds the options that hold a writing run back; each can be set by a variable too. */
export const addBrakeOptions = (command: Command): Command =>
  command
    .addOption(option("--max-changes <n>", `most changes in a run (default ${defaultLimits.maxChanges})`))
    .addOption(option("--max-changes-per-account <n>", `most changes in an account (default ${defaultLimits.maxChangesPerAccount})`))
    .addOption(
      option(
        "--max-percent <n>",
        `most resources of a type and account, in percent; 5 are always allowed (default ${defaultLimits.maxPercent})`,
      ),
    )
    .addOption(option("--stop-after <n>", `stop after so many failures (default ${defaultLimits.stopAfter})`))
    .addOption(option("--in-use-days <n>", `what was used within so many days is in use, and left alone (default ${defaultInUse.days})`))
    .addOption(new Option("--force-in-use", "also change what is in use"));

/** The brakes as `applyPlan` takes them. */
export const brakesFrom = (options: BrakeOptions): Required<Pick<ApplyPlanOptions, "limits" | "inUse">> => {
  const { maxChanges, maxChangesPerAccount, maxPercent, stopAfter, inUseDays, forceInUse } = options;
  return { limits: { maxChanges, maxChangesPerAccount, maxPercent, stopAfter }, inUse: { days: inUseDays, force: forceInUse } };
};
