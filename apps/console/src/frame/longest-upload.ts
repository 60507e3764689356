import type { Page } from "./page.ts";

/** How long a body may be that is sent to a path; undefined where a form's length holds. */
export const longestUpload = (pages: readonly Page[], path: string): number | undefined =>
  pages.flatMap((page) => page.extras.flatMap(({ name, maxBytes }) => (`${page.path}/${name}` === path ? (maxBytes ?? []) : [])))[0];
