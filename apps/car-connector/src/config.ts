import { GlobalOptions } from "@plumbline/cli/global-options";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

/** Everything that the connector can be told, but for secrets. */
export const Config = GlobalOptions.extend({
  accountId: AccountId.optional(),
  clientId: z.string().min(1).optional(),
  source: z.string().min(1).optional(),
  sourceName: z.string().min(1).optional(),
  carServiceUrl: z.string().min(1).optional(),
  carServiceUrlForToken: z.string().min(1).optional(),
  carServiceKey: z.string().min(1).optional(),
  allowHttp: z.boolean().default(false),
  stateFile: z.string().min(1).optional(),
  full: z.boolean().default(false),
  dryRun: z.string().min(1).optional(),
  connectionTest: z.boolean().default(false),
  types: z.array(z.string()).min(1).optional(),
  vulnerabilities: z.enum(["security-hub", "inspector", "none"]).default("security-hub"),
  allFindings: z.boolean().default(false),
  overlap: z.coerce.number().int().min(0).max(1440).default(30),
  format: z.enum(["text", "json"]).default("text"),
});
export type Config = z.infer<typeof Config>;
