import { GlobalOptions } from "@plumbline/cli/global-options";
import { numberOption } from "@plumbline/cli/number-option";
import { AccountId } from "@plumbline/finding-model/resource";
import { ProcessItem } from "@plumbline/iam-model/projections";
import { z } from "zod";

/** Which database. */
export const storeShape = {
  database: z.string().min(1, "must be the address of a PostgreSQL server").optional(),
  folder: z.string().min(1, "must name a folder").optional(),
};
export const StoreConfig = z.object(storeShape);
export type StoreConfig = z.infer<typeof StoreConfig>;

/** What a command takes that asks AWS nothing; a command's own schema extends it. */
export const plainShape = {
  ...storeShape,
  format: z.enum(["text", "json"]).default("text"),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  debug: z.boolean().default(false),
};

const shortName = (item: ProcessItem): string => item.replace(/^process_/, "").replaceAll("_", "-");

/** Items by their short names too: `users` is `process_users`. */
const Item = z.string().transform((name, { addIssue }) => {
  const item = ProcessItem.options.find((one) => one === name || shortName(one) === name.replaceAll("_", "-"));
  if (item !== undefined) return item;
  addIssue({ code: "custom", message: `${JSON.stringify(name)} is none of ${ProcessItem.options.map(shortName).join(", ")}` });
  return z.NEVER;
});

const Chosen = GlobalOptions.extend({
  ...plainShape,
  local: z.boolean().default(false),
  account: AccountId.optional(),
  audit: z.enum(["local", "remote", "all"]).optional(),
  rolesFile: z.string().min(1).optional(),
  items: z.array(Item).min(1).default(ProcessItem.options),
  accountsAtOnce: numberOption.int("must be whole").min(1).max(50).default(4),
});
type Chosen = z.output<typeof Chosen>;

function proveChosen({ local, account, accounts, org, ou, audit }: Chosen, context: z.RefinementCtx): void {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const others = { "--accounts": accounts !== undefined, "--org": org, "--ou": ou.length > 0 };
  const [other] = Object.entries(others).flatMap(([name, isSaid]) => (isSaid ? name : []));
  if (local && account !== undefined) issue("local", "can't go together with --account");
  for (const [name, isSaid] of Object.entries({ local, account: account !== undefined }))
    if (isSaid && other !== undefined) issue(name, `can't go together with ${other}`);
  if (local && audit !== undefined && audit !== "local") issue("audit", `${audit} can't go together with --local`);
}
const toConfig = <C extends Chosen>({ local, account, ...config }: C) => ({
  ...config,
  audit: local ? ("local" as const) : (config.audit ?? ("all" as const)),
  accounts: account === undefined ? config.accounts : [account],
});

/** Whose inventory is collected, and which parts of it. */
export const CollectConfig = Chosen.superRefine(proveChosen).transform(toConfig);
export type CollectConfig = z.infer<typeof CollectConfig>;

/** The same, and where the messages go that ask for it. */
export const EnqueueConfig = Chosen.extend({
  sqs: z.url("must be the URL of a queue").optional(),
  sns: z
    .string()
    .regex(/^arn:[^:]+:sns:[^:]+:\d{12}:[\w.-]+$/, "must be the ARN of a topic")
    .optional(),
})
  .superRefine(proveChosen)
  .superRefine(({ sqs, sns }, context) => {
    if ((sqs === undefined) === (sns === undefined))
      context.addIssue({ code: "custom", path: ["sqs"], message: "name either a queue by --sqs or a topic by --sns" });
  })
  .transform(toConfig);
export type EnqueueConfig = z.infer<typeof EnqueueConfig>;

/** `plumbline iam roles` */
export const RolesConfig = z.object(plainShape);
export type RolesConfig = z.infer<typeof RolesConfig>;
export const ArchiveConfig = RolesConfig.extend({ until: z.iso.date("must be a day such as 2025-01-01") });
export type ArchiveConfig = z.infer<typeof ArchiveConfig>;
export const AddRoleConfig = RolesConfig.extend({ externalId: z.string().min(2).max(1224).optional() });
export type AddRoleConfig = z.infer<typeof AddRoleConfig>;
