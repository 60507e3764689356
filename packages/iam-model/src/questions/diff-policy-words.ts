import type { RecordOf } from "../kinds.ts";
import type { Reach, Reaches } from "./diff-reach.ts";
import { eventOf, iam, named, type Pair, type Told, told, upper } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";
import type { Call } from "./who-did-it.ts";

export function ofAttachment({ one, verb }: Pair<"iam_attachment">, reach: Reach): Told[] {
  const { principalKind: kind, principalName: name, policyArn } = one.facts;
  const events = eventOf({ verb }, `Attach${upper(kind)}Policy`, `Detach${upper(kind)}Policy`);
  const reaches = kind === "group" ? reach.ofGroup(one.account, name) : [];
  const words = { verb, who: `${kind} ${name}`, what: `policy ${policyArn}`, reaches };
  return verb === "changed" ? [] : [told({ ...words, calls: iam(events, { ...named(kind, name), policyArn }) })];
}

export function ofInlinePolicy({ was, is, one, verb }: Pair<"iam_inline_policy">, reach: Reach): Told[] {
  const { principalKind: kind, principalName: name } = one.facts;
  const { details, verb: direction } = statementChanges(was?.facts.document, is?.facts.document);
  const put = `Put${upper(kind)}Policy`;
  const reaches = kind === "group" ? reach.ofGroup(one.account, name) : [];
  const calls = iam(eventOf({ verb }, put, `Delete${upper(kind)}Policy`, put), { ...named(kind, name), policyName: one.name });
  const words = { verb: direction, who: `${kind} ${name}`, what: `inline policy ${one.name}`, calls };
  return details.length === 0 ? [] : [told({ ...words, details, reaches })];
}

/**
 * A policy that comes or goes is access only for those who hold it, and their attachments tell that; unless another of that ARN was there
 * before, and they hold it as they did.
 */
export function ofPolicy({ was, is }: Pair<"iam_policy">, { before, after }: Reaches): Told[] {
  const old = is && (was ?? before.policyAt(is.account, is.arn));
  if (is === undefined || old === undefined) return [];
  const { details, verb } = statementChanges(old.facts.document, is.facts.document);
  const anew = was === undefined ? iam(["CreatePolicy"], { "policy.arn": is.arn }) : [];
  const what = was === undefined ? "what it says, made anew" : "what it says";
  const words = { verb, who: `policy ${is.name}`, what, calls: [...anew, ...callsOfVersion(is)] };
  return details.length === 0 ? [] : [told({ ...words, details, reaches: after.ofPolicy(is.account, is.arn ?? "") })];
}

/**
 * What made a version the default. A version that is only created changes nothing yet; which one it was, the answer alone tells.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
const callsOfVersion = ({ arn, facts: { defaultVersion: versionId } }: RecordOf<"iam_policy">): Call[] => [
  ...iam(["CreatePolicyVersion"], { policyArn: arn, setAsDefault: true, "policyVersion.versionId": versionId }),
  ...iam(["SetDefaultPolicyVersion"], { policyArn: arn, versionId }),
];
