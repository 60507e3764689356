import { iam, isAnew, listChanges, type Pair, type Told, told } from "./diff-told.ts";

/** What a provider vouches for is told by until when it is valid; its metadata is not read. */
export function ofSamlProvider({ was, is, one, verb }: Pair<"iam_saml_provider">): Told[] {
  const [who, what, of] = [`account ${one.account}`, `SAML provider ${one.name}`, { sAMLProviderArn: one.id }];
  const made = iam(["CreateSAMLProvider"], { name: one.name });
  const until = ({ facts }: typeof one): string => `valid until ${facts.validUntil ?? "an instant that AWS does not tell"}`;
  const details = listChanges(was ? [until(was)] : [], is ? [until(is)] : []);
  if (is === undefined) return [told({ verb, who, what, calls: iam(["DeleteSAMLProvider"], of), details })];
  if (was === undefined) return [told({ verb, who, what, calls: made, details })];
  if (isAnew(was, is)) return [told({ verb, who, what: `${what}, which was made anew`, calls: made })];
  return details.length === 0 ? [] : [told({ verb, who, what, calls: iam(["UpdateSAMLProvider"], of), details })];
}

/** Whom a provider vouches for is told by the clients that it serves; each is added and removed by a call of its own, but for the first ones. */
export function ofOidcProvider({ was, is, one, verb }: Pair<"iam_oidc_provider">): Told[] {
  const [who, what, of] = [`account ${one.account}`, `OIDC provider ${one.facts.url}`, { openIDConnectProviderArn: one.id }];
  // The answer alone tells the ARN of a new one.
  const made = iam(["CreateOpenIDConnectProvider"], of);
  if (is === undefined) {
    const details = [...one.facts.clientIds.map((id) => `- client ${id}`), ...one.facts.thumbprints.map((id) => `- thumbprint ${id}`)];
    return [told({ verb, who, what, calls: iam(["DeleteOpenIDConnectProvider"], of), details })];
  }
  const first = was ? [] : made;
  const client = (verb: "gained" | "lost", clientID: string): Told => {
    const event = verb === "gained" ? "AddClientIDToOpenIDConnectProvider" : "RemoveClientIDFromOpenIDConnectProvider";
    return told({ verb, who, what: `client ${clientID} of ${what}`, calls: [...iam([event], { ...of, clientID }), ...first] });
  };
  const now = is.facts;
  const old: typeof now = was?.facts ?? { ...now, clientIds: [], thumbprints: [] };
  const thumbprints = listChanges(old.thumbprints, now.thumbprints);
  const rekeyed = { verb, who, what: `thumbprints of ${what}`, calls: [...iam(["UpdateOpenIDConnectProviderThumbprint"], of), ...first] };
  return [
    ...(was ? [] : [told({ verb, who, what, calls: made })]),
    ...(was && isAnew(was, is) ? [told({ verb, who, what: `${what}, which was made anew`, calls: made })] : []),
    ...now.clientIds.filter((id) => !old.clientIds.includes(id)).map((id) => client("gained", id)),
    ...old.clientIds.filter((id) => !now.clientIds.includes(id)).map((id) => client("lost", id)),
    ...(thumbprints.length === 0 ? [] : [told({ ...rekeyed, details: thumbprints })]),
  ];
}
