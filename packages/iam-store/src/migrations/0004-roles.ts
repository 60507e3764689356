import type { Kysely } from "kysely";
import { createRole, grant, guard } from "../row-security.ts";

const roles = ["reader", "reviewer", "admin", "collector", "archivist"];

/**
 * The roles that a transaction takes on, and what each sees: a reader, reviewer or admin the rows of the accounts that the transaction
 * names, a collector and an archivist all. Roles belong to a whole server; they may be there already, from another database of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const role of roles) await createRole(db, `plumbline_${role}`);
  for (const table of ["records", "versions", "listings", "cells"]) {
    await guard(db, table, "account_id");
    await grant(db, table, { reader: "select", reviewer: "select", admin: "select", collector: "select, insert, update" });
  }
  await guard(db, "accounts", "account_id");
  await grant(db, "accounts", {
    reader: "select",
    reviewer: "select",
    admin: "select, insert, update",
    collector: "select, insert, update",
  });
  await guard(db, "aws_cross_account_roles", "aws_account_id");
  await grant(db, "aws_cross_account_roles", { reader: "select", admin: "select, insert, update", collector: "select, insert, update" });
  for (const table of ["records", "versions", "cells"]) await grant(db, table, { archivist: "select, delete" });
}
