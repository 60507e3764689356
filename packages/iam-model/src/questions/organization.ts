import { parseArn } from "@plumbline/finding-model/arn";
import { isOfAnother } from "../outcomes.ts";
import type { Snapshot } from "../snapshot.ts";
import type { NotConsidered } from "./answer.ts";
import type { CompiledPolicy, makeCompiler } from "./compile.ts";
import type { Holding } from "./holding.ts";
import { askedOf } from "./looked.ts";

/** Service control policies of the root, of a unit or of an account. */
export interface Level {
  readonly target: string;
  readonly holdings: readonly Holding[];
  /** False when a policy of it can't be read: what it allows is not known then, and cuts nothing. */
  readonly isWhole: boolean;
}

/** What an account's organization says of its principals. `id` is undefined where that is not known. */
export interface OrganizationPolicies {
  of(account: string): { readonly levels: readonly Level[]; readonly id: string | undefined; readonly unknown: readonly NotConsidered[] };
}

const unread = (what: string): NotConsidered => ({ what, effect: "may take away" });

/**
 * The levels of service control policies of each account; each level must allow. None bind the management account, and none
 * anybody where they are switched off. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html
 */
export function organizationOf(snapshot: Snapshot, compile: ReturnType<typeof makeCompiler>): OrganizationPolicies {
  const accounts = new Map(snapshot.of("organization_account").map((one) => [one.account, one]));
  const policies = new Map(snapshot.of("organization_policy").map((one) => [one.id, one]));
  const known = new Map<string, ReturnType<OrganizationPolicies["of"]>>();
  // An account that was asked, and told of no organization, is in none, until it is asked again and tells otherwise.
  const without = new Set(
    snapshot.looked
      .filter(({ kind, outcome, completeAt }) => kind === "organization_account" && completeAt !== null && !isOfAnother(outcome))
      .map((row) => askedOf(row)),
  );

  function policyAt(id: string, target: string, unknown: NotConsidered[]): { holding: Holding; isRead: boolean }[] {
    const record = policies.get(id);
    const policy: CompiledPolicy | undefined = record && compile(record.facts.document);
    if (policy === undefined) unknown.push(unread(`service control policy ${id} at ${target}: its text is not in the inventory`));
    else if (policy.unreadable !== null)
      unknown.push(unread(`service control policy ${id} at ${target} can't be read: ${policy.unreadable}`));
    return policy ? [{ holding: { layer: "scp", name: record?.name ?? id, policy }, isRead: policy.unreadable === null }] : [];
  }

  function levelsOf(account: string): ReturnType<OrganizationPolicies["of"]> {
    const record = accounts.get(account);
    if (record === undefined) {
      const unknown = without.has(account) ? [] : [unread("service control policies: no organization is known for the account")];
      return { levels: [], id: undefined, unknown };
    }
    const id = record.facts.organization;
    // The ARN of a member names the management account.
    const isManagement = record.arn !== null && parseArn(record.arn)?.account === account;
    if (isManagement || record.facts.serviceControlPolicies === "off") return { levels: [], id, unknown: [] };
    const unknown: NotConsidered[] = [];
    if (record.facts.policies.length === 0) unknown.push(unread("service control policies: none of the account's levels was told"));
    const levels = record.facts.policies.map(({ target, policyIds }): Level => {
      const read = policyIds.flatMap((policyId) => policyAt(policyId, target, unknown));
      // AWS keeps at least one policy at each level, so an empty one was not read.
      if (policyIds.length === 0) unknown.push(unread(`service control policies at ${target}: none was told`));
      const isWhole = policyIds.length > 0 && read.length === policyIds.length && read.every(({ isRead }) => isRead);
      return { target, holdings: read.map(({ holding }) => ({ ...holding, name: `${holding.name} at ${target}` })), isWhole };
    });
    return { levels, id, unknown };
  }

  return {
    of(account) {
      const met = known.get(account) ?? levelsOf(account);
      known.set(account, met);
      return met;
    },
  };
}
