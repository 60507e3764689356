import { sql, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

type Work = Transaction<Tables>;
/** What is flagged: a record of the inventory by its kind and id, or a whole account by kind `account` and the account's id. */
export interface Flaggable {
  readonly account: string;
  readonly kind: string;
  readonly recordId: string;
}
/** Somebody's mark on a principal or an account; `end` says who took it off, and why. */
export interface Flag extends Flaggable {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly end: { readonly by: string; readonly at: string; readonly reason: string } | null;
}
interface Row {
  flag_id: string;
  account_id: string;
  kind: string;
  record_id: string;
  name: string;
  reason: string;
  flagged_by: string;
  flagged_at: Date;
  end_reason: string | null;
  unflagged_by: string | null;
  unflagged_at: Date | null;
}
const toFlag = (row: Row): Flag => ({
  ...{ id: row.flag_id, account: row.account_id, kind: row.kind, recordId: row.record_id, name: row.name },
  ...{ reason: row.reason, by: row.flagged_by, at: row.flagged_at.toISOString() },
  end:
    row.unflagged_at === null || row.unflagged_by === null || row.end_reason === null
      ? null
      : { by: row.unflagged_by, at: row.unflagged_at.toISOString(), reason: row.end_reason },
});
const columns = sql`f.flag_id::text, f.account_id, f.kind, f.record_id, f.name, f.reason, f.flagged_by, f.flagged_at,
  u.reason as end_reason, u.unflagged_by, u.unflagged_at`;
const isOf = ({ account, kind, recordId }: Flaggable) => sql`f.account_id = ${account} and f.kind = ${kind} and f.record_id = ${recordId}`;
const subject = sql`current_setting('plumbline.subject', true)`;

/** The flags that the actor may see, oldest first: those that stand, or all that there ever were. */
export async function listFlags(
  transaction: Work,
  { of, history = false }: { readonly of?: Flaggable; readonly history?: boolean } = {},
): Promise<readonly Flag[]> {
  const { rows } = await sql<Row>`select ${columns} from flags f left join unflags u using (flag_id)
    where ${of ? isOf(of) : sql`true`} and ${history ? sql`true` : sql`u.flag_id is null`} order by f.flag_id`.execute(transaction);
  return rows.map(toFlag);
}

/**
 * Flags something, as the actor; a reviewer or an admin may. What has a flag keeps it, and it is answered with `isNew` false. Of two who flag
 * at once one does.
 */
export async function flag(
  transaction: Work,
  { account, kind, recordId, name, reason, at }: Flaggable & { readonly name: string; readonly reason: string; readonly at: Date },
): Promise<{ readonly flag: Flag; readonly isNew: boolean }> {
  const of = { account, kind, recordId };
  const { rows } = await sql`insert into flags (account_id, kind, record_id, name, number, reason, flagged_by, flagged_at)
    select ${account}, ${kind}, ${recordId}, ${name}, 1 + (select count(*) from flags f where ${isOf(of)}), ${reason}, ${subject}, ${at}
    where not exists (select from flags f left join unflags u using (flag_id) where ${isOf(of)} and u.flag_id is null)
    on conflict (account_id, kind, record_id, number) do nothing returning flag_id`.execute(transaction);
  const [standing] = await listFlags(transaction, { of });
  // Somebody else's may have come and gone meanwhile.
  return standing ? { flag: standing, isNew: rows.length > 0 } : flag(transaction, { ...of, name, reason, at });
}

/** Takes the flag of something off, as the actor; undefined where it has none. The flag stays in the history. */
export async function unflag(
  transaction: Work,
  { reason, at, ...of }: Flaggable & { readonly reason: string; readonly at: Date },
): Promise<Flag | undefined> {
  const [standing] = await listFlags(transaction, { of });
  if (!standing) return undefined;
  await sql`insert into unflags (flag_id, account_id, reason, unflagged_by, unflagged_at)
    values (${standing.id}::bigint, ${of.account}, ${reason}, ${subject}, ${at}) on conflict (flag_id) do nothing`.execute(transaction);
  return (await listFlags(transaction, { of, history: true })).find(({ id }) => id === standing.id);
}
