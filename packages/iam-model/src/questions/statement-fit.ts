import type { ConditionEntry } from "@plumbline/collectors/policy/conditions";
import type { Scope } from "@plumbline/collectors/policy/coverage";
import type { Statement } from "./compile.ts";
import { fillIn } from "./fill-in.ts";
import type { RequestFacts } from "./principal-keys.ts";
import { settle } from "./settle.ts";

/** What is left of a statement for one principal: the resources with its variables filled in, and the conditions that stay open. */
export interface Fitted {
  readonly resources: Scope;
  readonly open: readonly string[];
  readonly settled: readonly string[];
}

const everything: Scope = { but: false, patterns: ["*"] };
const textOf = ({ text, values }: ConditionEntry): string => `${text} ${values.join(", ")}`;

/** Fits a statement to a principal's requests; undefined when one of its conditions fails in all of them. */
export function fit({ conditions, resources = everything, hasVariables }: Statement, facts: RequestFacts): Fitted | undefined {
  const open: string[] = [];
  const settled: string[] = [];
  for (const entry of conditions) {
    const answer = settle(entry, facts, hasVariables);
    if (answer === "fails") return undefined;
    (answer === "open" ? open : settled).push(textOf(entry));
  }
  if (!hasVariables) return { resources, open, settled };
  const patterns: string[] = [];
  for (const pattern of resources.patterns) {
    const { text, isOpen, isImpossible } = fillIn(pattern, facts.keys);
    if (isImpossible && !resources.but) continue;
    // Of what a pattern excludes, one that nobody can tell might exclude anything; AWS's page leaves a variable open that the request lacks.
    if (isOpen || isImpossible) open.push(`${resources.but ? "NotResource" : "Resource"} ${pattern}`);
    if (!resources.but || !(isOpen || isImpossible)) patterns.push(text);
  }
  return { resources: { but: resources.but, patterns }, open, settled };
}
