import { z } from "zod";
import { KdiFile } from "./kdi.ts";

/**
 * The JSON Schema of a KDI file. It says what JSON Schema can say: which dates come first, how long an identifier is with its type, and
 * whether each definition is there, `validateKdi` alone tells.
 */
export const kdiSchema = (): z.core.JSONSchema.JSONSchema => ({
  title: "Kenna data importer (KDI), version 2",
  ...z.toJSONSchema(KdiFile, { io: "input" }),
});
