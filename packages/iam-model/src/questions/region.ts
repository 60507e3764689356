import type { Scope } from "@plumbline/collectors/policy/coverage";
import { covers, overlaps } from "@plumbline/collectors/policy/patterns";

/** Texts that fit all of some patterns (`*` and `?`) and none of others: what is left of a question as policies narrow it. */
export interface Region {
  readonly all: readonly string[];
  readonly but: readonly string[];
}

export const regionOf = (pattern: string): Region => ({ all: [pattern], but: [] });

const headOf = (pattern: string): string => {
  const end = pattern.search(/[*?]/);
  return end < 0 ? pattern : pattern.slice(0, end);
};
const hasNoWildcard = (pattern: string): boolean => headOf(pattern).length === pattern.length;

/** Most patterns already differ before their first wildcard; comparing these parts spares the rest. */
const isCovered = (outer: string, inner: string): boolean =>
  outer === inner || outer === "*" || (!hasNoWildcard(outer) && inner.startsWith(headOf(outer)) && covers(outer, inner));
const mayMeet = (one: string, other: string): boolean => {
  const [a, b] = [headOf(one), headOf(other)];
  return (a.startsWith(b) || b.startsWith(a)) && overlaps(one, other);
};

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
