import type { IamRecord, Kind, RecordOf } from "./kinds.ts";

/** How a listing of one kind was looked at, when it last was: `ok` is complete, everything else a gap. */
export interface Looked {
  readonly listing: string;
  readonly kind: Kind;
  readonly account: string;
  readonly outcome: string;
  readonly message: string | null;
  /** When it was last complete; null for never. */
  readonly completeAt: string | null;
  /** When it last told all of each organization or instance of Identity Center; for kinds that several accounts may tell of. */
  readonly told?: Readonly<Record<string, string>>;
}

/** All records that held at an instant, in the order of kind, account and id, and how far was looked. */
export interface Snapshot {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly looked: readonly Looked[];
  /** Accounts that somebody means to be looked at, such as those of the table of roles, whether anybody did or not. */
  readonly meant: readonly string[];
  of<K extends Kind>(kind: K): readonly RecordOf<K>[];
}

/** Makes a snapshot of records, whatever their order. */
export function snapshotOf(
  at: string,
  records: Iterable<IamRecord>,
  looked: readonly Looked[] = [],
  meant: readonly string[] = [],
): Snapshot {
  const byKind = Map.groupBy([...records].sort(inOrder), ({ kind }) => kind);
  return { at, looked, meant, of: (kind) => (byKind.get(kind) ?? []).filter((record) => isOf(record, kind)) };
}

const isOf = <K extends Kind>(record: IamRecord, kind: K): record is RecordOf<K> => record.kind === kind;
const inOrder = (a: IamRecord, b: IamRecord): number => compare(a.account, b.account) || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
