import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";

/** A role by which an account is signed in to, as the table aws_cross_account_roles has it. */
export interface RoleRow {
  readonly account: string;
  readonly roleArn: string;
  readonly externalId: string | undefined;
}
export interface KnownRole extends RoleRow {
  /** Null for one that was never tried. */
  readonly working: boolean | null;
  readonly failure: string | null;
  readonly lastUsed: Date | null;
}

const actor: Actor = { role: "collector", accounts: "all", subject: "collector" };

/** All roles of the table, by account and ARN. */
export const listRoles = (store: IamStore): Promise<readonly KnownRole[]> =>
  store.as(actor, async (transaction) => {
    const rows = await transaction
      .selectFrom("aws_cross_account_roles")
      .selectAll()
      .orderBy("aws_account_id")
      .orderBy("role_arn")
      .execute();
    return rows.map((row) => ({
      ...{ account: row.aws_account_id, roleArn: row.role_arn, externalId: row.external_id ?? undefined },
      ...{ working: row.working, failure: row.failure, lastUsed: row.last_used_ts },
    }));
  });

/** Accounts that the table of roles names, as far as the transaction's role may see, in order. */
export async function accountsOfTable(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom("aws_cross_account_roles")
    .select("aws_account_id")
    .distinct()
    .orderBy("aws_account_id")
    .execute();
  return rows.map((row) => row.aws_account_id);
}

/** Puts roles into the table; one that is there keeps its state and takes the account and the external id. Answers how many are new. */
export const putRoles = (store: IamStore, roles: readonly RoleRow[]): Promise<number> =>
  store.as(actor, async (transaction) => {
    let added = 0;
    for (const { account, roleArn, externalId } of roles) {
      const known = await transaction
        .selectFrom("aws_cross_account_roles")
        .select("role_arn")
        .where("role_arn", "=", roleArn)
        .executeTakeFirst();
      if (known === undefined) added++;
      const values = { aws_account_id: account, external_id: externalId ?? null };
      await transaction
        .insertInto("aws_cross_account_roles")
        .values({ role_arn: roleArn, ...values })
        .onConflict((conflict) => conflict.column("role_arn").doUpdateSet(values))
        .execute();
    }
    return added;
  });

/** Notes whether a role of the table let us in, and why not; when it last did stays. A role that the table has not is left alone. */
export const noteRole = (store: IamStore, roleArn: string, { failure, at }: { failure: string | undefined; at: Date }): Promise<void> =>
  store.as(actor, async (transaction) => {
    await transaction
      .updateTable("aws_cross_account_roles")
      .set({ working: failure === undefined, failure: failure ?? null, ...(failure === undefined ? { last_used_ts: at } : {}) })
      .where("role_arn", "=", roleArn)
      .execute();
  });
