import { z } from "zod";

const Words = z.object({ error: z.string().optional(), message: z.string().optional(), invalid_value: z.string().optional() });

/** A service's own words of a refusal; the whole answer where it has none. */
export const errorWordsOf = (text: string): string => {
  try {
    const { data } = Words.safeParse(JSON.parse(text));
    return data?.error ?? data?.message ?? data?.invalid_value ?? text;
  } catch {
    // A page, or a proxy's words.
    return text;
  }
};
