import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { SourceSettingsError } from "./source-error.ts";

/**
 * The origin of a service's host such as `api.example.com`, with a port or `https://` if one is given. http is for this machine alone, as the
 * key would cross the network in clear text. Throws a SourceSettingsError for anything else; what was given does not stand in it, since it
 * may hold a secret.
 */
export function originOf(service: string, given: string): string {
  const text = given.trim().replace(/\/$/, "");
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (text === "" || !URL.canParse(whole)) throw new SourceSettingsError(`the host of ${service} is none; it looks like api.example.com`);
  const url = new URL(whole);
  if (url.username !== "" || url.password !== "")
    throw new SourceSettingsError(`the host of ${service} holds a user or a password; give the key apart from it`);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw new SourceSettingsError(`the host of ${service} holds a path; it looks like api.example.com`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname)))
    throw new SourceSettingsError(`${service} is reached by https only: the key would cross the network in clear text`);
  return url.origin;
}
