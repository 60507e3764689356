import { parseArn, arn as toArn } from "@plumbline/finding-model/arn";
import type { RecordOf } from "../kinds.ts";
import { type Inventory, type PrincipalPolicies, type PrincipalRecord, partitionOf } from "./inventory.ts";

const widest = "AdministratorAccess";
const key = "iam:permissionsboundary";

/**
 * A principal with each other boundary that it could have, AWS's widest first, then the account's policies and those of AWS that the inventory
 * holds: a policy may say which ones may be put. Those of AWS that conditions name come too, with or without a text.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-policy-keys
 */
export function boundaryTargetsIn({ snapshot }: Inventory, policiesOf: (principal: PrincipalRecord) => PrincipalPolicies) {
  const [ofAws, ofAccounts] = [new Map<string, string>(), Map.groupBy(snapshot.of("iam_policy"), ({ account }) => account)];
  for (const { arn, name, facts } of snapshot.of("iam_policy")) if (facts.isAwsManaged && arn !== null) ofAws.set(arn, name);

  return (principal: PrincipalRecord) => {
    const { arn, account, facts } = principal;
    const partition = partitionOf(principal);
    const own = (ofAccounts.get(account) ?? []).filter(isOwn).map((policy) => [policy.arn, policy.name] as const);
    const known = new Map([[toArn({ partition, service: "iam", account: "aws", resource: `policy/${widest}` }), widest], ...own, ...ofAws]);
    const isHere = ([boundary]: readonly [string | null, string]): boolean =>
      boundary !== null && parseArn(boundary)?.partition === partition;
    const unknown = namedIn(policiesOf(principal)).filter((one) => !known.has(one));
    const all = [...[...known].filter(isHere), ...unknown.map((one) => [one, one] as const)];
    return all.flatMap(([boundary, name]) =>
      arn === null || boundary === null || boundary === facts.permissionsBoundary
        ? []
        : [{ name, arn, isAdministrator: false, conditions: [], keys: { [key]: boundary }, isTextKnown: known.has(boundary) }],
    );
  };
}

const isOwn = ({ facts }: RecordOf<"iam_policy">): boolean => !facts.isAwsManaged;

/** AWS's own policies that conditions name, and patterns of such: of these nobody knows all that fit. */
const namedIn = ({ identity, boundary, levels }: PrincipalPolicies): string[] => [
  ...new Set(
    [...identity, ...(boundary ? [boundary] : []), ...levels.flatMap(({ holdings }) => holdings)]
      .flatMap(({ policy }) => policy.statements.flatMap(({ conditions }) => conditions))
      .filter((entry) => entry.key === key)
      .flatMap(({ operator, values }) => values.filter((value) => !/[*?]/.test(value) || /like|^arn/.test(operator)))
      .filter((value) => value.includes("::aws:policy/")),
  ),
];
