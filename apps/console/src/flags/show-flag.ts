import type { Flag, Flaggable } from "@plumbline/iam-store/flags";
import { listFlags } from "@plumbline/iam-store/flags";
import type { Tables } from "@plumbline/iam-store/tables";
import { html } from "hono/html";
import type { Transaction } from "kysely";
import type { Html } from "../frame/page.ts";
import { instant, sign } from "../frame/parts.ts";

/** The flags that stood at an instant: of one thing, or all that the viewer may see. */
export async function readFlags(transaction: Transaction<Tables>, { at, of }: { at: Date; of?: Flaggable }): Promise<readonly Flag[]> {
  const all = await listFlags(transaction, { history: true, ...(of ? { of } : {}) });
  return all.filter((flag) => new Date(flag.at) <= at && (flag.end === null || new Date(flag.end.at) > at));
}

/** Where something can be flagged, with its name filled in. */
export const flagPath = ({ account, recordId }: Pick<Flaggable, "account" | "recordId">): string =>
  `/flags?${new URLSearchParams({ account, named: recordId })}`;

/** A flag that stands, or where one can be put. */
export const flagNote = (flag: Flag | undefined, of: Flaggable, mayFlag: boolean): Html => {
  if (flag)
    return html`<p class="note">${sign("flag", "Flagged")} by ${flag.by} since ${instant(flag.at)}: ${flag.reason} <a href="/flags?account=${of.account}">Flags of the account</a></p>`;
  return mayFlag ? html`<p><a class="button" href="${flagPath(of)}">Flag it</a></p>` : html``;
};
