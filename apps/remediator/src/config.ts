import { BrakeOptions } from "@plumbline/cli/brake-options";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { FailOn } from "@plumbline/cli/scan";
import { z } from "zod";

/** Everything that the remediator can be told. */
export const Config = GlobalOptions.extend({
  ...BrakeOptions.shape,
  remediate: z.boolean().default(false),
  allowIrreversible: z.boolean().default(false),
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  failOn: FailOn.default("low"),
  now: z.iso.datetime({ offset: true }).optional(),
  format: z.enum(["terminal", "json"]).default("terminal"),
});
export type Config = z.infer<typeof Config>;

/** REMEDIATE=true, in any case, means yes; empty, missing or anything else means no. */
export const isRemediateSet = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  environment["REMEDIATE"]?.trim().toLowerCase() === "true";
