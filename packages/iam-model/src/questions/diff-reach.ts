import type { RecordOf } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";

/** Whom a policy or a group reaches at an instant, such as `user ann`. */
export interface Reach {
  /** Who holds it, and whose boundary it is, as `user ann (boundary)`. */
  ofPolicy(account: string, arn: string): readonly string[];
  ofGroup(account: string, name: string): readonly string[];
  /** By their ids; a group that has another name is the same. */
  isMember(account: string, userId: string, groupId: string): boolean;
  policyAt(account: string, arn: string | null): RecordOf<"iam_policy"> | undefined;
  /** Identity Center's, by their ids; what is not in the inventory is named by its id. */
  readonly identityCenter: {
    nameOf(id: string): string;
    membersOf(group: string): readonly string[];
    /** Users and groups with their members to whom a permission set is assigned in the accounts that are asked for. */
    holdersOf(permissionSet: string): readonly string[];
    /** `SET in account 111122223333`, of the accounts that are asked for. */
    assignmentsOf(principal: string): readonly string[];
  };
}

/** The same at two instants. */
export interface Reaches {
  readonly before: Reach;
  readonly after: Reach;
}

export function reachIn(snapshot: Snapshot, accounts?: ReadonlySet<string>): Reach {
  const members = Map.groupBy(snapshot.of("iam_membership"), ({ account, facts }) => `${account} ${facts.groupName}`);
  const holders = Map.groupBy(snapshot.of("iam_attachment"), ({ account, facts }) => `${account} ${facts.policyArn}`);
  const ofGroup: Reach["ofGroup"] = (account, name) =>
    (members.get(`${account} ${name}`) ?? []).map(({ facts }) => `user ${facts.userName}`);
  const places = new Set(snapshot.of("iam_membership").map(({ account, facts }) => `${account} ${facts.userId} ${facts.groupId}`));
  const policies = new Map(snapshot.of("iam_policy").map((one) => [`${one.account} ${one.arn}`, one]));
  const bounded = Map.groupBy(
    [...snapshot.of("iam_user"), ...snapshot.of("iam_role")].filter(({ facts }) => facts.permissionsBoundary !== null),
    ({ account, facts }) => `${account} ${facts.permissionsBoundary}`,
  );
  const people = snapshot.of("sso_user");
  const names = new Map([...people, ...snapshot.of("sso_group"), ...snapshot.of("sso_permission_set")].map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const ofIdentityGroup = Map.groupBy(
    people.flatMap(({ name, facts }) => facts.groupIds.map((group) => ({ name, group }))),
    ({ group }) => group,
  );
  const membersOf = (group: string) => (ofIdentityGroup.get(group) ?? []).map(({ name }) => `Identity Center user ${name}`);
  const asked = snapshot.of("sso_assignment").filter(({ account }) => accounts === undefined || accounts.has(account));
  const assignments = Map.groupBy(asked, ({ facts }) => facts.principalId);
  const ofSet = Map.groupBy(asked, ({ facts }) => facts.permissionSetArn);
  return {
    ofGroup,
    isMember: (account, userId, groupId) => places.has(`${account} ${userId} ${groupId}`),
    policyAt: (account, arn) => (arn === null ? undefined : policies.get(`${account} ${arn}`)),
    identityCenter: {
      nameOf,
      membersOf,
      holdersOf: (set) => [
        ...new Set(
          (ofSet.get(set) ?? []).flatMap(({ facts: { principalKind, principalId } }) => [
            `Identity Center ${principalKind.toLowerCase()} ${nameOf(principalId)}`,
            ...(principalKind === "GROUP" ? membersOf(principalId) : []),
          ]),
        ),
      ],
      assignmentsOf: (principal) =>
        (assignments.get(principal) ?? []).map(({ account, facts }) => `${nameOf(facts.permissionSetArn)} in account ${account}`),
    },
    ofPolicy: (account, arn) => [
      ...(holders.get(`${account} ${arn}`) ?? []).flatMap(({ facts: { principalKind, principalName } }) => [
        `${principalKind} ${principalName}`,
        ...(principalKind === "group" ? ofGroup(account, principalName) : []),
      ]),
      ...(bounded.get(`${account} ${arn}`) ?? []).map(({ kind, name }) => `${kind === "iam_user" ? "user" : "role"} ${name} (boundary)`),
    ],
  };
}
