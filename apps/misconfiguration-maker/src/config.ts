import { GlobalOptions } from "@plumbline/cli/global-options";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

/** Everything that the maker can be told. */
export const Config = GlobalOptions.extend({
  account: z.array(AccountId, { error: "name each account that may be filled" }).min(1),
  recipes: z.array(z.string()).optional(),
  destroy: z.boolean().default(false),
  yes: z.boolean().default(false),
});
export type Config = z.infer<typeof Config>;
