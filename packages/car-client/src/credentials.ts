/** How a connector proves who it is, and how its secrets stay out of every text. */
import { withoutSecrets as without } from "@plumbline/http-call/secrets";

/** A key of CAR's API with its password, or a token of the platform that CAR runs on. */
export type CarAuth = { readonly key: string; readonly password: string } | { readonly token: string };

export const authorizationOf = (auth: CarAuth): string =>
  "token" in auth ? `car-token ${auth.token}` : `Basic ${Buffer.from(`${auth.key}:${auth.password}`).toString("base64")}`;

/** What must stand in no text. */
export const secretsOf = (auth: CarAuth): string[] =>
  "token" in auth ? [auth.token] : [auth.password, auth.key, `${auth.key}:${auth.password}`];

/** Takes the secrets out of a text that CAR, or something between, wrote. */
export const withoutSecrets = (text: string, auth: CarAuth): string => without(text, secretsOf(auth));
