import type { Failure } from "@plumbline/finding-model/failure";
import { z } from "zod";

interface Place {
  readonly account: string;
  readonly region: string;
}
interface Told {
  /** What is read; a finding unless told. */
  readonly what?: "finding" | "filter";
  /** `Security Hub`, `Inspector`. */
  readonly of: string;
  readonly place: Place;
}

/** A source answered something that can't be taken for what it should be. It satisfies the `Failure` schema. */
export class FindingError extends Error implements Failure {
  override readonly name = "FindingError";
  readonly kind = "failed";
  readonly hint: string;

  constructor(message: string, { hint, cause }: { readonly hint: string; readonly cause?: unknown }) {
    super(message, { cause });
    this.hint = hint;
  }
}

const Named = z.object({ Id: z.string().optional(), findingArn: z.string().optional(), arn: z.string().optional() }).catch({});

/** Reads one finding, or filter, of an answer. Throws a FindingError that names it and what is wrong with it. */
export const readFinding = <S extends z.ZodType>(schema: S, raw: unknown, { what = "finding", of, place }: Told): z.output<S> => {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  const { Id, findingArn, arn } = Named.parse(raw);
  const where = `${of} in account ${place.account}, region ${place.region}`;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new FindingError(`${what} ${Id ?? findingArn ?? arn ?? "without an id"} of ${where} can't be read: ${faults.join("; ")}`, {
    hint: "this version does not know its shape; report it with its id",
    cause: read.error,
  });
};
