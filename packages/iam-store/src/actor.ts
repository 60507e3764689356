import { type Kysely, sql } from "kysely";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

export const roles = ["reader", "reviewer", "admin", "collector", "archivist", "console"] as const;

/**
 * What a transaction may do: a reader reads; a reviewer decides and flags too; an admin opens campaigns and grants; a collector writes the
 * inventory; an archivist moves old versions out; the console signs people in, and sees no inventory.
 */
export type Role = (typeof roles)[number];

/** On whose behalf, and for which accounts, a transaction acts. */
export interface Actor {
  readonly role: Role;
  /** Account ids; `all` shows every account. */
  readonly accounts: readonly string[] | "all";
  /** Who it is, as the audit log names it. */
  readonly subject: string;
}

/** Takes the actor's role on until the transaction ends; from then on the database itself shows and takes nothing else. */
export async function takeOn(transaction: Kysely<Tables>, { role, accounts, subject }: Actor): Promise<void> {
  const wrong = accounts === "all" ? undefined : accounts.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined) throw new StoreError("bad-account", `${wrong} is no account id: one has 12 digits`);
  const named = accounts === "all" ? "*" : accounts.join(",");
  await sql`select set_config('plumbline.accounts', ${named}, true), set_config('plumbline.subject', ${subject}, true),
    set_config('role', ${`plumbline_${role}`}, true)`.execute(transaction);
}
