import type { Auditor } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Config } from "./config.ts";
import { ExceptionsFile } from "./exceptions-file.ts";

type JsonSchema = z.core.JSONSchema.JSONSchema;
// What a person writes: the input, where one text may stand for a list of one.
const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    io: "input",
    // Names that zod has and JSON Schema has not, such as starts_with; each stands beside its pattern.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined && !formats.has(jsonSchema.format)) delete jsonSchema.format;
    },
  });
/** Of https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3, those that are used. */
const formats = new Set(["date", "date-time", "uri", "email"]);

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
