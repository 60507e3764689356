import type { Snapshot } from "../snapshot.ts";

/** Whom a policy or a group reaches at an instant, such as `user ann`. */
export interface Reach {
  ofPolicy(account: string, arn: string): readonly string[];
  ofGroup(account: string, name: string): readonly string[];
}

export function reachIn(snapshot: Snapshot): Reach {
  const members = Map.groupBy(snapshot.of("iam_membership"), ({ account, facts }) => `${account} ${facts.groupName}`);
  const holders = Map.groupBy(snapshot.of("iam_attachment"), ({ account, facts }) => `${account} ${facts.policyArn}`);
  const ofGroup: Reach["ofGroup"] = (account, name) =>
    (members.get(`${account} ${name}`) ?? []).map(({ facts }) => `user ${facts.userName}`);
  return {
    ofGroup,
    ofPolicy: (account, arn) =>
      (holders.get(`${account} ${arn}`) ?? []).flatMap(({ facts: { principalKind, principalName } }) => [
        `${principalKind} ${principalName}`,
        ...(principalKind === "group" ? ofGroup(account, principalName) : []),
      ]),
  };
}
