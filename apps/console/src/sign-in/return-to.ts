/** Where somebody goes on after signing in: a path of this console, whatever the address says. */
export function returnTo(given: string | undefined, publicUrl: URL): string {
  if (given === undefined || !given.startsWith("/") || given.length > 2000 || !URL.canParse(given, publicUrl)) return "/";
  const url = new URL(given, publicUrl);
  return url.origin === publicUrl.origin && !/^\/(sign-|api\/)/.test(url.pathname) ? `${url.pathname}${url.search}` : "/";
}
