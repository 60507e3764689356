import type { IamStore } from "@plumbline/iam-store/open-store";
import { makeApp } from "./app.ts";
import type { Gathered, Setup } from "./frame/setup.ts";

/** What the rows of one store's tests can be told otherwise. */
export type Told = Partial<Omit<Setup, "store">>;

export const A = "111122223333";
export const B = "444455556666";
export const noon = new Date("2026-06-30T12:00:00.000Z");
const origin = "http://127.0.0.1:7700";

/** An app over a store, with the development login on, and what it wrote to its log. */
export function appOver(store: IamStore, told: Told = {}) {
  const logged: unknown[] = [];
  const clock = { now: noon };
  const app = makeApp({
    ...{ store, publicUrl: new URL(origin), isBehindProxy: false, isDevLogin: true, sessionHours: 12, idleMinutes: 60, services: {} },
    grants: [
      { kind: "subject", principal: "dev:admin", role: "admin", accounts: ["*"] },
      { kind: "subject", principal: "dev:admin-a", role: "admin", accounts: [A] },
      { kind: "subject", principal: "dev:reviewer-a", role: "reviewer", accounts: [A] },
      { kind: "subject", principal: "dev:reader-a", role: "reader", accounts: [A] },
      { kind: "subject", principal: "dev:reader-b", role: "reader", accounts: [B] },
    ],
    limits: { perAddress: 10_000, perSubject: 10_000, signInsPerAddress: 10_000 },
    now: () => clock.now,
    log: (message, fields) => logged.push({ message, ...fields }),
    ...told,
  });
  const env = { incoming: { socket: { remoteAddress: "127.0.0.1" }, destroy: () => undefined } } as unknown as Gathered["Bindings"];
  const ask = (path: string, init: RequestInit = {}, from = env): Promise<Response> =>
    Promise.resolve(app.request(path.startsWith("http") ? path : `${origin}${path}`, init, from));
  return { app, ask, clock, logged, signIn: (name: string) => signIn(ask, name) };
}
export type Ask = ReturnType<typeof appOver>["ask"];

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((cookie) => !cookie.endsWith("="))
    .join("; ");
const tokenOf = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** Signs in by the form, as a browser does, and answers how to ask from then on. */
async function signIn(ask: Ask, name: string) {
  const page = await ask("/sign-in");
  const form = new URLSearchParams({ csrf: tokenOf(await page.text()), name });
  const entered = await ask("/sign-in/local", { method: "POST", body: form, headers: { cookie: cookiesOf(page), origin } });
  const cookie = cookiesOf(entered);
  const get = (path: string, headers: Record<string, string> = {}) => ask(path, { headers: { cookie, ...headers } });
  return {
    cookie,
    get,
    text: async (path: string) => (await get(path)).text(),
    /** Sends a form with the token of a page. */
    async post(path: string, fields: Record<string, string>, page = "/sign-in-test") {
      const csrf = fields["csrf"] ?? tokenOf(await (await get(page)).text());
      return ask(path, { method: "POST", body: new URLSearchParams({ ...fields, csrf }), headers: { cookie, origin } });
    },
  };
}
