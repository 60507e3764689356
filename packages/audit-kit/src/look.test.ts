import { expect, it } from "vitest";
import { z } from "zod";
import { failureOf } from "./look.ts";

const refusal = (schema: z.ZodType, value: unknown): unknown => schema.safeParse(value).error;
const rows: Record<string, [error: unknown, message: string]> = {
  "an error": [new Error("no way"), "no way"],
  "what is no error": ["no way", "no way"],
  "one fault of a shape, in one line": [refusal(z.object({ id: z.url() }), { id: "q" }), "id: Invalid URL"],
  "two faults of a shape, in one line": [
    refusal(z.object({ id: z.url(), name: z.string() }), { id: "q", name: 1 }),
    "id: Invalid URL; name: expected string, received number",
  ],
};
it.each(Object.entries(rows))("says %s", (_, [error, message]) => expect(failureOf(error)).toEqual({ kind: "failed", message }));
