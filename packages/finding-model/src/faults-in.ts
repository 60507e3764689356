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
    .replaceAll(/\s+/g, " ");

const unquoted = (word: string): string => word.replace(/^"(.*)"$/, "$1");
