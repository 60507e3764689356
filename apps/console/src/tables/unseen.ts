import type { Kind } from "@plumbline/iam-model/kinds";
import { isComplete } from "@plumbline/iam-model/outcomes";
import type { Looked } from "@plumbline/iam-model/snapshot";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import { html } from "hono/html";
import type { Transaction } from "kysely";
import type { Html } from "../frame/page.ts";

/** What stands for the absence of something that nobody ever looked at wholly. */
export const notLooked = "not looked at";
export const notLookedHtml: Html = html`<span class="quiet">${notLooked}</span>`;

/** A count where not all was seen. */
export const atLeast = (count: number | null | undefined): string => (count ? `at least ${count}` : notLooked);

/** Whether nobody ever looked wholly for a kind in an account, so that its absence tells nothing. */
export type Unseen = (account: string, kind: Kind) => boolean;

const ofEachPrincipal: ReadonlySet<Kind> = new Set<Kind>(["iam_attachment", "iam_inline_policy", "iam_activity"]);
const principals = ["iam_user", "iam_group", "iam_role"] as const;

/** Users, groups and roles each have a listing that tells what is attached to them: of a kind of principal, only its own counts. */
function cellsOf(looked: readonly Looked[], principal: Kind): (account: string, kind: Kind) => readonly Looked[] {
  const counts = ({ listing, kind }: Looked): boolean => {
    const type = listing.split("/").at(-1);
    if (type === "root_credential") return false;
    if (!ofEachPrincipal.has(kind)) return true;
    return principals.every((one) => one === principal || one !== type) && (principal === "iam_user" || type !== "iam_credential");
  };
  const cells = Map.groupBy(looked.filter(counts), ({ account, kind }) => `${account} ${kind}`);
  return (account, kind) => cells.get(`${account} ${kind}`) ?? [];
}

export function unseenOf(looked: readonly Looked[], principal: Kind): Unseen {
  const of = cellsOf(looked, principal);
  return (account, kind) => {
    const found = of(account, kind);
    return found.length === 0 || found.some(({ completeAt }) => completeAt === null);
  };
}

/** When all of a kind was last seen in an account, where the last look at any of it failed. */
export function seenUntil(looked: readonly Looked[], principal: Kind): (account: string, kind: Kind) => string | undefined {
  const of = cellsOf(looked, principal);
  return (account, kind) =>
    of(account, kind)
      .flatMap(({ outcome, completeAt }) => (isComplete(outcome) || completeAt === null ? [] : [completeAt]))
      .sort()[0];
}

interface About {
  readonly principal: Kind;
  readonly at: Date;
  readonly accounts: readonly string[];
}

export const readUnseen = async (transaction: Transaction<Tables>, { principal, at, accounts }: About): Promise<Unseen> =>
  unseenOf(await lookedAsOf(transaction, { at, accounts: [...new Set(accounts)] }), principal);
