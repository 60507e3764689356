import type { PlannedChange } from "@plumbline/finding-model/change";

/** When a change is too dangerous because its resource is in use. */
export interface InUse {
  /** In use is what was used within so many days. */
  readonly days: number;
  /** True to make such changes all the same. */
  readonly force: boolean;
}
export const defaultInUse: InUse = { days: 7, force: false };

const day = 24 * 3_600_000;

/** Says that a change would hit what is in use, as far as the plan's facts tell; undefined when nobody knows of a use. */
export function reasonInUse({ blastRadius }: PlannedChange, now: Date, { days, force }: InUse = defaultInUse): string | undefined {
  const lastUsed = blastRadius?.lastUsed;
  if (force || typeof lastUsed !== "string") return undefined;
  return now.getTime() - Date.parse(lastUsed) < days * day
    ? `in use: last used at ${lastUsed}, within ${days} days; --force-in-use makes it`
    : undefined;
}
