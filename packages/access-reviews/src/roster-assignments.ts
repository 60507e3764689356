import type { Snapshot } from "@plumbline/iam-model/snapshot";
import { byName, type PolicyIndex } from "./policy-index.ts";
import type { Found } from "./principal.ts";
import { nothing, reasonsOf } from "./roster-iam.ts";

interface Sources {
  readonly own: Snapshot;
  readonly shared: Snapshot;
  readonly policies: PolicyIndex;
}

/** Assignments of Identity Center in an account. Who is in a group counts as the principal, so that nobody reviews a group of their own. */
export function assignmentPrincipals({ own, shared, policies }: Sources): readonly Found[] {
  const both = [own, shared];
  const sets = new Map(both.flatMap((snapshot) => snapshot.of("sso_permission_set")).map((set) => [set.arn ?? set.id, set]));
  const users = new Map(both.flatMap((snapshot) => snapshot.of("sso_user")).map((user) => [user.id, user]));
  const groups = new Map(both.flatMap((snapshot) => snapshot.of("sso_group")).map((group) => [group.id, group]));
  const members = Map.groupBy(
    [...users.values()].flatMap((user) => user.facts.groupIds.map((group) => ({ group, name: user.name }))),
    ({ group }) => group,
  );
  const customer = new Map(own.of("iam_policy").map((policy) => [`${policy.facts.path}${policy.name}`, policy]));

  return own.of("sso_assignment").map(({ id, facts }) => {
    const set = sets.get(facts.permissionSetArn);
    const isGroup = facts.principalKind === "GROUP";
    const name = (isGroup ? groups : users).get(facts.principalId)?.name ?? facts.principalId;
    const attached = [
      ...(set?.facts.managedPolicies ?? []).map((arn) => policies.managed(arn)),
      ...(set?.facts.customerPolicies ?? []).map(({ name: policy, path }) => {
        const arn = customer.get(`${path}${policy}`)?.arn;
        return arn ? policies.managed(arn) : { name: policy, arn: null, sha256: null };
      }),
    ].sort(byName);
    const inline = set?.facts.inlinePolicy ? [policies.noted("inline", set.facts.inlinePolicy)] : [];
    const boundary = set?.facts.boundary ?? null;
    return {
      ...{
        recordId: id,
        principalId: facts.principalId,
        principalName: name,
        arn: null,
        via: set?.name ?? facts.permissionSetArn,
        tags: {},
      },
      names: isGroup ? (members.get(facts.principalId) ?? []).map((one) => one.name) : [name],
      permissions: {
        ...nothing,
        ...{ attached, inline },
        boundary: boundary === null ? null : { ...policies.managed(boundary) },
        permissionSet: { arn: facts.permissionSetArn, name: set?.name ?? facts.permissionSetArn },
      },
      privilegedBecause: set ? reasonsOf(policies, { attached, inline }) : [`${facts.permissionSetArn}: the permission set was not seen`],
    };
  });
}
