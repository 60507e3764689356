/** What is worth telling about a finding's way into KDI, apart from what the entries say. */
export const noteTexts = {
  "unknown-finding-type": "findings of a type that is newer than this version: sent with their title as definition",
  "unknown-finding-type-named": "findings of a type that is newer than this version: named by details that this version knows",
  "unknown-resource-type": "resources of a type that is newer than this version: sent as external_id",
  "unknown-status": "statuses that are newer than this version: sent as open",
  "unknown-severity": "severities that are newer than this version: scored 1 where Inspector has no score",
  "no-details": "findings without the details of their type: the definition is named by the title",
  "name-is-no-host": "Name tags that DNS could not hold: sent as tags, not as hostname",
  "no-asset": "resources without an id: left out, since nothing names an asset",
  "suppressed-left-out": "suppressed findings that were left out, as asked",
  "filter-untold": "suppressed findings of which no filter of this place can be told",
} as const;
export type NoteKind = keyof typeof noteTexts;

/** One thing to tell; `subject` is what it is about: a type, a status, a resource's id, a finding's ARN. */
export interface Note {
  readonly kind: NoteKind;
  readonly subject: string;
}

/** Notes by kind: how many, and a few subjects, the first in order whatever order they came in; `isCut` says that there are others. */
export type NoteCounts = ReadonlyMap<NoteKind, { readonly count: number; readonly subjects: readonly string[]; readonly isCut: boolean }>;
const mostSubjects = 5;

/** The counts with more notes. */
export const countNotes = (counts: NoteCounts, notes: readonly Note[]): NoteCounts => {
  if (notes.length === 0) return counts;
  const next = new Map(counts);
  for (const { kind, subject } of notes) {
    const { count, subjects, isCut } = next.get(kind) ?? { count: 0, subjects: [], isCut: false };
    const all = subjects.includes(subject) ? subjects : [...subjects, subject].sort((a, b) => (a < b ? -1 : 1));
    next.set(kind, { count: count + 1, subjects: all.slice(0, mostSubjects), isCut: isCut || all.length > mostSubjects });
  }
  return next;
};

/** A line for each kind, such as `suppressed findings that were left out, as asked (2): arn:..., arn:...`. */
export const sayNotes = (counts: NoteCounts): string[] =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, { count, subjects, isCut }]) => `${noteTexts[kind]} (${count}): ${subjects.join(", ")}${isCut ? " ..." : ""}`);
