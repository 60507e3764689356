import { z } from "zod";

const Some = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Statement = z.looseObject({
  Effect: z.string(),
  Principal: z.union([z.literal("*"), z.record(z.string(), Some)]).optional(),
  NotPrincipal: z.json().optional(),
  Condition: z.json().optional(),
});
const Trust = z.looseObject({ Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]) });

/**
 * Whom a role trusts, in short words: services without their domain, account ids, providers by their host, and `anyone`. What is under a
 * condition is marked. A text that can't be read says so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustWords(policy: unknown): readonly string[] {
  const trust = Trust.safeParse(policy);
  if (!trust.success) return ["can't be read"];
  const words = trust.data.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Principal, NotPrincipal, Condition }) => {
    const mark = Condition === undefined ? "" : " if …";
    if (NotPrincipal !== undefined) return [`all but some${mark}`];
    if (Principal === undefined) return [];
    if (Principal === "*") return [`anyone${mark}`];
    return Object.entries(Principal).flatMap(([kind, names]) => names.map((name) => `${wordOf(kind, name)}${mark}`));
  });
  return [...new Set(words)];
}

function wordOf(kind: string, name: string): string {
  if (name === "*") return "anyone";
  if (kind === "Service") return name.replace(/\.amazonaws\.com(\.cn)?$/, "");
  const [, account, resource = ""] = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):(.+)$/.exec(name) ?? [];
  if (account === undefined) return name;
  if (kind === "Federated") return resource.replace(/^(oidc|saml)-provider\//, "");
  return resource === "root" ? account : `${account} ${resource}`;
}
