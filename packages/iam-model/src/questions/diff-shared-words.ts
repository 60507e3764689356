import type { Reach } from "./diff-reach.ts";
import { eventOf, iam, organizations, type Pair, sso, type Told, told } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";

export function ofSamlProvider({ one, verb }: Pair<"iam_saml_provider">): Told[] {
  const events = eventOf({ verb }, "CreateSAMLProvider", "DeleteSAMLProvider", "UpdateSAMLProvider");
  const parameters: Record<string, string> = verb === "gained" ? { name: one.name } : { sAMLProviderArn: one.id };
  return [told({ verb, who: `account ${one.account}`, what: `SAML provider ${one.name}`, calls: iam(events, parameters) })];
}

export function ofOidcProvider({ one, verb }: Pair<"iam_oidc_provider">): Told[] {
  const changed = [
    "AddClientIDToOpenIDConnectProvider",
    "RemoveClientIDFromOpenIDConnectProvider",
    "UpdateOpenIDConnectProviderThumbprint",
  ];
  const events = eventOf({ verb }, "CreateOpenIDConnectProvider", "DeleteOpenIDConnectProvider", ...changed);
  const parameters: Record<string, string> = verb === "gained" ? { url: one.facts.url } : { openIDConnectProviderArn: one.id };
  return [told({ verb, who: `account ${one.account}`, what: `OIDC provider ${one.facts.url}`, calls: iam(events, parameters) })];
}

/** Whoever is in a group has what is assigned to it. */
export function ofAssignment({ one, verb }: Pair<"sso_assignment">, { identityCenter }: Reach): Told[] {
  const { permissionSetArn, principalKind, principalId } = one.facts;
  const events = eventOf({ verb }, "CreateAccountAssignment", "DeleteAccountAssignment");
  const words = {
    verb,
    who: `Identity Center ${principalKind.toLowerCase()} ${identityCenter.nameOf(principalId)}`,
    what: `${identityCenter.nameOf(permissionSetArn)} in account ${one.account}`,
    reaches: principalKind === "GROUP" ? identityCenter.membersOf(principalId) : [],
  };
  const parameters = { permissionSetArn, principalId, targetId: one.account };
  return verb === "changed" ? [] : [told({ ...words, calls: sso(events, parameters) })];
}

/** An account's way in the organization, and each service control policy that came or went at a level above it. */
export function ofMember({ was, is, one, verb }: Pair<"organization_account">): Told[] {
  const who = `account ${one.account}`;
  if (was === undefined || is === undefined) return [told({ verb, who, what: "membership in the organization", calls: [] })];
  const levels = ({ facts }: typeof one) =>
    new Map(facts.policies.flatMap(({ target, policyIds }) => policyIds.map((id) => [`${id} ${target}`, { id, target }])));
  const [old, now] = [levels(was), levels(is)];
  const policy = (event: string, verb: "gained" | "lost") => (level: { id: string; target: string }) =>
    told({
      ...{ verb, who, what: `service control policy ${level.id} at ${level.target}` },
      calls: organizations([event], { policyId: level.id, targetId: level.target }),
    });
  const [before, after] = [was.facts.path.join("/"), is.facts.path.join("/")];
  const moved = told({
    ...{ verb: "changed", who, what: "its place in the organization", details: [`+ ${after}`, `- ${before}`] },
    calls: organizations(["MoveAccount"], { accountId: one.account }),
  });
  return [
    ...(before === after ? [] : [moved]),
    ...[...now].filter(([key]) => !old.has(key)).map(([, level]) => policy("AttachPolicy", "gained")(level)),
    ...[...old].filter(([key]) => !now.has(key)).map(([, level]) => policy("DetachPolicy", "lost")(level)),
  ];
}

export function ofServiceControlPolicy({ was, is }: Pair<"organization_policy">): Told[] {
  if (was === undefined || is === undefined) return [];
  const { details, verb } = statementChanges(was.facts.document, is.facts.document);
  const words = { verb, who: `service control policy ${is.name}`, what: "what it says", details, reaches: is.facts.targets };
  return details.length === 0 ? [] : [told({ ...words, calls: organizations(["UpdatePolicy"], { policyId: is.id }) })];
}
