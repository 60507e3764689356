import type { Auditor } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Config } from "./config.ts";
import { ExceptionsFile } from "./exceptions-file.ts";

type JsonSchema = z.core.JSONSchema.JSONSchema;
// What a person writes: the input, where one text may stand for a list of one.
const schemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: "input" });

/** The JSON Schema of a file of exceptions, for editors. */
export const exceptionsSchema = (): JsonSchema => ({ title: "Exceptions of Plumbline", ...schemaOf(ExceptionsFile) });

/** The JSON Schema of the configuration, with the settings of these checks. */
export function configurationSchema(auditors: readonly Auditor[]): JsonSchema {
  const properties = Object.fromEntries(
    auditors.map(({ id, title, settings }): [string, JsonSchema] => {
      const { $schema, ...own } = schemaOf(settings ?? z.strictObject({}));
      return [id, { description: title, ...own, additionalProperties: false }];
    }),
  );
  const { properties: own = {}, ...rest } = schemaOf(Config.extend({ settings: z.looseObject({}).optional() }));
  const description = Config.shape.settings.description ?? "";
  return {
    title: "Configuration of Plumbline",
    ...rest,
    properties: { ...own, settings: { description, type: "object", properties, additionalProperties: false } },
  };
}
