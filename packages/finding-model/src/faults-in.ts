import { z } from "zod";

const most = 5;

/** What does not fit a schema, in one line: each place with its fault, the first five, and how many more there are. Tells no values. */
export function faultsIn({ issues }: z.ZodError): string {
  const told = issues.slice(0, most).map((issue) => {
    const place = z.core.toDotPath(issue.path);
    // What a key has wrong is told below it.
    const { message } = (issue.code === "invalid_key" && issue.issues[0]) || issue;
    return place === "" ? inShort(message) : `${place}: ${inShort(message)}`;
  });
  return [...told, ...(issues.length > most ? [`and ${issues.length - most} more`] : [])].join("; ");
}

/** zod's words for a fault, without those that say no more. */
export const inShort = (message: string): string =>
  message
    .replace(/^Invalid input: expected (.+), received undefined$/, "is missing (expected $1)")
    .replace(/^Invalid input: /, "")
    .replace(/^Invalid option: expected one of (.+)$/, (_, words: string) => `must be one of ${words.split("|").map(unquoted).join(", ")}`)
    .replace(/^Too small: expected (?:string|array) to have >=1 (?:characters|items)$/, "must not be empty")
    .replace(
      /^Too (?:small|big): expected (?:number|int) to be (>=?|<=?)(\S+)$/,
      (_, sign: string, bound: string) => `must be ${bounds[sign]} ${bound}`,
    )
    .replace(/^Too small: expected (?:string|array) to have >=(\d+) (characters|items)$/, "must have at least $1 $2")
    .replace(/^Too big: expected (?:string|array) to have <=(\d+) (characters|items)$/, "must have at most $1 $2")
    .replaceAll(/\s+/g, " ");

const bounds: Readonly<Record<string, string>> = { ">=": "at least", ">": "more than", "<=": "at most", "<": "less than" };

const unquoted = (word: string): string => word.replace(/^"(.*)"$/, "$1");
