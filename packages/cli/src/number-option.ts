import { z } from "zod";

/** A number that an option or a variable says. Bounds that a schema adds are told in their own words, not as "must be a number". */
export const numberOption = z.coerce.number({ error: ({ code }) => (code === "invalid_type" ? "must be a number" : undefined) });
