import { parseArn } from "@plumbline/finding-model/arn";
import { isAccountId } from "./account-id.ts";
import { listOf, type PolicyStatement } from "./document.ts";
import { hasWildcard } from "./patterns.ts";

/** One principal of a statement, as far as it can be told from its text. */
export type Caller =
  | { readonly kind: "everyone"; readonly text: string }
  | { readonly kind: "account"; readonly account: string; readonly text: string }
  | { readonly kind: "service"; readonly text: string }
  | { readonly kind: "federated"; readonly text: string }
  /** A deleted principal, or a CloudFront identity: fixed, and of no account that the text tells. */
  | { readonly kind: "fixed"; readonly text: string };

type PrincipalElement = NonNullable<PolicyStatement["Principal"]>;

/** A principal with the key under which it stands in the map; a bare text stands under `AWS`. */
export interface PrincipalEntry {
  readonly type: string;
  readonly text: string;
}

/** The entries of a Principal element in order. */
export const entriesOfPrincipal = (principal: PrincipalElement | undefined): readonly PrincipalEntry[] =>
  typeof principal === "string"
    ? [{ type: "AWS", text: principal }]
    : Object.entries(principal ?? {}).flatMap(([type, texts]) => listOf(texts).map((text) => ({ type, text })));

/**
 * Who an entry of a Principal element is. What can't be told is everyone, so that it is looked at.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function callerOf({ type, text }: PrincipalEntry): Caller {
  const kind = type.toLowerCase();
  if (kind === "canonicaluser" && /^[0-9a-f]{64}$/i.test(text)) return { kind: "account", account: text, text };
  if (kind === "aws") return awsCaller(text);
  if (hasWildcard(text)) return { kind: "everyone", text };
  if (kind === "service") return { kind: "service", text };
  return kind === "federated" ? { kind: "federated", text } : { kind: "everyone", text };
}

/** Wildcards inside a name are no patterns here, so an ARN of a fixed account names nobody outside it. */
function awsCaller(text: string): Caller {
  if (isAccountId(text)) return { kind: "account", account: text, text };
  if (/^A[A-Z0-9]{15,}$/.test(text)) return { kind: "fixed", text };
  const arn = parseArn(text);
  if (arn && isAccountId(arn.account)) return { kind: "account", account: arn.account, text };
  if (arn?.account === "cloudfront" && !hasWildcard(arn.resource)) return { kind: "fixed", text };
  return { kind: "everyone", text };
}
