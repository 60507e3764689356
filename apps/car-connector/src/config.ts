import { GlobalOptions } from "@plumbline/cli/global-options";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

const wholeMinutes = "must be whole minutes from 0 to 1440";
const Minutes = z
  .string()
  .regex(/^\d{1,4}$/, wholeMinutes)
  .transform(Number)
  .pipe(z.number().max(1440, wholeMinutes));

const Options = GlobalOptions.extend({
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
  trail: z.string().min(1).optional(),
  trailOrganization: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, "must be the id of an organization, such as o-abcdefghij")
    .optional(),
  overlap: Minutes.default(30),
  listAfter: z.coerce.number("must be hours, such as 24").min(0, "must be 0 or more hours").default(24),
  format: z.enum(["text", "json"]).default("text"),
});

/** Everything that the connector can be told, but for secrets. The account id of IBM's connector is the one account that is looked at. */
export const Config = Options.superRefine(({ accountId, accounts = [], org, ou }, context) => {
  if (accountId === undefined) return;
  const others = { "--accounts": accounts.some((id) => id !== accountId), "--org": org, "--ou": ou.length > 0 };
  const [other] = Object.entries(others).flatMap(([flag, isSaid]) => (isSaid ? flag : []));
  if (other !== undefined)
    context.addIssue({
      code: "custom",
      path: ["accountId"],
      message: `can't go together with ${other}: leave one of them out; a variable may have set it`,
    });
}).transform((options) => (options.accountId === undefined ? options : { ...options, accounts: [options.accountId] }));
export type Config = z.infer<typeof Config>;
