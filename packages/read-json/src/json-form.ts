/** What is read from JSON. */
export interface JsonForm {
  /** What a value is called in its place, such as `record`. */
  readonly word: string;
  /** Names under which an object holds a list of values, such as `Records`. */
  readonly lists: readonly string[];
  /** Names that such an object may have beside its list, such as `nextToken`; each that says something is a value `{ name: ... }` too. */
  readonly beside?: readonly string[];
  /** Whether a source without any text is told as one that can't be read: what wrote it may have failed. */
  readonly isEmptyAFault?: true;
}

/** The values of a list, or of an object that holds one; any other value is one. */
export function within(value: unknown, { lists, beside = [] }: JsonForm): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [value];
  const named = new Map<string, unknown>(Object.entries(value));
  const held = lists.map((name) => named.get(name)).filter((list) => Array.isArray(list));
  return held.length === 0 ? [value] : [...held.flat(1), ...beside.flatMap((name) => besides(name, named.get(name)))];
}

/** What stands beside a list, as a value of its own; none where it says nothing. */
export const besides = (name: string, value: unknown): readonly unknown[] =>
  value === undefined || value === null || value === "" ? [] : [{ [name]: value }];

/** A value and where it stood, or why what stood there can't be read. */
export type ReadJson = { readonly where: string } & ({ readonly value: unknown } | { readonly reason: string });
