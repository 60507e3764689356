import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import type { Seen } from "./survey.ts";

/** A resource's tags, or why they could not be read. */
export type KnownTags = { readonly tags: Readonly<Record<string, string>> } | { readonly unread: string };

const Tags = z.record(z.string(), z.string()).default({});

/** The tags of a resource, from its aspect `tags` or from the listing; a type without either has none. */
export function knownTags({ resource, aspects }: Pick<Seen, "resource" | "aspects">): KnownTags {
  const known = aspects.get("tags");
  if (known?.failure) return { unread: known.failure.message };
  const parsed = Tags.safeParse(known ? known.value : Object.entries(resource).find(([key]) => key === "tags")?.[1]);
  return parsed.success ? { tags: parsed.data } : { unread: faultsIn(parsed.error) };
}
