import { type RawBuilder, sql } from "kysely";

/** The instant that is shown, undefined for now; and when now is. */
export interface When {
  readonly at: Date | undefined;
  readonly now: Date;
}

/** Versions, by their alias, that hold at an instant, or now. */
export const holds = (alias: string, at: Date | undefined): RawBuilder<unknown> => {
  const [from, to] = [sql.ref(`${alias}.valid_from`), sql.ref(`${alias}.valid_to`)];
  return at === undefined ? sql`${to} is null` : sql`${from} <= ${at} and (${to} is null or ${to} > ${at})`;
};
