import type { Tables } from "@plumbline/iam-store/tables";
import { isRecord, type StoredEntry } from "@plumbline/run-store/chain";
import { entryOf } from "@plumbline/run-store/chained-journal";
import { hashOf } from "@plumbline/run-store/digest";
import type { Transaction } from "kysely";
import { z } from "zod";

const batch = 200;

/** Keeps a copy of a journal's entries, in the journal's order; those that are there already stay. Answers how many are new. As a collector. */
export async function importJournal(transaction: Transaction<Tables>, stored: readonly StoredEntry[], at: Date): Promise<number> {
  let added = 0;
  for (let from = 0; from < stored.length; from += batch) {
    const rows = stored.slice(from, from + batch).map((one, index) => {
      const entry = entryOf(one);
      const { change } = entry;
      // Where a journal was not chained yet, two entries of the same words differ by their place alone.
      const hash = isRecord(one) ? one.hash : hashOf(z.json().parse({ place: from + index + 1, entry }));
      return {
        ...{ hash, account_id: change.resource.account, place: from + index + 1, at: entry.at, run_id: entry.run },
        ...{ action: entry.action, status: entry.status, made_by: entry.who, plan_hash: entry.plan ?? null, change_id: change.id },
        ...{ resource_type: change.resource.type, resource_id: change.resource.id, check_id: change.check },
        ...{ entry: JSON.stringify(entry), imported_at: at },
      };
    });
    const kept = await transaction
      .insertInto("journal_entries")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning("hash")
      .execute();
    added += kept.length;
  }
  return added;
}
