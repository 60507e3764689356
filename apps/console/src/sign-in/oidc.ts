import type { Configuration } from "openid-client";
import { z } from "zod";
import { Refusal } from "../frame/refusal.ts";
import type { Provider } from "../frame/setup.ts";
import type { Person } from "../frame/viewer.ts";

/** An OIDC provider, and this console as its client. https://openid.net/specs/openid-connect-core-1_0.html */
export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** None for a public client; PKCE is used in any case. */
  readonly clientSecret?: string;
  readonly scope: string;
  /** The claims that name a person for good, and the groups. */
  readonly subjectClaim: string;
  readonly groupsClaim: string;
}

const Claims = z.looseObject({ sub: z.string() });
const Groups = z.union([z.array(z.string()), z.string().transform((one) => [one])]);
/** What the provider hands back where it ends a session. */
export const ledThere = "there";
/** A longer one makes an address that servers refuse; the provider then asks whose session to end. */
const longestHint = 4000;
const isLoopback = (host: string): boolean => ["127.0.0.1", "[::1]", "localhost"].includes(host);

/**
 * Signs in by authorization code with PKCE (RFC 7636), state and nonce, and out where the provider has a place for it
 * (https://openid.net/specs/openid-connect-rpinitiated-1_0.html). The provider is asked for its settings at the first sign-in.
 */
export function oidcProvider(settings: OidcSettings): Provider {
  const { issuer, clientId, clientSecret, scope } = settings;
  let known: Promise<Configuration> | undefined;
  const configuration = (): Promise<Configuration> => {
    known ??= discover().catch((cause: unknown) => {
      // The next one who signs in asks again.
      known = undefined;
      throw new Refusal(503, "The identity provider can't be reached. Try again in a while.", { cause });
    });
    return known;
  };
  const discover = async (): Promise<Configuration> => {
    const client = await import("openid-client");
    const way = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
    const isPlain = issuer.protocol === "http:" && isLoopback(issuer.hostname);
    return client.discovery(issuer, clientId, undefined, way, isPlain ? { execute: [client.allowInsecureRequests] } : {});
  };
  return {
    name: issuer.host,
    async begin(redirectUri) {
      const client = await import("openid-client");
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri: redirectUri, scope, state, nonce, response_type: "code" },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
      });
      return { url: url.href, state, nonce, verifier };
    },
    async finish(answer, { state, nonce, verifier }) {
      const client = await import("openid-client");
      const known = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(known, answer, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        });
        const told = Claims.parse(tokens.claims());
        // Providers may keep all but the subject for this call: https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims
        const more = known.serverMetadata().userinfo_endpoint ? await client.fetchUserInfo(known, tokens.access_token, told.sub) : {};
        return { person: personOf({ ...more, ...told }, settings), idToken: tokens.id_token ?? null };
      } catch (cause) {
        if (cause instanceof Refusal) throw cause;
        throw new Refusal(401, "The sign-in did not work. Begin again.", { cause });
      }
    },
    async end({ idToken, back }) {
      const client = await import("openid-client");
      const known = await configuration();
      if (known.serverMetadata().end_session_endpoint === undefined) return undefined;
      const hint = idToken === null || idToken.length > longestHint ? {} : { id_token_hint: idToken };
      return client.buildEndSessionUrl(known, { post_logout_redirect_uri: back, state: ledThere, ...hint }).href;
    },
  };
}

/** Reads who it is out of the claims. An e-mail address names nobody unless the provider has verified it. */
export function personOf(claims: Readonly<Record<string, unknown>>, settings: Pick<OidcSettings, "subjectClaim" | "groupsClaim">) {
  const subject = claims[settings.subjectClaim];
  if (typeof subject !== "string" || subject === "")
    throw new Refusal(403, `The identity provider does not say who you are: it sends no ${settings.subjectClaim}.`);
  if (settings.subjectClaim === "email" && claims["email_verified"] !== true)
    throw new Refusal(403, "The identity provider has not verified your e-mail address.");
  // Names that begin so are those of the development login.
  if (subject.startsWith("dev:")) throw new Refusal(403, "The identity provider sends a name that is kept for the development login.");
  const [name = subject] = [claims["name"], claims["preferred_username"], claims["email"]].filter((one) => typeof one === "string");
  const groups = Groups.safeParse(claims[settings.groupsClaim]);
  return { subject, name, groups: groups.success ? groups.data : [], names: namesIn(claims), via: "oidc" as const };
}

/** A verified address is nobody else's; `preferred_username` may be anybody's: https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability */
function namesIn({ sub, email, email_verified, preferred_username }: Readonly<Record<string, unknown>>): Person["names"] {
  const isProven = email_verified === true;
  const texts = (claims: readonly unknown[]) => claims.filter((one) => typeof one === "string").filter((one) => one !== "");
  return { proven: texts(isProven ? [email] : []), claimed: texts([sub, preferred_username, ...(isProven ? [] : [email])]) };
}
