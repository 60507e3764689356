import { z } from "zod";

/** Tags as every collector gives them; no tags is a fact, hence the default. */
export const Tags = z.record(z.string(), z.string()).default({});
export type Tags = z.output<typeof Tags>;

interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}
/** Reads AWS's list of tags; a tag without a value has the empty one. */
export const toTags = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));
