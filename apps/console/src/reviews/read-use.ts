import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import { html } from "hono/html";
import type { Transaction } from "kysely";
import type { Html } from "../frame/page.ts";
import { instant } from "../frame/parts.ts";
import { Activity, lastUsedOf, ofPrincipals } from "../tables/of-principal.ts";
import { notLookedHtml, seenUntil, unseenOf } from "../tables/unseen.ts";

/** When an item's principal was last used, all in all and of each thing. */
export interface Use {
  readonly lastUsedAt: string | null;
  readonly uses: readonly Activity[];
  /** Nobody ever looked wholly, so that no use tells nothing. */
  readonly isUnseen: boolean;
  /** When all of it was last seen, where the last look failed. */
  readonly seenUntil: string | null;
}

/** What is known of a user's or role's use; a place in a group has its user's. Undefined for an assignment, of which no source tells. */
export async function readUse(
  transaction: Transaction<Tables>,
  { kind, account, principalId }: ReviewItem,
  at: Date,
): Promise<Use | undefined> {
  if (kind === "sso_assignment") return undefined;
  const used = await ofPrincipals(transaction, { ids: [principalId], kinds: ["iam_activity"], at: undefined });
  const own = used.filter(({ account_id }) => account_id === account);
  const looked = await lookedAsOf(transaction, { at, accounts: [account] });
  const principal = kind === "iam_role" ? kind : "iam_user";
  return {
    ...{ lastUsedAt: lastUsedOf(own), uses: own.map(({ facts }) => Activity.parse(facts)) },
    isUnseen: unseenOf(looked, principal)(account, "iam_activity"),
    seenUntil: seenUntil(looked, principal)(account, "iam_activity") ?? null,
  };
}

export const showUse = ({ lastUsedAt, uses, isUnseen, seenUntil: since }: Use): Html =>
  html`<dt>Last used</dt><dd>${lastUsedAt === null && isUnseen ? notLookedHtml : instant(lastUsedAt, "no use on record")}${since === null ? "" : ` (not looked at since ${since.slice(0, 10)})`}${
    uses.length < 2 ? "" : html` <small>${uses.map(({ of, lastUsedAt: at }) => `${of}: ${at ?? "never"}`).join("; ")}</small>`
  }</dd>`;
