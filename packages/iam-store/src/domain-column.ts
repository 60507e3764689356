import { sql } from "kysely";

/** The domain of a row `alias` of `versions` whose kind has one: an organization, or an instance of Identity Center. */
export const domainColumn = (alias: string) =>
  sql<string>`coalesce(${sql.ref(`${alias}.facts`)} ->> 'organization', ${sql.ref(`${alias}.facts`)} ->> 'instance')`;
