import { GlobalOptions } from "@plumbline/cli/global-options";
import { ReportFormat } from "@plumbline/cli/print-report";
import { TapeOptions } from "@plumbline/cli/taped-scan";
import { z } from "zod";

/** Everything that a CIS scan can be told. */
export const Config = GlobalOptions.extend({
  edition: z.string().optional(),
  level: z
    .enum(["1", "2"], { error: "must be 1 or 2" })
    .transform(Number)
    .pipe(z.union([z.literal(1), z.literal(2)]))
    .optional(),
  section: z.array(z.string()).optional(),
  controls: z.array(z.string()).optional(),
  list: z.boolean().default(false),
  attestations: z.string().optional(),
  failOn: z.enum(["any", "never"]).default("any"),
  format: ReportFormat.default("terminal"),
  now: z.iso.datetime({ offset: true, error: "must be an instant such as 2026-01-31T00:00:00Z" }).optional(),
  ...TapeOptions.shape,
  resume: z.string().optional(),
  securityHub: z.boolean().default(false),
});
export type Config = z.infer<typeof Config>;
