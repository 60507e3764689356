import type { Selectable, Transaction } from "kysely";
import { z } from "zod";
import { StoreError } from "./store-error.ts";
import type { AccountsTable, Tables } from "./tables.ts";

/** Left out, a field stays as it is; empty, it is cleared. */
const Field = z
  .string()
  .nullable()
  .transform((text) => text?.trim() || null)
  .optional();

/** What people know of an account. Digits that a spreadsheet took for a number have lost their zeros in front. */
export const AccountNote = z.strictObject({
  account_id: z.coerce
    .string()
    .regex(/^\d{1,12}$/, "must be the 12 digits of an account")
    .transform((digits) => digits.padStart(12, "0")),
  ...{ name: Field, business_unit: Field, owner: Field, support_team: Field, security_contact: Field },
});
export type AccountNote = z.output<typeof AccountNote>;

export interface PutAccounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Writes what people know of accounts; an account that is not named stays. What is the same is not written. Throws StoreError `bad-file` for one named twice. */
export async function putAccounts(transaction: Transaction<Tables>, notes: readonly AccountNote[], now: Date): Promise<PutAccounts> {
  const ids = notes.map(({ account_id }) => account_id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new StoreError("bad-file", `account ${twice} is named twice`);
  const known = await transaction
    .selectFrom("accounts")
    .selectAll()
    .where("account_id", "in", [...ids, ""])
    .execute();
  const before = new Map(known.map((row) => [row.account_id, row]));
  const tally = { added: 0, changed: 0, unchanged: 0 };
  for (const note of notes) {
    const row = before.get(note.account_id);
    const after = merged(row, note);
    const isSame = row !== undefined && fields.every((field) => row[field] === after[field]);
    tally[row === undefined ? "added" : isSame ? "unchanged" : "changed"]++;
    if (isSame) continue;
    const values = { ...after, updated_at: now };
    await transaction
      .insertInto("accounts")
      .values({ account_id: note.account_id, ...values })
      .onConflict((conflict) => conflict.column("account_id").doUpdateSet(values))
      .execute();
  }
  return tally;
}

const fields = ["name", "business_unit", "owner", "support_team", "security_contact"] as const;
type Known = Pick<Selectable<AccountsTable>, (typeof fields)[number]>;

function merged(row: Known | undefined, note: AccountNote): Known {
  const of = (field: (typeof fields)[number]) => (note[field] === undefined ? (row?.[field] ?? null) : note[field]);
  return {
    ...{ name: of("name") ?? "", business_unit: of("business_unit"), owner: of("owner") },
    ...{ support_team: of("support_team"), security_contact: of("security_contact") },
  };
}
