import type { Kind } from "@plumbline/iam-model/kinds";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";

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
  readonly accounts?: readonly string[];
}

/** What of the inventory could not be looked at, the last time before an instant, as far as the viewer may see. */
export async function gapsOf(transaction: Transaction<Tables>, { at, kinds, accounts }: About): Promise<readonly Gap[]> {
  const looked = await lookedAsOf(transaction, { at, ...(accounts ? { accounts } : {}) });
  return looked
    .filter(({ kind, outcome }) => outcome !== "ok" && outcome !== "skipped" && (kinds === undefined || kinds.includes(kind)))
    .map(({ account, listing, kind, outcome, message, completeAt }) => ({
      ...{ account, what: `${kind} of ${listing}`, outcome, message, completeAt },
    }));
}
