import type { ApiCall, BlastRadius } from "@plumbline/finding-model/change";
import { counted } from "./text.ts";

/** A call as one line: service, operation, and its input as JSON. */
export const callText = ({ service, operation, input }: ApiCall): string => `${service} ${operation} ${JSON.stringify(input)}`;

const shown = 5;

/** What a change touches besides its resource, in words; undefined when nothing is known. */
export function blastRadiusText(radius: BlastRadius | undefined): string | undefined {
  if (!radius) return undefined;
  const { lastUsed, affected } = radius;
  const kinds = [...Map.groupBy(affected, ({ kind }) => kind)].map(([kind, all]) => {
    const names = all.slice(0, shown).map(({ id }) => id);
    const more = all.length > shown ? ` and ${all.length - shown} more` : "";
    return `${counted(all.length, kind.replaceAll("-", " "))}: ${names.join(", ")}${more}`;
  });
  const used = lastUsed === undefined ? [] : [lastUsed === null ? "never used" : `last used at ${lastUsed}`];
  const parts = [...kinds, ...used];
  return parts.length === 0 ? undefined : parts.join("; ");
}
