import { GlobalOptions } from "@plumbline/cli/global-options";
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

/** Items by their short names too: `users` is `process_users`. */
const Item = z
  .string()
  .transform((name) => (name.startsWith("process_") ? name : `process_${name.replaceAll("-", "_")}`))
  .pipe(ProcessItem);

/** Whose inventory is collected, and which parts of it; for the command, and for the manager's function. */
export const CollectConfig = GlobalOptions.extend({
  ...plainShape,
  local: z.boolean().default(false),
  account: AccountId.optional(),
  audit: z.enum(["local", "remote", "all"]).optional(),
  rolesFile: z.string().min(1).optional(),
  items: z.array(Item).min(1).default(ProcessItem.options),
  accountsAtOnce: z.coerce.number("must be a number").int().min(1).max(50).default(4),
})
  .superRefine(({ local, account, accounts, org, ou, audit }, context) => {
    const given = { "--local": local, "--account": account !== undefined, "--accounts": accounts !== undefined };
    const names = Object.entries({ ...given, "--org": org, "--ou": ou.length > 0 }).flatMap(([name, isSaid]) => (isSaid ? name : []));
    const [first, second] = names.filter((name) => name !== "--ou" || !org);
    if (second !== undefined && (local || account !== undefined))
      context.addIssue({ code: "custom", path: [(first ?? "").slice(2)], message: `can't go together with ${second}` });
    if (local && audit !== undefined && audit !== "local")
      context.addIssue({ code: "custom", path: ["audit"], message: `${audit} can't go together with --local` });
  })
  .transform(({ local, account, ...config }) => ({
    ...config,
    audit: local ? ("local" as const) : (config.audit ?? "all"),
    accounts: account === undefined ? config.accounts : [account],
  }));
export type CollectConfig = z.infer<typeof CollectConfig>;

/** `plumbline iam roles` */
export const RolesConfig = z.object(plainShape);
export type RolesConfig = z.infer<typeof RolesConfig>;
export const AddRoleConfig = RolesConfig.extend({ externalId: z.string().min(2).max(1224).optional() });
export type AddRoleConfig = z.infer<typeof AddRoleConfig>;
