import { PlannedChange, Unplanned } from "@plumbline/finding-model/change";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";

type Work = Transaction<Tables>;

/** A plan in a list: what of it the actor may see, and of how many accounts it is in all. */
export interface PlanLine {
  readonly hash: string;
  readonly run: string;
  readonly createdAt: string;
  readonly madeBy: string;
  readonly endpoint: string | null;
  readonly accounts: readonly { readonly id: string; readonly kind: string }[];
  readonly accountCount: number;
  readonly changes: number;
  readonly irreversible: number;
  readonly unplanned: number;
  readonly importedBy: string;
}
export interface PlanApproval {
  readonly approver: string;
  readonly at: string;
  readonly expires: string;
  readonly note: string | null;
}

interface Row {
  plan_hash: string;
  run_id: string;
  created_at: Date;
  made_by: string;
  endpoint: string | null;
  account_count: number;
  accounts: { id: string; kind: string }[];
  changes: number;
  irreversible: number;
  unplanned: number;
  imported_by: string;
}

/** Plans that say something of an account which the actor may see, the newest first. */
export async function readPlans(transaction: Work, { hash, limit }: { hash?: string; limit: number }): Promise<readonly PlanLine[]> {
  const { rows } = await sql<Row>`
    select plan_hash, min(run_id) as run_id, min(created_at) as created_at, min(made_by) as made_by, min(endpoint) as endpoint,
      min(account_count) as account_count, min(imported_by) as imported_by,
      jsonb_agg(jsonb_build_object('id', account_id, 'kind', account_kind) order by account_id) as accounts,
      sum(changes)::integer as changes, sum(irreversible)::integer as irreversible, sum(unplanned)::integer as unplanned
    from plan_parts where ${hash === undefined ? sql`true` : sql`plan_hash = ${hash}`}
    group by plan_hash order by min(created_at) desc, plan_hash limit ${limit}`.execute(transaction);
  return rows.map((row) => ({
    ...{ hash: row.plan_hash, run: row.run_id, createdAt: row.created_at.toISOString(), madeBy: row.made_by, endpoint: row.endpoint },
    ...{ accounts: row.accounts, accountCount: row.account_count, changes: row.changes, irreversible: row.irreversible },
    ...{ unplanned: row.unplanned, importedBy: row.imported_by },
  }));
}

/** The changes of a plan in the accounts that the actor may see, in the plan's order, and what is not planned there. */
export async function readParts(transaction: Work, hash: string, { after, limit }: { after: number; limit: number }) {
  const changes = await transaction
    .selectFrom("plan_changes")
    .select(["position", "change"])
    .where("plan_hash", "=", hash)
    .where("position", ">", after)
    .orderBy("position")
    .limit(limit + 1)
    .execute();
  const left = await transaction
    .selectFrom("plan_unplanned")
    .select("entry")
    .where("plan_hash", "=", hash)
    .orderBy("position")
    .limit(limit)
    .execute();
  const shown = changes.slice(0, limit);
  return {
    changes: shown.map(({ position, change }) => ({ position, change: PlannedChange.parse(change) })),
    unplanned: left.map(({ entry }) => Unplanned.parse(entry)),
    next: changes.length > limit ? shown.at(-1)?.position : undefined,
  };
}

export async function readApprovals(transaction: Work, hash: string): Promise<readonly PlanApproval[]> {
  const rows = await transaction
    .selectFrom("plan_approvals")
    .select(["approver", "at", "expires", "note"])
    .where("plan_hash", "=", hash)
    .orderBy("approval_id")
    .execute();
  return rows.map(({ approver, at, expires, note }) => ({ approver, at: at.toISOString(), expires: expires.toISOString(), note }));
}

/** The plan as its file has it; undefined unless the actor acts for all of its accounts. */
export const readFile = (transaction: Work, hash: string) =>
  transaction.selectFrom("plan_files").select(["document", "imported_by"]).where("plan_hash", "=", hash).executeTakeFirst();

/** Plans that change what a finding is about. */
export async function plansOf(transaction: Work, { account, fingerprint }: { account: string; fingerprint: string }) {
  const { rows } = await sql<{ plan_hash: string; created_at: Date; change: unknown }>`
    select c.plan_hash, p.created_at, c.change from plan_changes c join plan_parts p using (plan_hash, account_id)
    where c.account_id = ${account} and c.fingerprint = ${fingerprint} order by p.created_at desc, c.position limit 20`.execute(
    transaction,
  );
  return rows.map((row) => ({
    ...{ hash: row.plan_hash, createdAt: row.created_at.toISOString() },
    change: PlannedChange.parse(row.change).change,
  }));
}
