import type { z } from "zod";
import { Refusal } from "./refusal.ts";

/** What a schema makes of a query or a form; throws a Refusal that names the first fault in one line. */
export function checked<S extends z.ZodType>(schema: S, given: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(given, { error: words });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Which of several it is means nothing to whoever sees the page.
  const named = issue?.path.filter((part) => typeof part === "string").join(".") || what;
  throw new Refusal(400, `The ${what} is not as it should be: ${named}: ${issue?.message ?? "invalid"}.`);
}

/** Where the schema has no words of its own. */
const words: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  if (issue.code === "too_big" && issue.origin === "string") return `has more than ${issue.maximum} characters`;
  return undefined;
};
