import type { MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { Line } from "./gate.ts";
import { onError } from "./on-error.ts";
import type { Page, Taken } from "./page.ts";
import type { Gathered, Setup } from "./setup.ts";
import type { SignedIn } from "./signed-in.ts";
import { proveRole } from "./viewer.ts";

/** What a page takes at a path; undefined for a path that belongs to no page. */
export type TakenAt = (path: string) => (Taken & { readonly page: string }) | undefined;

/** Knows what every page takes, and where. */
export function takenBy(pages: readonly Page[]): TakenAt {
  const router = new TrieRouter<NonNullable<ReturnType<TakenAt>>>();
  for (const { path, actions, extras } of pages) {
    const below = path === "/" ? "" : path;
    for (const [name, { role, does }] of Object.entries(actions)) router.add("POST", `${below}/${name}`, { page: path, role, does });
    for (const { name, takes } of extras) if (takes) router.add("POST", `${below}/${name}`, { page: path, ...takes });
  }
  return (path) => router.match("POST", path)[0][0]?.[0];
}

interface Around {
  readonly setup: Setup;
  readonly signedIn: SignedIn;
  readonly takenAt: TakenAt;
  readonly line: Line;
  /** Where the sign-in's own form is posted: who sends it can't be signed in yet. */
  readonly signInPath: string;
}

/**
 * Lets in what is sent by who is signed in and has the role for it, before anything of its body is read: strangers can't make the console hold what
 * they send. Whoever carries it out proves both anew, for sending takes a while in which a grant may be revoked.
 */
export const admission =
  ({ setup, signedIn, takenAt, line, signInPath }: Around): MiddlewareHandler<Gathered> =>
  async (c, next) => {
    const { method, path } = c.req;
    if (method === "GET" || method === "HEAD" || (method === "POST" && path === signInPath)) return next();
    const taken = takenAt(path);
    if (taken) c.set("does", taken.does);
    const prove = async (): Promise<Response | undefined> => {
      try {
        const { viewer } = await signedIn(c);
        if (taken) proveRole(viewer, taken.role, taken.page);
      } catch (thrown) {
        // Inside the line: a refusal's line in the audit log wants a connection too.
        return onError(setup)(thrown, c);
      }
      return undefined;
    };
    return (await line(prove)) ?? next();
  };
