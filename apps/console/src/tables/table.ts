import type { RawBuilder } from "kysely";
import type { When } from "./holds.ts";

export const sorts = ["name", "account", "createdAt", "updatedAt"] as const;
export type Sort = (typeof sorts)[number];

/** A choice above a table. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  /** Each with its words and the condition on the version `v`. */
  readonly choices: Readonly<Record<string, { readonly label: string; where(when: When): RawBuilder<unknown> }>>;
}

/** What `/api` tells of a table: the texts of its columns. */
export interface TableData {
  readonly total: number;
  readonly columns: readonly { readonly label: string; readonly sort?: Sort; readonly isNumber?: boolean }[];
  readonly rows: readonly { readonly account: string; readonly id: string; readonly name: string; readonly texts: readonly string[] }[];
  readonly after: string | undefined;
}
