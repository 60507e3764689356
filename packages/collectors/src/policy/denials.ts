import { bounded, type Limit, services, union } from "./audience.ts";
import { type ConditionEntry, entriesOf, isFalse } from "./conditions.ts";
import { denyCovers, isForEveryone } from "./coverage.ts";
import type { PolicyStatement } from "./document.ts";
import { isLimit, readPositive } from "./restrictions.ts";

const positives: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
  notipaddress: "ipaddress",
};

/**
 * What the Denies leave of an Allow: only those for everyone that provably cover its actions and resources. A negated operator also
 * matches when the key is absent, so "deny unless" leaves only the callers that it names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const denialsFor = (allow: PolicyStatement, statements: readonly PolicyStatement[]): readonly Limit[] =>
  statements
    .filter((one) => one.Effect === "Deny" && isForEveryone(one) && denyCovers(one, allow))
    .flatMap((deny) => remainder(deny) ?? []);

/** Callers that a Deny spares: those for whom one of its entries does not match. Several entries speak of several kinds of callers. */
function remainder(deny: PolicyStatement): Limit | undefined {
  const entries = entriesOf(deny);
  if (entries.length === 0) return { about: "nobody", audience: bounded, reason: "a Deny for everyone covers it" };
  const spared = entries.flatMap((entry) => sparedBy(entry) ?? []);
  if (spared.length < entries.length) return undefined;
  const about = spared.length === 1 && spared[0] ? spared[0].about : "mixed";
  const reason = `a Deny leaves ${spared.map((limit) => limit.reason).join(" or ")}`;
  return { about, audience: union(spared.map(({ audience }) => audience)), reason };
}

function sparedBy(entry: ConditionEntry): Limit | undefined {
  const { quantifier, operator, ifExists, key, values, text } = entry;
  if (quantifier !== "single") return undefined;
  if (key === "aws:principalisawsservice" && operator === "bool" && ifExists && values.length > 0 && values.every(isFalse))
    return { about: "service", audience: services, reason: `only AWS services (${text})` };
  const positive = Object.hasOwn(positives, operator) ? positives[operator] : undefined;
  const reading = positive === undefined ? undefined : readPositive({ ...entry, operator: positive });
  return reading && isLimit(reading) ? reading : undefined;
}
