import { parseArn } from "@plumbline/finding-model/arn";
import type { RecordOf } from "../kinds.ts";

/**
 * What is known of a condition key, in lower case, when a principal asks: its values, or that the request never has it. Undefined where it
 * may be anything.
 */
export type KnownKeys = (key: string) => readonly string[] | "absent" | undefined;

/** Instants between which a date key lies, in milliseconds; `mayBeAbsent` for keys that only some requests have. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
  readonly mayBeAbsent: boolean;
}

/** All that the inventory says of a principal's requests at an instant. */
export interface RequestFacts {
  readonly keys: KnownKeys;
  readonly dates: ReadonlyMap<string, DateRange>;
}

/** The same requests, of which more is known: keys in lower case. */
export const withKeys = (facts: RequestFacts, more: Readonly<Record<string, string>>): RequestFacts => ({
  ...facts,
  keys: (key) => (Object.hasOwn(more, key) ? [more[key] ?? ""] : facts.keys(key)),
});

/** The longest life of temporary credentials. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
const longestSession = 36 * 3_600_000;

/**
 * What is sure in every request of a user or of a role's session. Tags of a role are not: a session may bring its own. Nor is it that a user
 * has no tag of some key: a session of GetFederationToken may bring it. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestFacts(
  principal: RecordOf<"iam_user"> | RecordOf<"iam_role">,
  organization: string | undefined,
  at: string,
): RequestFacts {
  const keys = new Map<string, readonly string[] | "absent">([
    ["aws:principalaccount", [principal.account]],
    ["aws:principalisawsservice", ["false"]],
  ]);
  if (principal.arn !== null && parseArn(principal.arn)) keys.set("aws:principalarn", [principal.arn]);
  if (organization !== undefined) keys.set("aws:principalorgid", [organization]);
  const isUser = principal.kind === "iam_user";
  keys.set("aws:principaltype", [isUser ? "User" : "AssumedRole"]);
  keys.set("aws:username", isUser ? [principal.name] : "absent");
  if (isUser) {
    keys.set("aws:userid", [principal.id]);
    for (const [tag, value] of Object.entries(principal.facts.tags)) keys.set(`aws:principaltag/${tag.toLowerCase()}`, [value]);
  }
  const now = Date.parse(at);
  return {
    keys: (key) => keys.get(key),
    dates: new Map([
      ["aws:currenttime", { from: now, to: now, mayBeAbsent: false }],
      ["aws:epochtime", { from: now, to: now, mayBeAbsent: false }],
      // A user's own keys have no time of issue.
      ["aws:tokenissuetime", { from: now - longestSession, to: now, mayBeAbsent: isUser }],
    ]),
  };
}
