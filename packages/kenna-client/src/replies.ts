/** The answers of Kenna's connectors. */
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Answer } from "@plumbline/http-call/call";
import { withoutSecrets } from "@plumbline/http-call/secrets";
import { z } from "zod";
import { ConnectorRun, KennaId, Truth } from "./connector-run.ts";
import { hintOf, KennaError } from "./kenna-error.ts";

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

/** A refusal that comes with the status of an answer. A run that failed says `success` false too, and has an id. */
const Refused = z.object({ success: Truth.refine((isDone) => !isDone), id: z.null().optional() });
const mostOfWords = 500;

/** Reads an answer. */
export type Read = <S extends z.ZodType>(schema: S, answer: Answer, tried: string) => z.infer<S>;

/**
 * Reads answers, and keeps secrets out of what it throws: a KennaError of kind `refused` when Kenna says no, and `not-kenna` for another answer,
 * such as the page of a proxy.
 */
export const reader =
  (secrets: readonly string[]): Read =>
  (schema, { status, body }, tried) => {
    const { data, success, error } = schema.safeParse(body);
    if (success) return data;
    if (Refused.safeParse(body).success) {
      const words = withoutSecrets(wordsIn(body) ?? JSON.stringify(body), secrets)
        .trim()
        .replaceAll(/\s+/g, " ");
      const outcome = `Kenna answered ${status} ${words.slice(0, mostOfWords)}`;
      throw new KennaError({ kind: "refused", ...{ status, tried, outcome, hint: hintOf(400) } });
    }
    throw new KennaError({
      kind: "not-kenna",
      ...{ status, tried },
      outcome: `the answer with status ${status} is none of Kenna's: ${faultsIn(error)}`,
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
  try {
    return wordsIn(JSON.parse(text)) ?? text;
  } catch {
    // A page, or a proxy's words.
    return text;
  }
};

const wordsIn = (body: unknown): string | undefined => {
  const { data } = Words.safeParse(body);
  const said = [data?.message, data?.error_message, data?.error, data?.errors].filter((words) => words !== undefined && words !== null);
  const words = said.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return words.length === 0 ? undefined : [...new Set(words)].join(": ");
};
