import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { z } from "zod";
import { roles as roleNames } from "./actor.ts";
import { up as records } from "./migrations/0001-records.ts";
import { up as cells } from "./migrations/0002-cells.ts";
import { up as accounts } from "./migrations/0003-accounts.ts";
import { up as roles } from "./migrations/0004-roles.ts";
import { up as search } from "./migrations/0005-search.ts";
import { up as archives } from "./migrations/0006-archives.ts";
import { up as archivedCells } from "./migrations/0007-archived-cells.ts";
import { up as console } from "./migrations/0020-console.ts";
import { up as principals } from "./migrations/0021-principals.ts";
import { up as costs } from "./migrations/0022-costs.ts";
import { up as statusStatistics } from "./migrations/0023-status-statistics.ts";
import { up as findings } from "./migrations/0025-findings.ts";
import { up as plans } from "./migrations/0026-plans.ts";
import { up as journal } from "./migrations/0027-journal.ts";
import { up as checksAndControls } from "./migrations/0028-checks-and-controls.ts";
import { up as signOut } from "./migrations/0029-sign-out.ts";
import { up as reviews } from "./migrations/0030-reviews.ts";
import { up as decided } from "./migrations/0031-decided.ts";
import { up as evidenceStays } from "./migrations/0032-evidence-stays.ts";
import { up as wholeCampaigns } from "./migrations/0033-whole-campaigns.ts";
import { up as soundDecisions } from "./migrations/0034-sound-decisions.ts";
import { up as grantsAndAudit } from "./migrations/0035-grants-and-audit.ts";
import { up as approvers } from "./migrations/0039-approvers.ts";
import { up as flags } from "./migrations/0040-flags.ts";
import { up as namesOfPeople } from "./migrations/0041-names-of-people.ts";
import { up as deciders } from "./migrations/0042-deciders.ts";
import { up as approversByAddress } from "./migrations/0043-approvers-by-address.ts";
import { up as domains } from "./migrations/0044-domains.ts";
import { up as soundReviews } from "./migrations/0045-sound-reviews.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";
import { createViews, staleViews } from "./views.ts";

/** By number and name; what was released is never edited. Numbers 0010 to 0019 are the archive's, 0020 ff. the console's, 0030 ff. the reviews'. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-records": { up: records },
  "0002-cells": { up: cells },
  "0003-accounts": { up: accounts },
  "0004-roles": { up: roles },
  "0005-search": { up: search },
  "0006-archives": { up: archives },
  "0007-archived-cells": { up: archivedCells },
  "0020-console": { up: console },
  "0021-principals": { up: principals },
  "0022-costs": { up: costs },
  "0023-status-statistics": { up: statusStatistics },
  "0025-findings": { up: findings },
  "0026-plans": { up: plans },
  "0027-journal": { up: journal },
  "0028-checks-and-controls": { up: checksAndControls },
  "0029-sign-out": { up: signOut },
  "0030-reviews": { up: reviews },
  "0031-decided": { up: decided },
  "0032-evidence-stays": { up: evidenceStays },
  "0033-whole-campaigns": { up: wholeCampaigns },
  "0034-sound-decisions": { up: soundDecisions },
  "0035-grants-and-audit": { up: grantsAndAudit },
  "0039-approvers": { up: approvers },
  "0040-flags": { up: flags },
  "0041-names-of-people": { up: namesOfPeople },
  "0042-deciders": { up: deciders },
  "0043-approvers-by-address": { up: approversByAddress },
  "0044-domains": { up: domains },
  "0045-sound-reviews": { up: soundReviews },
};

/** Each part of Plumbline has its own range of numbers, so that a lower one may come later. The tables' names leave room for another program's. */
const migratorOf = (db: Kysely<Tables>): Migrator =>
  new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
    migrationTableName: "plumbline_migration",
    migrationLockTableName: "plumbline_migration_lock",
  });

/** Brings the database to the newest form, all of it or nothing, and answers the names of what was done. Several may try at once. */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  const { error, results = [] } = await migratorOf(db).migrateToLatest();
  if (error) throw refusal(error, results.find(({ status }) => status === "Error")?.migrationName ?? "the migrations");
  try {
    // Names of migrations are no secret, and who may not migrate must see that none is missing.
    await sql`grant select on plumbline_migration, plumbline_migration_lock to public`.execute(db);
    await db.transaction().execute(createViews);
  } catch (error) {
    throw refusal(error, "the views");
  }
  return results.map(({ migrationName }) => migrationName);
}

/** Names of migrations that the database lacks, and `views` where its views are not those of this version. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const known = await migratorOf(db).getMigrations();
  const pending = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  const { length } = await staleViews(db);
  return length > 0 ? [...pending, "views"] : pending;
}

function refusal(error: unknown, what: string): StoreError {
  const said = error instanceof Error ? error.message : String(error);
  return new StoreError("refused", `${what} could not be applied to the database: ${said}. ${adviceOf(error, said)}`, { cause: error });
}

const databaseRoles = roleNames.map((role) => `plumbline_${role}`).join(", ");

const Coded = z.object({ code: z.string() });

/** https://www.postgresql.org/docs/15/errcodes-appendix.html */
function adviceOf(error: unknown, said: string): string {
  const { data } = Coded.safeParse(error);
  // In the words of PostgreSQL 15 and of later ones. https://www.postgresql.org/docs/16/role-attributes.html
  if (data?.code === "42501" && /create role|admin option|grant role/i.test(said))
    return `This user may not create roles: let an administrator give it that (alter role ... createrole), or make the roles ${databaseRoles} (nologin) and grant them to it, then go on`;
  if (data?.code === "42501")
    return "Migrations need a user who owns the database and may create roles: connect as one once, then go on with this one";
  if (data?.code === "42P07") return "The database holds something else: give Plumbline a database of its own";
  if (said.includes("corrupted migrations")) return "A newer version of Plumbline made the database: use that version or a later one";
  return "Nothing of it was done";
}
