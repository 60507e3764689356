import { GlobalOptions } from "@plumbline/cli/global-options";
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

/** `plumbline iam collect` */
export const CollectConfig = GlobalOptions.extend({ ...plainShape, local: z.boolean().default(false) });
export type CollectConfig = z.infer<typeof CollectConfig>;
