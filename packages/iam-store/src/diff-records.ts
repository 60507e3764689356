import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { sql, type Transaction } from "kysely";
import { readByCursor } from "./read-by-cursor.ts";
import type { Tables } from "./tables.ts";
import { toRecord, type VersionRow } from "./version-row.ts";

/** How a thing differs between two instants. What was changed and changed back is not told. */
export type Difference =
  | { readonly listing: string; readonly was: "added"; readonly after: IamRecord; readonly since: Date }
  | { readonly listing: string; readonly was: "removed"; readonly before: IamRecord; readonly since: Date }
  | { readonly listing: string; readonly was: "changed"; readonly before: IamRecord; readonly after: IamRecord; readonly since: Date };

interface Between {
  readonly from: Date;
  /** Not before `from`. */
  readonly to: Date;
  readonly accounts?: readonly string[];
  readonly kinds?: readonly Kind[];
}

interface Row {
  readonly listing: string;
  readonly before: Json | null;
  readonly after: Json | null;
  readonly ended: Date | null;
  readonly begun: Date | null;
}
type Json = Omit<VersionRow, "created_at" | "updated_at"> & { created_at: string | null; updated_at: string | null };

/**
 * What held at one instant and not at the other, or not the same, in the order of account, kind and id; `since` is when what differs began, or
 * ended. Reads alone what changed in between, as far as the actor may see. Throws StoreError `archived`.
 */
export async function* diffRecords(transaction: Transaction<Tables>, { from, to, accounts, kinds }: Between): AsyncGenerator<Difference> {
  const ofKinds = kinds ? sql`and v.kind = any(${kinds}::text[])` : sql``;
  const ofAccounts = accounts ? sql`and (v.account_id = any(${accounts}::text[]) or v.account_id = '')` : sql``;
  const query = sql<Row>`
    with a as (select * from versions v
        where v.valid_from <= ${from} and v.valid_to > ${from} and v.valid_to <= ${to} ${ofKinds} ${ofAccounts}),
      b as (select * from versions v
        where v.valid_from > ${from} and v.valid_from <= ${to} and (v.valid_to is null or v.valid_to > ${to}) ${ofKinds} ${ofAccounts})
    select listing, to_jsonb(a) as before, to_jsonb(b) as after, a.valid_to as ended, b.valid_from as begun
    from a full join b using (listing, kind, record_id)
    where (a.hash, a.account_id) is distinct from (b.hash, b.account_id)
    order by coalesce(b.account_id, a.account_id), kind, record_id, listing`;
  for await (const row of readByCursor(transaction, query, { wholeFrom: from })) yield toDifference(row);
}

function toDifference({ listing, before, after, ended, begun }: Row): Difference {
  if (before && after && begun) return { listing, was: "changed", before: recordOf(before), after: recordOf(after), since: begun };
  if (after && begun) return { listing, was: "added", after: recordOf(after), since: begun };
  if (before && ended) return { listing, was: "removed", before: recordOf(before), since: ended };
  throw new Error(`a difference of ${listing} has no side`);
}

const recordOf = (json: Json): IamRecord =>
  toRecord({
    ...json,
    created_at: json.created_at ? new Date(json.created_at) : null,
    updated_at: json.updated_at ? new Date(json.updated_at) : null,
  });
