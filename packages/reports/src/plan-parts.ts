import type { ApiCall, BlastRadius } from "@plumbline/finding-model/change";
import { counted } from "./text.ts";

/** A call as one line: service, operation, and its input as JSON. */
export const callText = ({ service, operation, input }: ApiCall): string => `${service} ${operation} ${JSON.stringify(input)}`;

const shown = 5;
const countText = ({ kind, count }: { kind: string; count: number }) => counted(count, kind.replaceAll("-", " "));

/** What a change touches besides its resource, in words; undefined when nothing is known. */
export function blastRadiusText(radius: BlastRadius | undefined): string | undefined {
  if (!radius) return undefined;
  const { lastUsed, affected, unnamed, remaining, untold } = radius;
  const kinds = [...Map.groupBy(affected, ({ kind }) => kind)].map(([kind, all]) => {
    const names = all.slice(0, shown).map(({ id }) => id);
    const more = all.length > shown ? ` and ${all.length - shown} more` : "";
    return `${countText({ kind, count: all.length })}: ${names.join(", ")}${more}`;
  });
  const used = lastUsed === undefined ? [] : [lastUsed === null ? "no use on record" : `last used at ${lastUsed}`];
  const more = unnamed ? [countText(unnamed)] : [];
  const stays = remaining ? [`${countText(remaining)} ${remaining.count === 1 ? "stays" : "stay"}`] : [];
  const parts = [...kinds, ...more, ...stays, ...used, ...(untold === undefined ? [] : [`not known: ${untold}`])];
  return parts.length === 0 ? undefined : parts.join("; ");
}
