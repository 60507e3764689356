import type { Kind } from "@plumbline/iam-model/kinds";
import { type JsonChange, jsonChanges } from "./json-changes.ts";

/** A version of a record, as the history has it. */
export interface HistoryRow {
  readonly kind: Kind;
  readonly record_id: string;
  readonly name: string;
  readonly arn: string | null;
  readonly facts: unknown;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

/** Something that was seen to begin, change or end. It happened between the look before and this instant. */
export interface HistoryEvent {
  readonly at: Date;
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly did: "began" | "changed" | "ended";
  readonly changes: readonly JsonChange[];
}

const order = { ended: 0, changed: 1, began: 2 } as const;
/** The principal itself comes before what is its own. */
const rank = ({ kind }: HistoryEvent): number => (["iam_user", "iam_group", "iam_role", "iam_policy"].includes(kind) ? 0 : 1);

/**
 * What the versions of some records tell: each instant at which something was seen to differ, newest first. Where a version follows another
 * at once it is a change; what comes back after a time begins anew. Only what happened until `until` is told, and after `horizon`: what was before that
 * instant is archived, so that nobody knows what the first version followed.
 */
export function timelineOf(rows: readonly HistoryRow[], until: Date, horizon: Date | null = null): readonly HistoryEvent[] {
  const things = Map.groupBy(rows, ({ kind, record_id }) => `${kind} ${record_id}`);
  const events = [...things.values()].flatMap((versions) => {
    const sorted = versions.toSorted((a, b) => a.valid_from.getTime() - b.valid_from.getTime());
    return sorted.flatMap((version, i): HistoryEvent[] => {
      const { kind, record_id: id, name, valid_from: at, valid_to: end } = version;
      const [before, next] = [sorted[i - 1], sorted[i + 1]];
      const follows = before?.valid_to?.getTime() === at.getTime();
      const changes = follows ? jsonChanges(told(before), told(version)) : [];
      const isOver = end !== null && next?.valid_from.getTime() !== end.getTime();
      return [
        { at, kind, id, name, did: follows ? "changed" : "began", changes },
        ...(isOver ? [{ at: end, kind, id, name, did: "ended", changes: [] } as const] : []),
      ];
    });
  });
  return events
    .filter(({ at }) => at <= until && (horizon === null || at > horizon))
    .sort(
      (a, b) =>
        b.at.getTime() - a.at.getTime() ||
        rank(a) - rank(b) ||
        order[a.did] - order[b.did] ||
        (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1),
    );
}

const told = ({ name, arn, facts }: HistoryRow) => ({ name, arn, facts });
