import type { NotedOutcome } from "@plumbline/access-reviews/read-outcomes";
import type { Revocation } from "@plumbline/access-reviews/revocation";
import type { EverRevoked } from "@plumbline/access-reviews/revocations-of";
import type { PlannedChange } from "@plumbline/finding-model/change";
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

export interface Made {
  readonly change: PlannedChange;
  readonly planHash: string;
}

const keyOf = ({ change: { id, resource } }: JournalEntry): string => JSON.stringify([id, resource]);

/**
 * What became of what a campaign revoked, as a journal has it: verified where all of its changes are, undone where all are, failed where one
 * is. What was never written has no outcome. Of one principal several items may have been revoked; `isOf` tells whether a change is of this one.
 */
export function outcomesIn(
  entries: readonly JournalEntry[],
  campaign: string,
  revocations: readonly Revocation[],
  isOf: (item: string, made: Made) => boolean = () => true,
): ItemOutcome[] {
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
      if (outcome === undefined || planHash === undefined || !carriesOut(entry.change, revocation)) return [];
      return isOf(item, { change: entry.change, planHash }) ? [{ outcome, planHash }] : [];
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

export interface Became extends Omit<ItemOutcome, "outcome"> {
  readonly outcome: ItemOutcome["outcome"] | "planned";
}

/**
 * What became of every item that was ever revoked, and of which something is planned, written or undone: as the journal has it, and its last
 * plan where nothing of that is made. Where something else was decided since, only what was planned for the item itself is its own.
 */
export function becameOf(
  entries: readonly JournalEntry[],
  campaign: string,
  revoked: readonly EverRevoked[],
  noted: ReadonlyMap<string, readonly Pick<NotedOutcome, "planHash" | "outcome">[]>,
): readonly Became[] {
  const withdrawn = new Set(revoked.filter(({ last }) => last.verdict === "keep").map(({ item }) => item));
  const isOf = (item: string, { change: { because }, planHash }: Made): boolean =>
    !withdrawn.has(item) ||
    (because !== undefined && "item" in because.decision && because.decision.item === item) ||
    (noted.get(item) ?? []).some((one) => one.outcome === "planned" && one.planHash === planHash);
  const made = outcomesIn(
    entries,
    campaign,
    revoked.map(({ revocation }) => revocation),
    isOf,
  );
  return revoked.flatMap(({ item }): readonly Became[] => {
    const own = made.filter((one) => one.item === item);
    const planned = (noted.get(item) ?? []).findLast(({ outcome }) => outcome === "planned");
    if (planned === undefined || own.some(({ planHash }) => planHash === planned.planHash)) return own;
    return [...own, { item, planHash: planned.planHash, outcome: "planned" }];
  });
}
