import type { PrincipalKind } from "../define-kind.ts";
import type { IamRecord } from "../kinds.ts";
import { toPolicyText } from "../policy-text.ts";

interface Holder {
  readonly kind: PrincipalKind;
  readonly account: string;
  readonly id: string;
  readonly name: string;
}

const untold = { arn: null, createdAt: null, updatedAt: null };

/** What a user, group or role holds: managed policies by their ARNs, and its own inline ones. */
export function heldPolicies(
  { kind, account, id, name }: Holder,
  { attached, inline }: { readonly attached: readonly string[]; readonly inline: readonly { name: string; document: string }[] },
): readonly IamRecord[] {
  const principal = { principalKind: kind, principalId: id, principalName: name };
  return [
    ...attached.map(
      (policyArn): IamRecord => ({
        ...{ kind: "iam_attachment", id: `${id}/${policyArn}`, account, name: policyArn.slice(policyArn.lastIndexOf("/") + 1), ...untold },
        facts: { ...principal, policyArn },
      }),
    ),
    ...inline.map(
      (policy): IamRecord => ({
        ...{ kind: "iam_inline_policy", id: `${id}/${policy.name}`, account, name: policy.name, ...untold },
        facts: { ...principal, document: toPolicyText(policy.document) },
      }),
    ),
  ];
}
