import { readFileSync } from "node:fs";
import { z } from "zod";
import { malformed, notFound, ok } from "./answer.ts";
import type { Asked } from "./asked.ts";

export const health = () => ok({ message: "ok" });

/** The schema that the stand-in was given. */
export const importSchema = ({ state: { settings } }: Asked) =>
  settings.schemaFile === undefined
    ? notFound("an import schema; start the stand-in with one")
    : ok({ schema: JSON.parse(readFileSync(settings.schemaFile, "utf8")) });

const Extension = z.object({ key: z.string(), owner: z.string(), version: z.string(), schema: z.record(z.string(), z.unknown()) });

export const readExtensions = ({ state }: Asked) => ok([...state.extensions.values()]);
export const readExtension = ({ state, parts: [key = ""] }: Asked) => {
  const known = state.extensions.get(key);
  return known === undefined ? notFound(`extension ${key}`) : ok(known);
};
export const writeExtension = ({ state, body }: Asked) => {
  const { data, error } = Extension.safeParse(body);
  if (error) return malformed(error.issues);
  state.extensions.set(data.key, data);
  return { status: 201, body: { result: "OK" } };
};
export const deleteExtension = ({ state, parts: [key = ""] }: Asked) =>
  state.extensions.delete(key) ? { status: 204, body: undefined } : notFound(`extension ${key}`);
