import { JournalEntry } from "@plumbline/finding-model/journal";
import type { Tables } from "@plumbline/iam-store/tables";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { z } from "zod";
import { Instant, placeOf, placeText, Text, Whole } from "../tables/place.ts";

type Work = Transaction<Tables>;
export interface JournalLine {
  readonly hash: string;
  readonly place: number;
  readonly entry: JournalEntry;
}
export interface JournalQuery {
  readonly account?: string | undefined;
  readonly action?: string | undefined;
  readonly status?: string | undefined;
  readonly run?: string | undefined;
  /** Part of a resource's id. */
  readonly text?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const After = z.tuple([Instant, Whole, Text]);

/** A page of what was written, newest first, with how many entries fit in all. */
export async function readJournal(transaction: Work, query: JournalQuery) {
  const where = conditionOf(query);
  const counted = await sql<{ count: number }>`select count(*)::integer as count from journal_entries where ${where}`.execute(transaction);
  const from = query.after === undefined ? where : sql`${where} and ${beyond(query.after)}`;
  const { rows } = await sql<{ hash: string; place: number; entry: unknown; at: Date }>`
    select hash, place, entry, at from journal_entries where ${from} order by at desc, place desc, hash desc limit ${query.limit + 1}`.execute(
    transaction,
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    lines: shown.map(toLine),
    total: counted.rows[0]?.count ?? 0,
    next: last && placeText([last.at.toISOString(), last.place, last.hash]),
  };
}

const toLine = ({ hash, place, entry }: { hash: string; place: number; entry: unknown }): JournalLine => ({
  ...{ hash, place, entry: JournalEntry.parse(entry) },
});

function beyond(after: string): RawBuilder<unknown> {
  const [at, place, hash] = placeOf(After, after);
  return sql`(at, place, hash) < (${at}::timestamptz, ${place}::integer, ${hash})`;
}

function conditionOf({ account, action, status, run, text }: JournalQuery): RawBuilder<unknown> {
  const parts = [sql`true`];
  if (account) parts.push(sql`account_id = ${account}`);
  if (action) parts.push(sql`action = ${action}`);
  if (status) parts.push(sql`status = ${status}`);
  if (run) parts.push(sql`run_id = ${run}`);
  if (text) parts.push(sql`position(${text.toLowerCase()} in lower(resource_id)) > 0`);
  return sql.join(parts, sql` and `);
}

/** Every entry of one change in one account, oldest first. */
export async function readChange(transaction: Work, { account, change }: { account: string; change: string }) {
  const rows = await transaction
    .selectFrom("journal_entries")
    .select(["hash", "place", "entry"])
    .where("account_id", "=", account)
    .where("change_id", "=", change)
    .orderBy("at")
    .orderBy("place")
    .execute();
  return rows.map(toLine);
}

const inEffectAfter: readonly JournalEntry["status"][] = ["verified", "applied", "in-progress", "failed", "writing"];

/** Whether a change may be in effect, by its entries: what was begun and not taken back. */
export const isInEffect = (entries: readonly JournalEntry[]): boolean =>
  entries.reduce((before, { action, status }) => {
    if (action === "apply" && inEffectAfter.includes(status)) return true;
    return action === "undo" && status === "undone" ? false : before;
  }, false);
