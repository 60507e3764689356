import { SourceError } from "../source-error.ts";

/** A page of a list, as the official client reads it. */
export interface ListPage {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly _continue?: string };
}
export interface AskedPage {
  readonly limit: number;
  /** What the page before said; none for the first. */
  readonly _continue?: string;
}

const mostOfPage = 500;
const mostBeginnings = 3;

/**
 * Takes every page of a list. The pages of one list are one state of the cluster; where that is too old (410 Gone) the list is begun anew, at
 * most three times in all, and what had come comes again. https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function* listAll(list: (asked: AskedPage) => Promise<ListPage>): AsyncGenerator<readonly unknown[]> {
  for (let beginning = 1; ; beginning++) {
    try {
      return yield* pagesOf(list);
    } catch (error) {
      if (!isExpired(error) || beginning === mostBeginnings) throw error;
    }
  }
}

async function* pagesOf(list: (asked: AskedPage) => Promise<ListPage>): AsyncGenerator<readonly unknown[]> {
  let token: string | undefined;
  do {
    const { items, metadata } = await list({ limit: mostOfPage, ...(token === undefined ? {} : { _continue: token }) });
    yield items;
    const next: string | undefined = metadata?._continue || undefined;
    if (next !== undefined && next === token)
      throw new SourceError({
        kind: "failed",
        tried: "take the next page of a list",
        outcome: "the cluster says again and again that the same page is the next",
        hint: "Look at what stands before its API server.",
      });
    token = next;
  } while (token !== undefined);
}

const isExpired = (error: unknown): boolean => error instanceof SourceError && error.status === 410;
