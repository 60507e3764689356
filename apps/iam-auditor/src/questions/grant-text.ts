import type { AccessGrant } from "@plumbline/iam-model/questions/answer";

/** A grant in one line: by which statement, with which conditions, and without what. */
export function grantText({ action, resource, by, conditions, except }: AccessGrant): string {
  const named = `${by.policy}${by.sid === null ? ` statement ${by.index}` : ` ${by.sid}`}`;
  const under = conditions.map(
    ({ when, text, from }) => `${when} ${text}${from.layer === by.layer ? "" : ` (${from.layer} ${from.policy})`}`,
  );
  const without = except.map(({ policy }) => `but for a Deny of ${policy}`);
  return [`${action} on ${resource} by ${named}`, ...under, ...without].join("; ");
}
