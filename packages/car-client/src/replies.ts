/** The answers of CAR that we read; what else they hold is not looked at. */
import type { Answer } from "@plumbline/http-call/call";
import { z } from "zod";
import { CarError } from "./car-error.ts";

const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** Of POST and PATCH /databases and of the full-import session. */
export const JobStarted = z.object({ job_id: Id });
export const JobStatus = z.object({ status: z.string(), error: z.json().optional() });
export const ImportStarted = z.object({ id: Id });
const named = z.array(z.object({ id: Id })).nullish();
/** An import that stands in none of the lists is done. */
export const ImportStatus = z.object({
  incomplete_imports: named,
  notfound_imports: z.array(z.union([z.object({ id: Id }), Id])).nullish(),
  error_imports: z.array(z.object({ id: Id, error: z.json().optional(), statusCode: z.number().nullish() })).nullish(),
});
export const Databases = z.object({
  databases: z.array(
    z.object({
      is_ready: z.boolean().optional(),
      graph_name: z.string().nullish(),
      collections_without_indexes: z.array(z.json()).nullish(),
    }),
  ),
});
export const SourceState = z.object({ model_state_id: z.union([z.string(), z.number().transform(String)]).nullish() }).nullable();

/** Reads an answer. Throws an unrecoverable CarError when it is none of CAR's, such as the page of a proxy. */
export const read = <S extends z.ZodType>(schema: S, { status, body }: Answer, tried: string): z.infer<S> => {
  const { data, success, error } = schema.safeParse(body);
  if (success) return data;
  throw new CarError({
    kind: "unrecoverable",
    ...{ status, tried },
    outcome: `the answer with status ${status} is none of CAR's: ${z.prettifyError(error).replaceAll(/\s+/g, " ")}`,
    hint: "Check that the URL is that of the CAR service itself, and its version.",
  });
};
