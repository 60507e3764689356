import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { privilegedBecause } from "@plumbline/iam-model/questions/privileged-policy";
import type { Snapshot } from "@plumbline/iam-model/snapshot";
import { hashOf } from "./digest.ts";
import type { PolicyUse } from "./permissions.ts";

/** What a principal or a group holds. */
export interface Held {
  readonly attached: readonly PolicyUse[];
  readonly inline: readonly PolicyUse[];
}
/** An account's policies, and who holds which. */
export interface PolicyIndex {
  /** By the id of a user, group or role. */
  heldBy(principalId: string): Held;
  /** A managed policy by its ARN. */
  managed(arn: string): PolicyUse;
  /** Notes a policy's text and answers its use. */
  noted(name: string, text: PolicyText): PolicyUse;
  /** Why it is more than everyday access. */
  why(use: PolicyUse): string | undefined;
  readonly documents: ReadonlyMap<string, PolicyText>;
}

// Known by name where AWS's own text was not in the snapshot.
const ruling = /(^|\/)(AdministratorAccess|PowerUserAccess|IAMFullAccess|AWSOrganizationsFullAccess)$/;
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
export const byName = (a: PolicyUse, b: PolicyUse): number => {
  const [one, other] = [`${a.name}\n${a.arn}`, `${b.name}\n${b.arn}`];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** Reads an account's policies once, so that each text is hashed and judged once. */
export function policyIndexOf(own: Snapshot): PolicyIndex {
  const documents = new Map<string, PolicyText>();
  const whys = new Map<string, string | undefined>();
  const note = (text: PolicyText): string => {
    const sha256 = hashOf(text);
    if (!documents.has(sha256)) {
      documents.set(sha256, text);
      whys.set(sha256, privilegedBecause(text));
    }
    return sha256;
  };
  const byArn = new Map(own.of("iam_policy").flatMap((policy) => (policy.arn === null ? [] : [[policy.arn, policy] as const])));
  const uses = new Map<string, PolicyUse>();
  const managed = (arn: string): PolicyUse => {
    const known = uses.get(arn);
    if (known) return known;
    const policy = byArn.get(arn);
    const use = { name: policy?.name ?? nameOf(arn), arn, sha256: policy ? note(policy.facts.document) : null };
    uses.set(arn, use);
    return use;
  };
  const noted = (name: string, text: PolicyText): PolicyUse => ({ name, arn: null, sha256: note(text) });
  const attached = Map.groupBy(own.of("iam_attachment"), ({ facts }) => facts.principalId);
  const inline = Map.groupBy(own.of("iam_inline_policy"), ({ facts }) => facts.principalId);
  return {
    documents,
    managed,
    noted,
    heldBy: (principalId) => ({
      attached: (attached.get(principalId) ?? []).map(({ facts }) => managed(facts.policyArn)).sort(byName),
      inline: (inline.get(principalId) ?? []).map(({ name, facts }) => noted(name, facts.document)).sort(byName),
    }),
    why(use) {
      if (use.sha256 !== null) return whys.get(use.sha256);
      if (use.arn !== null && ruling.test(use.arn)) return "it is a policy of AWS for administrators";
      return "its text was not seen";
    },
  };
}
