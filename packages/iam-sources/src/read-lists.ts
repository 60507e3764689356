import { faultsIn } from "@plumbline/finding-model/faults-in";
import { IamRecord, type Kind } from "@plumbline/iam-model/kinds";
import type { z } from "zod";
import type { SourceLooked, Told } from "./iam-source.ts";
import { SourceError } from "./source-error.ts";

/** One list of a service, and the kind of record that it tells of. */
export interface SourceList {
  readonly kind: Kind;
  /** Records, page by page. Throws a SourceError for what could not be seen. */
  pages(): AsyncIterable<readonly IamRecord[]>;
}

/** Reads lists one after the other. A kind is `ok` when each of its lists was read to the end; a list that breaks off leaves the others be. */
export async function* readLists(kinds: readonly Kind[], lists: readonly SourceList[]): AsyncGenerator<Told> {
  for (const kind of kinds) {
    const failures: SourceError[] = [];
    for (const list of lists.filter((one) => one.kind === kind)) {
      try {
        for await (const records of list.pages()) if (records.length > 0) yield { records };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failures.push(error);
      }
    }
    yield { looked: lookedOf(kind, failures) };
  }
}

/** The cells of a source that could not be asked for anything. */
export const allFailed = (kinds: readonly Kind[], failure: SourceError): readonly Told[] =>
  kinds.map((kind) => ({ looked: lookedOf(kind, [failure]) }));

const lookedOf = (kind: Kind, failures: readonly SourceError[]): SourceLooked => {
  const [first] = failures;
  if (first === undefined) return { kind, outcome: "ok" };
  return { kind, outcome: first.kind, message: failures.map(({ message }) => message).join(" ") };
};

interface Understanding<S extends z.ZodType> {
  /** For a person to read, such as `list roles of the cluster prod`. */
  readonly tried: string;
  /** What is read of each thing; all else that it holds is not looked at. */
  readonly schema: S;
  toRecord(item: z.output<S>): IamRecord;
}

/**
 * Makes records of what a service lists. What can't be understood is left out, and at the end a SourceError of kind `failed` says so: the
 * rest is kept, and the list is not complete.
 */
export async function* toRecords<S extends z.ZodType>(
  pages: AsyncIterable<readonly unknown[]>,
  { tried, schema, toRecord }: Understanding<S>,
): AsyncGenerator<readonly IamRecord[]> {
  const misread = { count: 0, first: "" };
  for await (const items of pages) {
    const records: IamRecord[] = [];
    for (const item of items) {
      const read = understand(item, schema, toRecord);
      if ("record" in read) records.push(read.record);
      else if (misread.count++ === 0) misread.first = read.why;
    }
    yield records;
  }
  if (misread.count > 0)
    throw new SourceError({
      kind: "failed",
      tried,
      outcome: `${misread.count} of what it told could not be understood, the first because of: ${misread.first}`,
      hint: "What was understood is kept. Tell the makers of Plumbline.",
    });
}

function understand<S extends z.ZodType>(
  item: unknown,
  schema: S,
  toRecord: (item: z.output<S>) => IamRecord,
): { readonly record: IamRecord } | { readonly why: string } {
  const told = schema.safeParse(item);
  if (!told.success) return { why: inOneLine(told.error) };
  const made = IamRecord.safeParse(toRecord(told.data));
  if (!made.success) return { why: inOneLine(made.error) };
  // https://www.postgresql.org/docs/15/datatype-json.html: jsonb takes no NUL.
  return JSON.stringify(made.data).includes("\\u0000") ? { why: "a text that holds the character NUL" } : { record: made.data };
}

const inOneLine = (error: z.ZodError): string => faultsIn(error);
