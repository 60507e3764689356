import { isGap } from "@plumbline/finding-model/coverage";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { lookedOf } from "./looked.ts";

/** What a run looked at so completely that what it did not find is gone. */
export interface HubScope {
  isWhole(place: { readonly account: string; readonly region: string; readonly check: string }): boolean;
}

/**
 * A check was looked at as a whole in a place when every resource of its type was listed there, and no aspect of any has a gap. A type that is
 * listed in one region for all must have no gap in its account.
 */
export function hubScope(report: Pick<RunReport, "header" | "summary">): HubScope {
  const looked = lookedOf(report);
  const cells = Map.groupBy(report.summary.coverage, ({ account, type }) => `${account} ${type}`);
  return {
    isWhole(place) {
      if (!looked.covers(place)) return false;
      const all = cells.get(`${place.account} ${place.check.split("/")[0]}`) ?? [];
      const isListedHere = all.some(({ region, aspect }) => aspect === "list" && region === place.region);
      return !all.some((cell) => isGap(cell) && (!isListedHere || cell.region === place.region));
    },
  };
}
