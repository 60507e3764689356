import { expect, it } from "vitest";
import { z } from "zod";
import { faultsIn } from "./faults-in.ts";

const Person = z.strictObject({ name: z.string(), tags: z.array(z.strictObject({ key: z.string().min(1, "must not be empty") })) });
const many = z.strictObject(Object.fromEntries(["a", "b", "c", "d", "e", "f", "g"].map((name) => [name, z.null()])));
const rows: Record<string, { schema: z.ZodType; given: unknown; is: string }> = {
  "what is missing": { schema: Person, given: { tags: [] }, is: "name: is missing (expected string)" },
  "another type": { schema: Person, given: { name: 1, tags: [] }, is: "name: expected string, received number" },
  "words of the schema's own, and the place": {
    schema: Person,
    given: { name: "a", tags: [{ key: "b" }, { key: "" }] },
    is: "tags[1].key: must not be empty",
  },
  "several, of which one is of the whole": {
    schema: Person,
    given: { name: "a", tags: {}, more: 1 },
    is: 'tags: expected array, received object; Unrecognized key: "more"',
  },
  "nothing at all": { schema: Person, given: undefined, is: "is missing (expected object)" },
  "many, of which five are told": {
    schema: many,
    given: Object.fromEntries(["a", "b", "c", "d", "e", "f", "g"].map((name) => [name, 1])),
    is: `${["a", "b", "c", "d", "e"].map((name) => `${name}: expected null, received number`).join("; ")}; and 2 more`,
  },
  "one of several words": {
    schema: z.object({ size: z.enum(["small", "large"]) }),
    given: { size: "x" },
    is: "size: must be one of small, large",
  },
  "a number that is too small": { schema: z.int().min(1), given: 0, is: "must be at least 1" },
  "a number that is too big": { schema: z.number().max(0.5), given: 0.75, is: "must be at most 0.5" },
  "a number that is not positive": { schema: z.number().positive(), given: 0, is: "must be more than 0" },
  "a number that is not negative": { schema: z.number().negative(), given: 0, is: "must be less than 0" },
  "a text that is empty": { schema: z.string().min(1), given: "", is: "must not be empty" },
  "a text that is too short": { schema: z.string().min(2), given: "x", is: "must have at least 2 characters" },
  "a text that is too long": { schema: z.string().max(2), given: "xyz", is: "must have at most 2 characters" },
  "a list that is empty": { schema: z.array(z.string()).min(1), given: [], is: "must not be empty" },
  "a list that is too long": { schema: z.array(z.string()).max(1), given: ["a", "b"], is: "must have at most 1 items" },
  "a key": { schema: z.record(z.string().regex(/a/, "has no a"), z.null()), given: { b: null }, is: "b: has no a" },
  "text of many lines": { schema: z.string().refine(() => false, "no\n  way"), given: "x", is: "no way" },
};

it.each(Object.entries(rows))("tells of %s", (_, { schema, given, is }) => {
  const { error } = schema.safeParse(given);
  expect(error && faultsIn(error)).toBe(is);
});
