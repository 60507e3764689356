import type { HistoryEvent } from "./timeline.ts";

const nouns: Readonly<Record<string, readonly [began: string, ended: string, changed: string]>> = {
  iam_user: ["first seen", "gone", "changed"],
  iam_group: ["first seen", "gone", "changed"],
  iam_role: ["first seen", "gone", "changed"],
  iam_policy: ["first seen", "gone", "changed"],
  iam_membership: ["joined group", "left group", "membership changed:"],
  iam_attachment: ["policy attached:", "policy detached:", "attachment changed:"],
  iam_inline_policy: ["inline policy added:", "inline policy removed:", "inline policy changed:"],
  iam_access_key: ["access key made:", "access key gone:", "access key changed:"],
  iam_mfa_device: ["MFA device added:", "MFA device removed:", "MFA device changed:"],
  iam_login_profile: ["password set", "password removed", "password changed"],
};
const own = new Set(["iam_user", "iam_group", "iam_role", "iam_policy", "iam_login_profile"]);

/** An event in words, such as `joined group admins`. */
export function eventWords({ kind, did, name }: Pick<HistoryEvent, "kind" | "did" | "name">): string {
  const [began, ended, changed] = nouns[kind] ?? [`${kind} began:`, `${kind} ended:`, `${kind} changed:`];
  const words = { began, ended, changed }[did];
  return own.has(kind) ? words : `${words} ${name}`;
}
