import type { CheckVerdict } from "@plumbline/audit-kit/define";

interface Place {
  readonly account: { readonly id: string };
  readonly context: { readonly organizations: ReadonlyMap<string, { readonly managementAccount: string }> };
}

/** Judges where a workload runs. Nothing else limits the management account as control policies limit members. */
export function judgeWorkload({ account, context: { organizations } }: Place): CheckVerdict {
  const [own] = organizations.values();
  if (own === undefined) return { status: "not-applicable", reason: "the account is in no organization" };
  const { managementAccount } = own;
  if (managementAccount !== account.id) return { status: "pass" };
  return { status: "fail", reason: "it runs in the management account of the organization", evidence: { managementAccount } };
}
