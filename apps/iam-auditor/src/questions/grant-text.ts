import type { AccessGrant } from "@plumbline/iam-model/questions/answer";

/** A managed policy by its path and name, without the rest of its ARN. */
export const policyName = (policy: string): string => policy.replace(/^arn:[^:]*:iam::[^:]*:policy\//, "");

/** A grant in one line: by which statement, with which conditions, and without what. */
export function grantText({ action, resource, by, conditions, except }: AccessGrant): string {
  const named = `${policyName(by.policy)}${by.sid === null ? ` statement ${by.index}` : ` ${by.sid}`}`;
  const under = conditions.map(
    ({ when, text, from }) => `${when} ${text}${from.layer === by.layer ? "" : ` (${from.layer} ${policyName(from.policy)})`}`,
  );
  const without = except.map(({ policy }) => `but for a Deny of ${policyName(policy)}`);
  return [`${action} on ${resource} by ${named}`, ...under, ...without].join("; ");
}
