import type { PolicyStatement } from "./document.ts";

/** One key under one operator; a statement's entries must all match, one of an entry's values must. Names are in lower case. */
export interface ConditionEntry {
  /** `all` is `ForAllValues:`, `any` is `ForAnyValue:`. */
  readonly quantifier: "all" | "any" | "single";
  readonly operator: string;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
  /** As written, for reasons: `StringEquals aws:SourceVpce`. */
  readonly text: string;
}

/**
 * The condition entries of a statement. Operators and keys compare without case; a key that stands twice but for its case becomes
 * one entry with the values of both, which is the wider reading.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function entriesOf({ Condition }: PolicyStatement): readonly ConditionEntry[] {
  const entries = new Map<string, ConditionEntry>();
  for (const [operator, keys] of Object.entries(Condition ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      const entry = { ...parseOperator(operator), key: key.toLowerCase(), values: [value].flat().map(String), text: `${operator} ${key}` };
      const id = `${operator.toLowerCase()} ${entry.key}`;
      const met = entries.get(id);
      entries.set(id, met ? { ...met, values: [...met.values, ...entry.values] } : entry);
    }
  }
  return [...entries.values()];
}

/** The keys that a `Null` entry of the statement says must be there. */
export const requiredKeys = (entries: readonly ConditionEntry[]): ReadonlySet<string> =>
  new Set(
    entries.filter(({ operator, values }) => operator === "null" && values.length > 0 && values.every(isFalse)).map(({ key }) => key),
  );

export const isTrue = (value: string): boolean => value.toLowerCase() === "true";
export const isFalse = (value: string): boolean => value.toLowerCase() === "false";

const quantifiers = { forallvalues: "all", foranyvalue: "any" } as const;

function parseOperator(text: string): Pick<ConditionEntry, "quantifier" | "operator" | "ifExists"> {
  const parts = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(text.toLowerCase());
  const prefix = parts?.[1];
  const quantifier = prefix === "forallvalues" || prefix === "foranyvalue" ? quantifiers[prefix] : "single";
  return { quantifier, operator: parts?.[2] ?? "", ifExists: parts?.[3] !== undefined };
}
