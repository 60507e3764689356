import { listOf, type PolicyStatement } from "./document.ts";
import { covers, hasVariable, overlaps } from "./patterns.ts";

/** What a statement speaks of: the listed patterns, or all but them. */
export interface Scope {
  readonly but: boolean;
  readonly patterns: readonly string[];
}

type Listed = string | readonly string[] | undefined;

const scopeOf = (listed: Listed, excluded: Listed): Scope | undefined => {
  if ((listed === undefined) === (excluded === undefined)) return undefined;
  return { but: excluded !== undefined, patterns: listOf(listed ?? excluded) };
};

/** Actions compare without case. */
export const actionsOf = ({ Action, NotAction }: PolicyStatement): Scope | undefined => {
  const scope = scopeOf(Action, NotAction);
  return scope && { ...scope, patterns: scope.patterns.map((pattern) => pattern.toLowerCase()) };
};

export const resourcesOf = ({ Resource, NotResource }: PolicyStatement): Scope | undefined => scopeOf(Resource, NotResource);

/** Tells whether all that `inner` speaks of is spoken of by `outer`; `false` also when that can't be proved. */
export function scopeCovers(outer: Scope, inner: Scope): boolean {
  const patterns = inner.patterns.map(withoutVariables);
  if (outer.patterns.some(hasVariable)) return false;
  if (!outer.but && !inner.but) return patterns.every((pattern) => outer.patterns.some((one) => covers(one, pattern)));
  if (!outer.but) return outer.patterns.some((one) => covers(one, "*"));
  if (!inner.but) return patterns.every((pattern) => !outer.patterns.some((one) => overlaps(one, pattern)));
  return outer.patterns.every((one) => inner.patterns.some((pattern) => covers(pattern, one)));
}

/** A variable may become any text. */
const withoutVariables = (pattern: string): string => pattern.replace(/\$\{[^}]*\}?/g, "*");

/** Tells whether a Deny speaks of every action and resource that an Allow speaks of. */
export function denyCovers(deny: PolicyStatement, allow: PolicyStatement): boolean {
  const [outer, inner] = [actionsOf(deny), actionsOf(allow)];
  return outer !== undefined && inner !== undefined && scopeCovers(outer, inner) && resourcesCovered(deny, allow);
}

/** A trust policy has no resources. */
function resourcesCovered(deny: PolicyStatement, allow: PolicyStatement): boolean {
  const [outer, inner] = [resourcesOf(deny), resourcesOf(allow)];
  if (outer !== undefined && inner !== undefined) return scopeCovers(outer, inner);
  return [deny, allow].every(({ Resource, NotResource }) => Resource === undefined && NotResource === undefined);
}

/** True for `"Principal": "*"` and `{"AWS": "*"}`, which mean the same. */
export const isForEveryone = ({ Principal, NotPrincipal }: PolicyStatement): boolean =>
  NotPrincipal === undefined &&
  Principal !== undefined &&
  (Principal === "*" || (typeof Principal !== "string" && listOf(Principal["AWS"]).includes("*")));
