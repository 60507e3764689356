import type { Hono } from "hono";
import type { Page } from "./page.ts";
import type { Gathered, Setup } from "./setup.ts";
import type { SignedIn } from "./signed-in.ts";

/** What a page serves below its path. */
export interface Extra {
  readonly name: string;
  /** How long a request's body may be, in bytes, where that is more than of a form. */
  readonly maxBytes?: number;
  add(app: Hono<Gathered>, page: Page, around: Around): void;
}
export interface Around {
  readonly setup: Setup;
  readonly signedIn: SignedIn;
  readonly menu: readonly Page[];
}

/** How long a body may be that is sent to a path; undefined where a form's length holds. */
export const longestUpload = (pages: readonly Page[], path: string): number | undefined =>
  pages.flatMap((page) => page.extras.flatMap(({ name, maxBytes }) => (`${page.path}/${name}` === path ? (maxBytes ?? []) : [])))[0];
