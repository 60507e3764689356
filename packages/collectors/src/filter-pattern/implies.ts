import { covers, overlaps } from "../policy/patterns.ts";
import type { Expression, Test } from "./parse.ts";

/** A fact about an event that is so or not; a comparison asks for one or two of them. */
interface Fact {
  readonly field: string;
  readonly of: Extract<Test, { is: "exists" | "like" | "matches" | "other" }>;
}
type Known = ReadonlyMap<string, { readonly fact: Fact; readonly holds: boolean }>;

/** More steps than any pattern needs that a person would write; AWS allows 1,024 characters. */
const mostSteps = 2000;

/**
 * Tells whether every event that `narrow` takes is taken by `wide` too. A `true` is certain, whatever AWS makes of `!=` on a field that
 * an event has not; of regular expressions and numbers some certain cases are answered `false`.
 */
export const implies = (narrow: Expression, wide: Expression): boolean =>
  [true, false].every((unlikeMissing) => !isRefuted(narrow, wide, unlikeMissing));

/** Looks for an event that `narrow` takes and `wide` does not, by deciding one fact after the other. */
function isRefuted(narrow: Expression, wide: Expression, unlikeMissing: boolean): boolean {
  let steps = 0;
  const search = (known: Known): boolean => {
    steps += 1;
    if (steps > mostSteps) return true;
    const open: Fact[] = [];
    const ask = (fact: Fact) => {
      const holds = decide(fact, known);
      if (holds === undefined) open.push(fact);
      return holds;
    };
    const [inNarrow, inWide] = [holdsIn(narrow, ask, unlikeMissing), holdsIn(wide, ask, unlikeMissing)];
    if (inNarrow === false || inWide === true) return false;
    const next = open[0];
    if (next === undefined) return true;
    return [true, false].some((holds) => search(new Map([...known, [keyOf(next), { fact: next, holds }]])));
  };
  return search(new Map());
}

const keyOf = ({ field, of }: Fact): string => JSON.stringify([field, of]);

/** With three values: undefined where the known facts leave it open. */
function holdsIn(expression: Expression, ask: (fact: Fact) => boolean | undefined, unlikeMissing: boolean): boolean | undefined {
  const each = (of: readonly Expression[]) => of.map((one) => holdsIn(one, ask, unlikeMissing));
  if ("all" in expression) return all(each(expression.all));
  if ("any" in expression) return not(all(each(expression.any).map(not)));
  const { field, test } = expression;
  const exists = () => ask({ field, of: { is: "exists" } });
  const differs = (of: Fact["of"]) => {
    const other = not(ask({ field, of }));
    return unlikeMissing ? not(all([not(other), exists()])) : all([other, exists()]);
  };
  switch (test.is) {
    case "exists":
      return exists();
    case "missing":
      return not(exists());
    case "unlike":
      return differs({ is: "like", text: test.text });
    case "not-matches":
      return differs({ is: "matches", regex: test.regex });
    default:
      return ask({ field, of: test });
  }
}

const not = (holds: boolean | undefined): boolean | undefined => (holds === undefined ? undefined : !holds);
function all(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

/** What the known facts say of another one of the same field. */
function decide({ field, of }: Fact, known: Known): boolean | undefined {
  const own = known.get(keyOf({ field, of }));
  if (own !== undefined) return own.holds;
  const beside = [...known.values()].filter((one) => one.fact.field === field);
  const texts = (holds: boolean) =>
    beside.flatMap(({ fact, holds: does }) => (fact.of.is === "like" && does === holds ? [fact.of.text] : []));
  if (of.is === "exists") return beside.some(({ holds }) => holds) ? true : undefined;
  if (beside.some(({ fact, holds }) => fact.of.is === "exists" && !holds)) return false;
  if (of.is === "like") {
    if (texts(true).some((text) => takes(of.text, text))) return true;
    return texts(true).some((text) => !meets(of.text, text)) || texts(false).some((text) => takes(text, of.text)) ? false : undefined;
  }
  const exact = texts(true).find((text) => !text.includes("*"));
  return of.is === "matches" && exact !== undefined ? matches(of.regex, exact) : undefined;
}

/** Filter patterns know `*` alone; a `?` in them is a character like others. */
const plain = (text: string): string => text.replaceAll("?", "\uE000");
const areExact = (one: string, other: string): boolean => !one.includes("*") && !other.includes("*");
const takes = (outer: string, inner: string): boolean => (areExact(outer, inner) ? outer === inner : covers(plain(outer), plain(inner)));
const meets = (one: string, other: string): boolean => (areExact(one, other) ? one === other : overlaps(plain(one), plain(other)));

/** What AWS takes in a regular expression, which has no groups. */
const regexSigns = /^[\w:#=@/;,\-^$?[\]{}|\\*+. ]*$/;

/** True where the whole text matches, false where no part of it does; in between AWS decides. */
function matches(regex: string, text: string): boolean | undefined {
  if (!regexSigns.test(regex)) return undefined;
  try {
    if (new RegExp(`^(?:${regex})$`).test(text)) return true;
    return new RegExp(regex).test(text) ? undefined : false;
  } catch {
    return undefined;
  }
}
