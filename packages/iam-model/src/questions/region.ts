import type { Scope } from "@plumbline/collectors/policy/coverage";
import { covers, overlaps } from "@plumbline/collectors/policy/patterns";

/** Texts that fit all of some patterns (`*` and `?`) and none of others: what is left of a question as policies narrow it. */
export interface Region {
  readonly all: readonly string[];
  readonly but: readonly string[];
}

export const regionOf = (pattern: string): Region => ({ all: [pattern], but: [] });

/** The text before the first wildcard. */
const headOf = (pattern: string): string => {
  for (let i = 0; i < pattern.length; i += 1) if (pattern[i] === "*" || pattern[i] === "?") return pattern.slice(0, i);
  return pattern;
};
/** True for `logs/*`: a text and one `*` at its end. */
const isHeadOnly = (pattern: string, head: string): boolean => pattern.length === head.length + 1 && pattern.endsWith("*");

/** As `covers`; most patterns are texts, or texts with one `*` at the end, and comparing their heads is enough. */
function isCovered(outer: string, inner: string): boolean {
  if (outer === inner || outer === "*") return true;
  const head = headOf(outer);
  if (head.length === outer.length || !inner.startsWith(head)) return false;
  return isHeadOnly(outer, head) || covers(outer, inner);
}

/** As `overlaps`, likewise. */
function mayMeet(one: string, other: string): boolean {
  const [a, b] = [headOf(one), headOf(other)];
  const [isText, isOtherText] = [a.length === one.length, b.length === other.length];
  if (isText && isOtherText) return one === other;
  if (!a.startsWith(b) && !b.startsWith(a)) return false;
  if (isText || isOtherText) return isText ? isCovered(other, one) : isCovered(one, other);
  return (isHeadOnly(one, a) && isHeadOnly(other, b)) || overlaps(one, other);
}

/** True when every text of the region fits the pattern; a `true` is certain. */
const fits = ({ all }: Region, pattern: string): boolean => all.some((one) => isCovered(pattern, one));
/** False when no text of the region can fit the pattern; a `false` is certain. */
const mayFit = ({ all, but }: Region, pattern: string): boolean =>
  all.every((one) => one === pattern || mayMeet(one, pattern)) && !but.some((one) => isCovered(one, pattern));

/** The parts of a region that a statement's actions or resources speak of; none when it certainly speaks of nothing in it. */
export function narrowed(region: Region, { but, patterns }: Scope): readonly Region[] {
  if (!but) return patterns.flatMap((pattern) => part(region, pattern) ?? []);
  if (patterns.some((pattern) => fits(region, pattern))) return [];
  const left = patterns.filter((pattern) => mayFit(region, pattern) && !region.but.includes(pattern));
  return [left.length === 0 ? region : { all: region.all, but: [...region.but, ...left].sort() }];
}

function part(region: Region, pattern: string): Region | undefined {
  if (fits(region, pattern)) return region;
  if (!mayFit(region, pattern)) return undefined;
  const wider = region.all.filter((one) => !isCovered(one, pattern));
  const all = [...wider, pattern].sort();
  return { all, but: region.but.filter((one) => all.every((other) => mayMeet(one, other))) };
}

/** How far a scope reaches into a region: over all of it, over some, or not at all. `all` and `none` are certain. */
export function reachOf(region: Region, { but, patterns }: Scope): "all" | "some" | "none" {
  if (but) {
    if (patterns.some((pattern) => fits(region, pattern))) return "none";
    return patterns.some((pattern) => mayFit(region, pattern)) ? "some" : "all";
  }
  if (patterns.some((pattern) => fits(region, pattern))) return "all";
  return patterns.some((pattern) => mayFit(region, pattern)) ? "some" : "none";
}

export const isSame = (one: Region, other: Region): boolean => textOf(one) === textOf(other);

/** For people: `iam:* but not iam:Delete*`. */
export const textOf = ({ all, but }: Region): string =>
  `${all.join(" and ")}${but.length > 0 ? ` but not ${but.slice(0, 3).join(", ")}${but.length > 3 ? ` and ${but.length - 3} more` : ""}` : ""}`;

/** Tells whether a text, such as an ARN, is in the region. */
export const holds = ({ all, but }: Region, text: string): boolean =>
  all.every((pattern) => isCovered(pattern, text)) && !but.some((pattern) => isCovered(pattern, text));
