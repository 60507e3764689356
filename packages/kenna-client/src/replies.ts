/** The answers of Kenna's connectors. */
import type { Answer } from "@plumbline/http-call/call";
import { z } from "zod";
import { ConnectorRun, KennaId, Truth } from "./connector-run.ts";
import { KennaError } from "./kenna-error.ts";

/** Of a call that has its own status: success false stands beside no id. */
const done = z.object({ success: Truth.refine((isDone) => isDone, { error: "is false" }).optional() });
export const Uploaded = done.extend({ data_file: KennaId });
export const Started = done.extend({ connector_run_id: KennaId });

const Connector = z.object({
  id: KennaId,
  name: z.string().nullish(),
  running: Truth.nullish(),
});
/** Kenna's answers stand in an object of the thing's name, or alone. */
export const ConnectorAnswer = z.union([z.object({ connector: Connector }).transform(({ connector }) => connector), Connector]);
export const RunAnswer = z.union([z.object({ connector_run: ConnectorRun }).transform((found) => found.connector_run), ConnectorRun]);
export const RunsAnswer = z.union([
  z.array(ConnectorRun),
  z.object({ connector_runs: z.array(ConnectorRun) }).transform((found) => found.connector_runs),
]);

/** Reads an answer. Throws a KennaError of kind `not-kenna` when it is another one, such as the page of a proxy. */
export const read = <S extends z.ZodType>(schema: S, { status, body }: Answer, tried: string): z.infer<S> => {
  const { data, success, error } = schema.safeParse(body);
  if (success) return data;
  throw new KennaError({
    kind: "not-kenna",
    ...{ status, tried },
    outcome: `the answer with status ${status} is none of Kenna's: ${z.prettifyError(error).replaceAll(/\s+/g, " ")}`,
    hint: "Check that the host is that of Kenna's API, such as api.kennasecurity.com.",
  });
};

const Words = z.object({
  message: z.json().optional(),
  error: z.json().optional(),
  errors: z.json().optional(),
  error_message: z.json().optional(),
});

/** Kenna's own message of a refusal; the whole answer where it has none. */
export const wordsOf = (text: string): string => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A page, or a proxy's words.
    return text;
  }
  const { data } = Words.safeParse(body);
  const said = [data?.message, data?.error_message, data?.error, data?.errors].filter((words) => words !== undefined && words !== null);
  const words = said.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return words.length === 0 ? text : [...new Set(words)].join(": ");
};
