import type { Plan } from "@plumbline/finding-model/change";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";

interface By {
  readonly subject: string;
  readonly at: Date;
}

const batch = 500;

/** Keeps a plan: as a whole, and cut by account. A plan that is there already stays as it is, and `isNew` is false. As a collector. */
export async function importPlan(transaction: Transaction<Tables>, plan: Plan, { subject, at }: By): Promise<{ isNew: boolean }> {
  const accounts = accountsOf(plan);
  if (accounts.length === 0) return { isNew: false };
  const by = { imported_by: subject, imported_at: at };
  const file = await transaction
    .insertInto("plan_files")
    .values({ ...by, plan_hash: plan.hash, account_ids: [...accounts], document: JSON.stringify(plan) })
    .onConflict((conflict) => conflict.doNothing())
    .returning("plan_hash")
    .executeTakeFirst();
  if (!file) return { isNew: false };
  const kinds = new Map(plan.accounts.map(({ id, kind }) => [id, kind]));
  for (const account of accounts) {
    const changes = plan.changes.filter(({ resource }) => resource.account === account);
    await transaction
      .insertInto("plan_parts")
      .values({
        ...{ ...by, plan_hash: plan.hash, account_id: account, account_kind: kinds.get(account) ?? "prod", account_count: accounts.length },
        ...{ run_id: plan.run, created_at: plan.createdAt, evaluated_at: plan.evaluatedAt, made_by: plan.who },
        ...{ endpoint: plan.endpoint ?? null, changes: changes.length },
        irreversible: changes.filter(({ undo }) => undo.kind === "impossible").length,
        unplanned: plan.unplanned.filter(({ resource }) => resource.account === account).length,
      })
      .execute();
  }
  const placed = <T extends { resource: { account: string }; fingerprint: string }>(one: T, position: number) => ({
    ...{ plan_hash: plan.hash, account_id: one.resource.account, position, fingerprint: one.fingerprint },
    json: JSON.stringify(one),
  });
  for (const rows of inBatches(plan.changes.map(placed)))
    await transaction
      .insertInto("plan_changes")
      .values(rows.map(({ json: change, ...row }) => ({ ...row, change })))
      .execute();
  for (const rows of inBatches(plan.unplanned.map(placed)))
    await transaction
      .insertInto("plan_unplanned")
      .values(rows.map(({ json: entry, ...row }) => ({ ...row, entry })))
      .execute();
  return { isNew: true };
}

/** Every account that the plan looked at or says something of. */
const accountsOf = ({ accounts, changes, unplanned }: Plan): readonly string[] =>
  [...new Set([...accounts.map(({ id }) => id), ...[...changes, ...unplanned].map(({ resource }) => resource.account)])].sort();

function* inBatches<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += batch) yield all.slice(from, from + batch);
}
