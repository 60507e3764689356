import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { z } from "zod";

const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const Statement = z.object({ Effect: z.string(), Action: Texts.optional(), NotAction: Texts.optional() });
const Document = z.object({ Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]) });

// Who has all of these can give itself the rest. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand.html
const ruling = ["iam", "organizations", "sts", "sso", "sso-directory", "identitystore"];
// Calls by which a principal gives itself or another more than it has, each one being enough.
const giving = [
  ...["addusertogroup", "attachgrouppolicy", "attachrolepolicy", "attachuserpolicy", "createaccesskey", "createloginprofile"],
  ...["createpolicyversion", "passrole", "putgrouppolicy", "putrolepolicy", "putuserpolicy", "setdefaultpolicyversion"],
  ...["updateassumerolepolicy", "updateloginprofile", "deleteuserpermissionsboundary", "deleterolepermissionsboundary"],
].map((call) => `iam:${call}`);

const matches = (pattern: string, call: string): boolean =>
  new RegExp(
    `^${pattern
      .toLowerCase()
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  ).test(call);

/**
 * Why what a policy allows is more than everyday access; undefined where it is not. Conditions, boundaries and denials are not considered:
 * they make less of it, and a review had better ask once too often. A text that can't be read is privileged.
 */
export function privilegedBecause(text: PolicyText): string | undefined {
  const parsed = Document.safeParse(text);
  if (!parsed.success) return "its text can't be read as a policy";
  for (const { Effect, Action, NotAction } of parsed.data.Statement) {
    if (Effect !== "Allow") continue;
    if (NotAction) return `it allows all but ${NotAction.length === 1 ? NotAction[0] : `${NotAction.length} actions`}`;
    for (const pattern of Action ?? []) {
      if (/^[*?]*$/.test(pattern) || pattern === "*:*") return "it allows every action";
      const [service = "", call] = pattern.toLowerCase().split(":");
      if (call === "*" && ruling.some((one) => matches(service, one))) return `it allows ${pattern}`;
      const given = giving.find((one) => matches(pattern, one));
      if (given !== undefined) return `it allows ${pattern}`;
    }
  }
  return undefined;
}
