import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx, Setup } from "../frame/setup.ts";

type CookieKind = "session" | "sign-in" | "told" | "theme";

/**
 * A cookie's name. The prefix lets browsers take it from this host alone, over https; without https the port keeps consoles of one machine
 * apart. https://www.rfc-editor.org/rfc/rfc6265.html#section-8.5, https://developer.mozilla.org/docs/Web/HTTP/Cookies#cookie_prefixes
 */
const nameOf = (kind: CookieKind, { publicUrl }: Pick<Setup, "publicUrl">): string =>
  publicUrl.protocol === "https:" ? `__Host-plumbline-${kind}` : `plumbline-${kind}-${publicUrl.port || "80"}`;

/** Reads, writes and removes the console's cookies; no script reads one. */
export const cookies = (setup: Pick<Setup, "publicUrl">) => ({
  get: (c: Ctx, kind: CookieKind): string | undefined => getCookie(c, nameOf(kind, setup)),
  set: (c: Ctx, kind: CookieKind, value: string, maxAge: number): void =>
    setCookie(c, nameOf(kind, setup), value, {
      ...{ path: "/", httpOnly: true, secure: setup.publicUrl.protocol === "https:", sameSite: "Lax", maxAge },
    }),
  remove: (c: Ctx, kind: CookieKind): void => {
    deleteCookie(c, nameOf(kind, setup), { path: "/", secure: setup.publicUrl.protocol === "https:" });
  },
});
