import { implies } from "@plumbline/collectors/filter-pattern/implies";
import { type Comparison, type Expression, parsePattern } from "@plumbline/collectors/filter-pattern/parse";
import { nobodys, ordinary, type Wanted } from "./alarm-terms.ts";

/** What a filter pattern does about the events that must ring. */
export type FilterWord =
  | { readonly kind: "takes-all" }
  /** It has something of them, but leaves these out. */
  | { readonly kind: "misses"; readonly names: readonly string[] }
  /** It takes them, but among others that it can't tell from these; perhaps because one of its alternatives takes any event. */
  | { readonly kind: "too-broad"; readonly names: readonly string[]; readonly hasLooseAlternative: boolean }
  | { readonly kind: "takes-none" }
  | { readonly kind: "not-understood" };

/**
 * Judges a pattern by what it takes and not by how it is written: each wanted event, narrowed by all allowed terms, must be taken, and
 * one that differs in an essential term must not. More alternatives do no harm.
 */
export function wordOnPattern(pattern: string, wanted: readonly Wanted[]): FilterWord {
  const filter = parsePattern(pattern);
  if (filter === undefined) return { kind: "not-understood" };
  const missed = wanted.filter(({ essential, allowed }) => !implies({ all: [...essential, ...allowed] }, filter));
  const broad = wanted.filter((one) => !missed.includes(one) && isTooBroad(filter, one));
  const names = (of: readonly Wanted[]) => of.map(({ name }) => name);
  if (broad.length > 0)
    return { kind: "too-broad", names: names(broad), hasLooseAlternative: "any" in filter && filter.any.some(takesOrdinary) };
  if (missed.length === wanted.length) return { kind: "takes-none" };
  return missed.length > 0 ? { kind: "misses", names: names(missed) } : { kind: "takes-all" };
}

/** What every record of CloudTrail has besides the given terms, so that a filter that asks for no more than that is seen to. */
const recordOf = (terms: readonly Comparison[]): Expression => {
  const told = new Set(terms.flatMap(({ field, test }) => (test.is === "like" ? field : [])));
  return { all: [...terms, ...ordinary.filter(({ field }) => !told.has(field))] };
};
const takesOrdinary = (filter: Expression): boolean => implies(recordOf([]), filter);

const isTooBroad = (filter: Expression, { essential, allowed }: Wanted): boolean =>
  essential.some((term) => {
    const rest = essential.filter((one) => one !== term);
    return implies(recordOf([...rest, ...allowed, otherThan(term)]), filter);
  });

/** A term for events that the given one does not take. */
const otherThan = ({ field, test }: Comparison): Comparison => ({
  field,
  test: test.is === "unlike" ? { is: "like", text: test.text } : { is: "like", text: nobodys },
});
