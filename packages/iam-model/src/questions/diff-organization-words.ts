import type { RecordOf } from "../kinds.ts";
import { listChanges, organizations, type Pair, type Told, told } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";

/** An account's state and way in the organization, the address of its root user, and the service control policies at the levels above it. */
export function ofMember({ was, is, one, verb }: Pair<"organization_account">): Told[] {
  const who = `account ${one.account}`;
  if (was === undefined || is === undefined) {
    const [before, after] = [was, is].map((side) => (side ? [...levelsOf(side.facts).keys()] : []));
    return [told({ verb, who, what: "membership in the organization", calls: [], details: listChanges(before ?? [], after ?? []) })];
  }
  const [old, now] = [was.facts, is.facts];
  const of = { accountId: one.account };
  const changed = (before: string, after: string, words: Pick<Told, "verb" | "what" | "calls">): Told[] =>
    before === after ? [] : [told({ ...words, who, details: listChanges([before], [after]) })];
  return [
    // Nothing may be done in an account that is suspended. https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
    ...changed(old.status, now.status, {
      ...{ verb: now.status === "ACTIVE" ? "gained" : "lost", what: "its state in the organization" },
      calls: now.status === "ACTIVE" ? [] : organizations(["CloseAccount"], of),
    }),
    // Who gets its mail can set the root user's password anew. https://docs.aws.amazon.com/accounts/latest/APIReference/API_AcceptPrimaryEmailUpdate.html
    ...changed(old.email, now.email, {
      ...{ verb: "changed", what: "the mail address of its root user" },
      calls: [{ service: "account", event: "AcceptPrimaryEmailUpdate", parameters: of }],
    }),
    ...changed(old.path.join("/"), now.path.join("/"), {
      ...{ verb: "changed", what: "its place in the organization", calls: organizations(["MoveAccount"], of) },
    }),
    ...ofLevels(who, old, now),
  ];
}

type Member = RecordOf<"organization_account">["facts"];
const levelsOf = ({ policies }: Member) =>
  new Map(policies.flatMap(({ target, policyIds }) => policyIds.map((id) => [`${id} at ${target}`, { id, target }])));

/** Switching them off detaches all at once. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html */
function ofLevels(who: string, old: Member, now: Member): Told[] {
  const [before, after] = [levelsOf(old), levelsOf(now)];
  const [wasOn, isOn] = [old.serviceControlPolicies, now.serviceControlPolicies];
  if (wasOn !== undefined && isOn !== undefined && wasOn !== isOn) {
    const calls = organizations([isOn === "on" ? "EnablePolicyType" : "DisablePolicyType"], { policyType: "SERVICE_CONTROL_POLICY" });
    const words = { verb: isOn === "on" ? "gained" : "lost", what: `service control policies, which are switched ${isOn}` } as const;
    return [told({ ...words, who, calls, details: listChanges([...before.keys()], [...after.keys()]) })];
  }
  const words = (verb: "gained" | "lost", level: string, { id, target }: { id: string; target: string }): Told => {
    const calls = organizations([verb === "gained" ? "AttachPolicy" : "DetachPolicy"], { policyId: id, targetId: target });
    return told({ verb, who, what: `service control policy ${level}`, calls });
  };
  return [
    ...[...after].filter(([level]) => !before.has(level)).map(([level, one]) => words("gained", level, one)),
    ...[...before].filter(([level]) => !after.has(level)).map(([level, one]) => words("lost", level, one)),
  ];
}

export function ofServiceControlPolicy({ was, is }: Pair<"organization_policy">): Told[] {
  if (was === undefined || is === undefined) return [];
  const { details, verb } = statementChanges(was.facts.document, is.facts.document);
  const words = { verb, who: `service control policy ${is.name}`, what: "what it says", details, reaches: is.facts.targets };
  return details.length === 0 ? [] : [told({ ...words, calls: organizations(["UpdatePolicy"], { policyId: is.id }) })];
}
