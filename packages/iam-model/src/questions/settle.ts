import type { ConditionEntry } from "@plumbline/collectors/policy/conditions";
import { isTrue } from "@plumbline/collectors/policy/conditions";
import { covers } from "@plumbline/collectors/policy/patterns";
import { fillIn } from "./fill-in.ts";
import type { DateRange, RequestFacts } from "./principal-keys.ts";

/** What the inventory says of a condition: it holds in every request of the principal, in none, or nobody can tell. */
export type Settled = "holds" | "fails" | "open";

type Match = (value: string, actual: string) => boolean;
const same: Match = (value, actual) => value === actual;
const sameAnyCase: Match = (value, actual) => value.toLowerCase() === actual.toLowerCase();
const like: Match = (value, actual) => covers(value, actual);
/** Each of an ARN's six parts by itself; a wildcard does not run over a colon. */
const likeArn: Match = (value, actual) => {
  const [pattern, arn] = [partsOf(value), partsOf(actual)];
  return pattern.length === arn.length && pattern.every((part, index) => covers(part, arn[index] ?? ""));
};
const partsOf = (arn: string): string[] => {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Readonly<Record<string, { match: Match; isNegated: boolean }>> = {
  stringequals: { match: same, isNegated: false },
  stringnotequals: { match: same, isNegated: true },
  stringequalsignorecase: { match: sameAnyCase, isNegated: false },
  stringnotequalsignorecase: { match: sameAnyCase, isNegated: true },
  stringlike: { match: like, isNegated: false },
  stringnotlike: { match: like, isNegated: true },
  arnequals: { match: likeArn, isNegated: false },
  arnlike: { match: likeArn, isNegated: false },
  arnnotequals: { match: likeArn, isNegated: true },
  arnnotlike: { match: likeArn, isNegated: true },
  bool: { match: sameAnyCase, isNegated: false },
};

/** Answers a condition from what is sure of the principal; what the inventory can't tell stays open and is named. */
export function settle(entry: ConditionEntry, { keys, dates }: RequestFacts, isFilled: boolean): Settled {
  const range = dates.get(entry.key);
  if (range !== undefined) return settleDate(entry, range);
  const actual = keys(entry.key);
  if (actual === undefined) return "open";
  if (entry.operator === "null") return settleNull(entry, actual === "absent");
  const operator = Object.hasOwn(operators, entry.operator) ? operators[entry.operator] : undefined;
  if (operator === undefined || entry.values.length === 0) return "open";
  const isArn = operator.match === likeArn;
  if (actual === "absent") return entry.ifExists || isMetByNone(entry.quantifier, operator.isNegated) ? "holds" : "fails";
  const filled = isFilled
    ? entry.values.map((value) => fillIn(value, keys))
    : entry.values.map((text) => ({ text, isOpen: false, isImpossible: false }));
  const hits = actual.map((one) => filled.some(({ text, isOpen, isImpossible }) => !isOpen && !isImpossible && operator.match(text, one)));
  // A value with a variable that nobody knows may match what the others don't, and so may one that should be an ARN and is none.
  const isUnknown = ({ text, isOpen, isImpossible }: (typeof filled)[number]): boolean =>
    isOpen || (isArn && !isImpossible && text.split(":").length < 6);
  if (filled.some(isUnknown) && !hits.every(Boolean)) return "open";
  const isMet =
    entry.quantifier === "any" ? hits.some((hit) => hit !== operator.isNegated) : hits.every((hit) => hit !== operator.isNegated);
  return isMet ? "holds" : "fails";
}

/**
 * Of no values, all fit and not any one does, negated or not; a plain operator that is negated holds without its key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const isMetByNone = (quantifier: ConditionEntry["quantifier"], isNegated: boolean): boolean =>
  quantifier === "all" || (quantifier === "single" && isNegated);

function settleNull({ values }: ConditionEntry, isAbsent: boolean): Settled {
  if (values.length === 0) return "open";
  return values.some((value) => isTrue(value) === isAbsent) ? "holds" : "fails";
}

const comparisons: Readonly<
  Record<string, { holds(range: DateRange, value: number): boolean; fails(range: DateRange, value: number): boolean }>
> = {
  datelessthan: { holds: ({ to }, value) => to < value, fails: ({ from }, value) => from >= value },
  datelessthanequals: { holds: ({ to }, value) => to <= value, fails: ({ from }, value) => from > value },
  dategreaterthan: { holds: ({ from }, value) => from > value, fails: ({ to }, value) => to <= value },
  dategreaterthanequals: { holds: ({ from }, value) => from >= value, fails: ({ to }, value) => to < value },
};

/** ISO 8601 or seconds since 1970. */
const instantOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

function settleDate({ operator, quantifier, ifExists, values }: ConditionEntry, range: DateRange): Settled {
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  const instants = values.map(instantOf);
  if (comparison === undefined || quantifier !== "single" || instants.length === 0 || instants.some(Number.isNaN)) return "open";
  const holds = instants.some((value) => comparison.holds(range, value));
  const fails = instants.every((value) => comparison.fails(range, value));
  // A key that some requests lack: they match with IfExists, and not without.
  if (range.mayBeAbsent) return (holds && ifExists) || (fails && !ifExists) ? (holds ? "holds" : "fails") : "open";
  return holds ? "holds" : fails ? "fails" : "open";
}
