import { z } from "zod";
import { Refusal } from "../frame/refusal.ts";

/** Values of a place that the database takes: its texts hold no NUL, its integers have 32 bits, and its instants are of this era. */
export const Text = z.string().refine((text) => !text.includes("\0"));
export const Whole = z.int32();
export const Instant = z.iso.datetime().refine((text) => new Date(text).getTime() >= 0);

/** Where a page ends, as the address of the next one has it. */
export const placeText = (place: readonly (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString("base64url");

/** The place that an address names; throws a Refusal where no page before has told it. */
export function placeOf<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch (cause) {
    throw new Refusal(400, "The place where the page begins is none that a page before has told. Begin with the first page.", { cause });
  }
}
