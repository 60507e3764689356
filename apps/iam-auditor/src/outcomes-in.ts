import type { Revocation } from "@plumbline/access-reviews/revocation";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { latestOf } from "@plumbline/run-store/journal";
import { carriesOut } from "./carries-out.ts";

export interface ItemOutcome {
  readonly item: string;
  readonly planHash: string;
  readonly outcome: "applied" | "verified" | "failed" | "undone";
}

/** How a change ended; undefined where nothing was written. */
function endOf({ action, status }: JournalEntry): ItemOutcome["outcome"] | undefined {
  if (action === "undo") return status === "undone" ? "undone" : "applied";
  if (status === "refused" || status === "drifted") return undefined;
  return status === "verified" || status === "failed" ? status : "applied";
}

const keyOf = ({ change: { id, resource } }: JournalEntry): string => JSON.stringify([id, resource]);

/**
 * What became of what a campaign revoked, as a journal has it: verified where all of its changes are, undone where all are, failed where one
 * is. What was never written has no outcome.
 */
export function outcomesIn(entries: readonly JournalEntry[], campaign: string, revocations: readonly Revocation[]): ItemOutcome[] {
  const own = entries.filter(
    ({ change: { because } }) => because && "campaign" in because.decision && because.decision.campaign === campaign,
  );
  // An undo does not say of which plan it takes something back.
  const plans = new Map(own.flatMap((entry) => (entry.plan === undefined ? [] : [[keyOf(entry), entry.plan] as const])));
  const latest = [...latestOf(own).values()];
  return revocations.flatMap((revocation) => {
    if (!("item" in revocation.because)) return [];
    const { item } = revocation.because;
    const mine = latest.flatMap((entry) => {
      const [outcome, planHash] = [endOf(entry), plans.get(keyOf(entry))];
      return carriesOut(entry.change, revocation) && outcome !== undefined && planHash !== undefined ? [{ outcome, planHash }] : [];
    });
    return [...Map.groupBy(mine, ({ planHash }) => planHash)].map(([planHash, all]) => ({
      ...{ item, planHash, outcome: together(all.map(({ outcome }) => outcome)) },
    }));
  });
}

function together(outcomes: readonly ItemOutcome["outcome"][]): ItemOutcome["outcome"] {
  if (outcomes.includes("failed")) return "failed";
  const [first = "applied", ...others] = outcomes;
  return others.every((one) => one === first) ? first : "applied";
}
