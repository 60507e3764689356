import type { CheckVerdict } from "@plumbline/audit-kit/define";
import { listOf, type PolicyStatement, parsePolicy, statementsOf } from "@plumbline/collectors/policy/document";
import { covers, overlaps } from "@plumbline/collectors/policy/patterns";

/** Every action has a service and a name, as in `*`, `*:*` and `?*`. */
const isEveryAction = (pattern: string): boolean => covers(pattern, "?*:?*");
/** Every ARN of a partition or of all: whatever its service, region, account and resource, as in `*`. */
const isEveryResource = (pattern: string): boolean => {
  const [, partition = "*"] = pattern.split(":");
  return overlaps(partition, "aws*") && covers(pattern, `arn:${partition}:?*:*:*:?*`);
};

/**
 * The statements of a policy's text that allow everything. A condition does not excuse: it says when, not what. All but some (`NotAction`,
 * `NotResource`) is not everything. Throws where the text can't be read.
 */
export const fullAdminStatements = (text: string): readonly PolicyStatement[] =>
  statementsOf(parsePolicy(text)).filter(
    ({ Effect, Action, Resource }) =>
      Effect === "Allow" && listOf(Action).some((one) => isEveryAction(one)) && listOf(Resource).some((one) => isEveryResource(one)),
  );

interface Holder {
  readonly permissions: { readonly inline: readonly { readonly name: string; readonly document: string }[] };
}
/** Judges the inline policies of a user, a role or a group. */
export function judgeInline({ permissions }: Holder): CheckVerdict {
  if (permissions.inline.length === 0) return { status: "not-applicable", reason: "it has no inline policy" };
  const full = permissions.inline
    .map(({ name, document }) => ({ name, statements: fullAdminStatements(document) }))
    .filter(({ statements }) => statements.length > 0);
  if (full.length === 0) return { status: "pass" };
  const names = full.map(({ name }) => name).join(", ");
  return { status: "fail", reason: `its inline policy allows everything: ${names}`, evidence: { inline: full } };
}
