import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import { ReviewError } from "./review-error.ts";

export type Work = Transaction<Tables>;

const Acting = z.object({ subject: z.string().min(1), role: z.string() });

/** For whom the transaction acts, as the database has it, so that nobody writes in another's name. */
export async function actingOf(transaction: Work): Promise<{ readonly subject: string; readonly isAdmin: boolean }> {
  const { rows } = await sql`select current_setting('plumbline.subject', true) as subject, current_user as role`.execute(transaction);
  const parsed = Acting.safeParse(rows[0]);
  if (!parsed.success) throw new ReviewError("bad-input", "a review needs a transaction that acts for somebody: open it by IamStore.as");
  return { subject: parsed.data.subject, isAdmin: parsed.data.role === "plumbline_admin" };
}

/** Locks the campaign's accounts that the actor may see, in one order, so that who decides, refreshes and closes does so one after another. */
export async function lockAccounts(transaction: Work, campaign: string, accounts?: readonly string[]) {
  const { rows } = await sql<{ account_id: string; decisions: number; head: string }>`
    select account_id, decisions, head from review_accounts
    where campaign_id = ${campaign} ${accounts ? sql`and account_id = any(${accounts}::text[])` : sql``}
    order by account_id for update`.execute(transaction);
  return rows;
}
