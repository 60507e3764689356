/** Where Kenna is. */
import { isLoopbackHost } from "@plumbline/http-call/loopback";

/** The host can't be one of Kenna. What was given does not stand in it, since it may hold a secret. */
export class KennaHostError extends Error {
  override readonly name = "KennaHostError";
}

/**
 * The origin of a host such as `api.kennasecurity.com`, with a port or `https://` if one is given. http is for this machine alone, as the key
 * would cross the network in clear text. Throws a KennaHostError for anything else.
 */
export function originOf(given: string): string {
  const text = given.trim().replace(/\/$/, "");
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (text === "" || !URL.canParse(whole)) throw new KennaHostError("the host of Kenna is none; it looks like api.kennasecurity.com");
  const url = new URL(whole);
  if (url.username !== "" || url.password !== "")
    throw new KennaHostError("the host of Kenna holds a user or a password; give the key apart from it");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw new KennaHostError("the host of Kenna holds a path; it looks like api.kennasecurity.com");
  const isHttpHere = url.protocol === "http:" && isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && !isHttpHere)
    throw new KennaHostError("Kenna is reached by https only: the key would cross the network in clear text");
  return url.origin;
}
