import type { Kind } from "@plumbline/iam-model/kinds";
import { isComplete } from "@plumbline/iam-model/outcomes";
import type { Looked } from "@plumbline/iam-model/snapshot";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";
import { accountsToLookAt, isGranted } from "./accounts-to-look-at.ts";

/** Something that a page is about and that could not be looked at. */
export interface Gap {
  /** Empty for what belongs to no one account. */
  readonly account: string;
  readonly what: string;
  /** A cause, such as `denied`. */
  readonly outcome: string;
  readonly message: string | null;
  /** When it was last looked at completely; null for never. */
  readonly completeAt: string | null;
}

interface About {
  readonly at: Date;
  /** All kinds unless named. */
  readonly kinds?: readonly Kind[];
  /** All that the viewer may see unless named. */
  readonly accounts?: readonly string[];
}

/** What the console's pages tell of each account, so that its absence must be known from not having looked. */
const ofEachAccount = [
  ...(["iam_user", "iam_group", "iam_role", "iam_policy", "iam_membership", "iam_attachment", "iam_inline_policy"] as const),
  ...(["iam_login_profile", "iam_mfa_device", "iam_access_key", "iam_activity"] as const),
] as const satisfies readonly Kind[];

/**
 * What of the inventory could not be looked at, the last time before an instant, as far as the viewer may see. A kind of which no listing told
 * anything in an account is a gap too; so is an account that was asked for and that the viewer has no grant for.
 */
export async function gapsOf(transaction: Transaction<Tables>, { at, kinds, accounts }: About): Promise<readonly Gap[]> {
  const looked = await lookedAsOf(transaction, { at, ...(accounts ? { accounts } : {}) });
  const never = await neverLooked(transaction, { at, looked, ...(kinds ? { kinds } : {}), ...(accounts ? { accounts } : {}) });
  return [
    ...looked
      .filter(({ kind, outcome }) => !isComplete(outcome) && (kinds === undefined || kinds.includes(kind)))
      .map(({ account, listing, kind, outcome, message, completeAt }) => ({
        ...{ account, what: `${kind} of ${listing}`, outcome, message, completeAt },
      })),
    ...never.map(({ account, kind, outcome, message, completeAt }) => ({ account, what: kind, outcome, message, completeAt })),
    ...(accounts && !(await isGranted(transaction, accounts)) ? [notGranted] : []),
  ];
}

/** It names no account: what was asked for may be made up. */
const notGranted: Gap = {
  ...{ account: "", what: "the account that was asked for", outcome: "not-granted", message: "you have no grant for it" },
  completeAt: null,
};

/**
 * Kinds of which no listing told anything until an instant, by account, as cells that no listing wrote. Where no account is known they are of
 * none. What is not told account by account, such as an organization, is one gap where nobody told of it.
 */
export async function neverLooked(
  transaction: Transaction<Tables>,
  { at, kinds = ofEachAccount, accounts, looked }: About & { readonly looked: readonly Looked[] },
): Promise<readonly Looked[]> {
  // Nobody can tell of an account that the viewer may not see whether it was looked at.
  if (accounts && !(await isGranted(transaction, accounts))) return [];
  const known = accounts ?? (await accountsToLookAt(transaction, at));
  const seen = new Set(looked.map(({ account, kind }) => `${account} ${kind}`));
  const kindsSeen = new Set(looked.map(({ kind }) => kind));
  const cell = (account: string, kind: Kind): Looked => ({
    ...{ listing: "", kind, account, outcome: "never-looked", message: null, completeAt: null },
  });
  return kinds.flatMap((kind) => {
    if (!kind.startsWith("iam_") || known.length === 0) return kindsSeen.has(kind) ? [] : [cell("", kind)];
    return known.filter((account) => !seen.has(`${account} ${kind}`) && !seen.has(` ${kind}`)).map((account) => cell(account, kind));
  });
}
