import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { up as records } from "./migrations/0001-records.ts";
import { up as cells } from "./migrations/0002-cells.ts";
import { up as accounts } from "./migrations/0003-accounts.ts";
import { up as roles } from "./migrations/0004-roles.ts";
import { up as console } from "./migrations/0020-console.ts";
import { up as reviews } from "./migrations/0030-reviews.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";
import { createViews } from "./views.ts";

/** By number and name; what was released is never edited. Numbers 0010 to 0019 are the archive's, 0020 ff. the console's, 0030 ff. the reviews'. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-records": { up: records },
  "0002-cells": { up: cells },
  "0003-accounts": { up: accounts },
  "0004-roles": { up: roles },
  "0020-console": { up: console },
  "0030-reviews": { up: reviews },
};

/** Brings the database to the newest form, all of it or nothing, and answers the names of what was done. Several may try at once. */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const failed = results.find(({ status }) => status === "Error")?.migrationName ?? "the migrations";
    throw new StoreError("refused", `${failed} could not be applied to the database: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  const done = results.map(({ migrationName }) => migrationName);
  if (done.length > 0) await createViews(db);
  return done;
}

/** Names of migrations that the database lacks. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  return (await migrator.getMigrations()).filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
