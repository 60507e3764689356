import type { Cell } from "@plumbline/finding-model/coverage";
import { inspectorMembers } from "@plumbline/vulnerabilities/inspector-members";
import { type Asked, failed, type Place } from "./look-at-place.ts";

/**
 * The members that an account has in a place, where its findings were listed; undefined where it may not list them, or administers none. No finding is
 * missed for that, so that it is no gap.
 */
export async function membersAt(place: Place, asked: Asked, cells: readonly Cell[]): Promise<readonly string[] | undefined> {
  if (!cells.some(({ aspect, outcome }) => aspect === "list" && (outcome === "ok" || outcome === "skipped"))) return undefined;
  try {
    return await inspectorMembers(await asked.connect(place));
  } catch (error) {
    // Throws what is no failure of AWS's.
    failed(place, "members", error, 0);
    return undefined;
  }
}
