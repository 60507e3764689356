/** The address of a CAR service. */
import { isLoopbackHost } from "@plumbline/http-call/loopback";

export interface CarUrl {
  /** As it was given, without a slash at its end. */
  readonly v2: string;
  readonly v3: string;
}

/** The URL can't be that of a CAR service. The URL itself does not stand in it, since it may hold a secret. */
export class CarUrlError extends Error {
  override readonly name = "CarUrlError";
}

/**
 * Proves the URL of a CAR service and tells where its version 3 is: the last segment of the path is `v2`, whatever else the URL holds.
 * Throws a CarUrlError when it is another one, holds a secret, or would carry the password in clear text to another machine.
 */
export function proveCarUrl(given: string, { allowsHttp = false }: { readonly allowsHttp?: boolean | undefined } = {}): CarUrl {
  const text = given.trim();
  if (!URL.canParse(text)) throw new CarUrlError("the URL of CAR is none; it looks like https://HOST/api/car/v2");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new CarUrlError("the URL of CAR is neither https nor http");
  if (url.username !== "" || url.password !== "")
    throw new CarUrlError("the URL of CAR holds a user or a password; give them apart from it");
  if (url.search !== "" || url.hash !== "") throw new CarUrlError("the URL of CAR holds a query or a fragment; it ends in /api/car/v2");
  if (url.protocol === "http:" && !allowsHttp && !isLoopbackHost(url.hostname))
    throw new CarUrlError("the URL of CAR is http: key and password would cross the network in clear text; give an https URL");
  const path = url.pathname.replace(/\/+$/, "");
  if (!path.endsWith("/v2")) throw new CarUrlError("the URL of CAR does not end in /v2; it looks like https://HOST/api/car/v2");
  return { v2: `${url.origin}${path}`, v3: `${url.origin}${path.slice(0, -"/v2".length)}/v3` };
}
