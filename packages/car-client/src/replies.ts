/** The answers of CAR that we read; what else they hold is not looked at. */
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Answer } from "@plumbline/http-call/call";
import { z } from "zod";
import { CarError } from "./car-error.ts";

const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** Of POST and PATCH /databases and of the full-import session. */
export const JobStarted = z.object({ job_id: Id });
export const JobStatus = z.object({ status: z.string(), error: z.json().optional() });
export const ImportStarted = z.object({ id: Id });
/** An import that stands in none of the lists is done. So the two that tell of trouble must be there: an answer without them is an error's. */
export const ImportStatus = z.object({
  incomplete_imports: z.array(z.object({ id: Id })),
  notfound_imports: z.array(z.union([z.object({ id: Id }), Id])).nullish(),
  error_imports: z.array(z.object({ id: Id, error: z.json().optional(), statusCode: z.number().nullish() })),
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
  throw foreign(status, tried, faultsIn(error));
};

/** Proves that an answer of which nothing is read is CAR's: JSON, or nothing at all. Throws as `read` does when it is another text. */
export const proveDone = ({ status, isOtherText }: Answer, tried: string): void => {
  if (isOtherText) throw foreign(status, tried, "it is a text that is no JSON, such as the page of a proxy");
};

const foreign = (status: number, tried: string, why: string): CarError =>
  new CarError({
    kind: "unrecoverable",
    ...{ status, tried },
    outcome: `the answer with status ${status} is none of CAR's: ${why}`,
    hint: "Check that the URL is that of the CAR service itself, and its version.",
  });
