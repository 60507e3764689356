import { z } from "zod";

/**
 * The schema of an aspect whose call also tells of other types: takes this type's part out of an entry. So several types share one call,
 * although a user, a role and a group may have the same name.
 */
export const partOf = <E extends z.ZodType, P extends z.ZodType>(entry: E, pick: (entry: z.output<E>) => unknown, part: P) =>
  entry.transform((value, context): z.output<P> => {
    const parsed = part.safeParse(pick(value));
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) context.addIssue({ code: "custom", message, path: [...path] });
    return z.NEVER;
  });
