/** Where somebody goes on after signing in: a path of this console, whatever the address says. */
export function returnTo(given: string | undefined, publicUrl: URL): string {
  if (given === undefined || !given.startsWith("/") || given.length > 2000 || !URL.canParse(given, publicUrl.href)) return "/";
  const url = new URL(given, publicUrl);
  if (url.origin !== publicUrl.origin || /^\/(sign-|api\/)/.test(url.pathname)) return "/";
  // Taking the dots out may leave a path that a browser reads as another site's address. https://url.spec.whatwg.org/#path-state
  return url.pathname.startsWith("//") || url.pathname.includes("\\") ? "/" : `${url.pathname}${url.search}`;
}
