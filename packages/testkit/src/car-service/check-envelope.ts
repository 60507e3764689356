/** Refuses what CAR would refuse, and where asked what it would take and forget. */
import { readFileSync } from "node:fs";
import { Envelope } from "@plumbline/car-client/envelope";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { z } from "zod";
import type { CarServiceSettings } from "./settings.ts";

const Row = z.record(z.string(), z.unknown());
/** An envelope as far as the stand-in reads it. */
const Read = z.object({ source: z.looseObject({ _key: z.string() }) }).catchall(z.union([z.array(Row), Row]));
export interface Import {
  readonly source: Readonly<Record<string, unknown>> & { readonly _key: string };
  /** By collection. */
  readonly rows: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
}
export type Check = (envelope: unknown) => { readonly faults: unknown } | { readonly import: Import };

/** Makes the check. Throws when the schema's file can't be read or is no schema. */
export const checkEnvelope = ({ isStrict, schemaFile }: Pick<CarServiceSettings, "isStrict" | "schemaFile">): Check => {
  const isOfIbm = schemaFile === undefined ? undefined : compile(schemaFile);
  return (envelope) => {
    if (isOfIbm && !isOfIbm(envelope)) return { faults: isOfIbm.errors };
    const strict = isStrict ? Envelope.safeParse(envelope) : undefined;
    if (strict?.error) return { faults: strict.error.issues };
    const { data, error } = Read.safeParse(envelope);
    if (error) return { faults: error.issues };
    const { source, ...rest } = data;
    const rows = Object.entries(rest).flatMap(([name, value]) => (Array.isArray(value) ? [[name, value] as const] : []));
    return { import: { source, rows: new Map(rows) } };
  };
};

const compile = (file: string) => {
  // The patterns of IBM escape what needs none, which the flag u forbids.
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8"))));
};
