import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { plainShape } from "../config.ts";
import { ageOf } from "./instant.ts";

const instant = z.string().min(1, "must be a day, an instant, an age or now");

/** An age, as it was given and in milliseconds. */
const Age = z.string().transform((text, context) => {
  const milliseconds = ageOf(text);
  if (milliseconds === undefined) context.addIssue({ code: "custom", message: "must be an age such as 12h, 7d or 2w" });
  return { text: text.trim(), milliseconds: milliseconds ?? 0 };
});
export type Age = z.infer<typeof Age>;

/** What every question takes. */
const shape = {
  ...plainShape,
  format: z.enum(["text", "json", "csv"], { error: "must be one of text, json, csv" }).default("text"),
  account: z.array(AccountId).min(1).optional(),
  maxAge: Age.prefault("7d"),
};

/** `plumbline iam admins`, `escalations` */
export const QuestionConfig = z.object({ ...shape, at: instant.default("now") });
export type QuestionConfig = z.infer<typeof QuestionConfig>;

export const AsOfConfig = z.object({ ...shape, principal: z.string().min(1).optional() });
export type AsOfConfig = z.infer<typeof AsOfConfig>;

export const DiffConfig = z.object({ ...shape, records: z.array(z.string().min(1)).min(1).optional() });
export type DiffConfig = z.infer<typeof DiffConfig>;

export const UnusedConfig = QuestionConfig.extend({
  days: z.coerce
    .number("must be a number of days")
    .int("must be whole")
    .min(1, "must be at least 1")
    .max(3650, "must be at most 3650")
    .default(90),
});
export type UnusedConfig = z.infer<typeof UnusedConfig>;

export const TrustConfig = QuestionConfig.extend({ knownAccounts: z.array(AccountId).min(1).optional() });
export type TrustConfig = z.infer<typeof TrustConfig>;
