import type { ConditionEntry } from "./conditions.ts";
import { issuerOf } from "./issuers.ts";
import { hasVariable } from "./patterns.ts";

/** Whether the conditions let in any identity that the provider signs for; why, or what is left. */
export interface FederationReading {
  readonly open: boolean;
  readonly reason: string;
}

const patterns: Readonly<Record<string, boolean>> = { stringequals: false, stringequalsignorecase: false, stringlike: true };

/**
 * Judges a federated principal. Its audience and subject are in every token, so `ForAllValues:` and `IfExists` limit them as well.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function readFederation(provider: string, entries: readonly ConditionEntry[]): FederationReading {
  const issuer = issuerOf(provider);
  const named = entries.filter(({ key }) => issuer.keys.includes(key));
  const limiting = named.find(({ operator, values }) => {
    const isPattern = Object.hasOwn(patterns, operator) ? patterns[operator] : undefined;
    return (
      isPattern !== undefined &&
      values.length > 0 &&
      values.every((value) => value !== "" && !hasVariable(value) && issuer.limits(value, isPattern))
    );
  });
  if (limiting) return { open: false, reason: `${provider} only with ${limiting.key} ${limiting.values.join(", ")}` };
  const wide = named.map(({ text, values }) => `${text} ${values.join(", ")} names no single customer`);
  return { open: true, reason: wide[0] ?? `no condition on ${issuer.keys.join(" or ")}` };
}
