import { Cell, isGap } from "@plumbline/finding-model/coverage";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { BenchmarkLook, CheckLook } from "./tally.ts";

/** Scans of one series that are asked, the newest first: the very newest may have been of a few checks. */
const newest = 10;
const Cells = z.array(Cell);

interface Row {
  account_id: string;
  check_id: string;
  at: Date;
  passed: number;
  failed: number;
  unread: number;
  lists: unknown;
}

/**
 * What the newest scan of each account that asked a check found, by account and check, until an instant. Scans of some tags alone do not count:
 * they say nothing of the rest.
 */
export async function readLooks(
  transaction: Transaction<Tables>,
  { at, checks }: { readonly at: Date; readonly checks: readonly string[] },
): Promise<ReadonlyMap<string, ReadonlyMap<string, CheckLook>>> {
  const { rows } = await sql<Row>`
    with runs as (
      select r.*, row_number() over (partition by r.account_id, r.series order by r.evaluated_at desc, r.run_id desc) as place
      from finding_runs r where r.evaluated_at <= ${at} and not r.header ? 'tags'
    ), asked as (
      select distinct on (r.account_id, check_id) r.account_id, r.run_id, r.evaluated_at, r.summary, check_id
      from runs r cross join lateral jsonb_array_elements(r.header -> 'checks') c cross join lateral split_part(c ->> 'id', '#', 1) check_id
      where r.place <= ${newest} and check_id = any(${checks}::text[])
      order by r.account_id, check_id, r.evaluated_at desc, r.run_id desc
    )
    select a.account_id, a.check_id, a.evaluated_at as at,
      count(*) filter (where x.status = 'pass')::int as passed, count(*) filter (where x.status = 'unknown')::int as unread,
      count(*) filter (where x.status = 'fail' and (not x.finding ? 'exception' or x.finding -> 'exception' ? 'unproven'))::int as failed,
      (select coalesce(jsonb_agg(cell), '[]') from jsonb_array_elements(a.summary -> 'coverage') cell
        where cell ->> 'aspect' = 'list' and cell ->> 'type' = split_part(a.check_id, '/', 1)) as lists
    from asked a left join run_findings x using (account_id, run_id, check_id)
    group by a.account_id, a.check_id, a.evaluated_at, a.summary`.execute(transaction);
  const looks = new Map<string, Map<string, CheckLook>>();
  for (const { account_id, check_id, at: lookedAt, passed, failed, unread, lists } of rows) {
    const of = looks.get(account_id) ?? new Map<string, CheckLook>();
    looks.set(account_id, of.set(check_id, { at: lookedAt, passed, failed, isPartial: unread > 0 || Cells.parse(lists).some(isGap) }));
  }
  return looks;
}

const Controls = z.record(z.string(), z.int());

/** How many controls of a benchmark have which answer, by the newest scan of each account that answered one, until an instant. */
export async function readBenchmarks(transaction: Transaction<Tables>, at: Date): Promise<ReadonlyMap<string, BenchmarkLook>> {
  const { rows } = await sql<{ account_id: string; title: string; at: Date; controls: unknown }>`
    select distinct on (r.account_id) r.account_id, r.header #>> '{benchmark,title}' as title, r.evaluated_at as at, r.controls
    from finding_runs r where r.evaluated_at <= ${at} and r.controls is not null and not r.header ? 'tags'
    order by r.account_id, r.evaluated_at desc, r.run_id desc`.execute(transaction);
  return new Map(rows.map(({ account_id, title, at, controls }) => [account_id, { title, at, counts: Controls.parse(controls) }]));
}
