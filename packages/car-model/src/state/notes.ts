import { z } from "zod";
import type { State } from "./open-state.ts";

/** One type in one place, as the state knows it. */
export interface KnownCell {
  readonly id: number;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  /** From when on changes are to be looked for, in epoch milliseconds; undefined until it was listed whole once. */
  readonly since: number | undefined;
  /** When it was listed whole the last time, in epoch milliseconds. */
  readonly listed: number | undefined;
}

/** What the state tells of the runs before. */
export const Told = z.object({
  /** Where the rows were sent: the source and the address of CAR. */
  target: z.string().optional(),
  /** The last save point, and the one before it: CAR has either when a run was cut off while it wrote the last one. */
  savePoint: z.string().optional(),
  savePointBefore: z.string().optional(),
  /** The run that has begun to send and has not ended. */
  sending: z.string().optional(),
  /** The places that the last run was asked for, as text. */
  places: z.string().optional(),
  /** Why the last full import could retire nothing; one that can is still to come. */
  unretired: z.string().optional(),
  runs: z.coerce.number().default(0),
});
export type Told = z.output<typeof Told>;

const Refused = z.array(z.string());
const instant = z
  .number()
  .nullable()
  .transform((at) => at ?? undefined);
const CellRow = z.object({
  ...{ id: z.number(), account: z.string(), region: z.string(), type: z.string() },
  since: instant,
  listed: instant,
});

/** What is told of the runs before. */
export const readTold = ({ database }: State): Told =>
  Told.parse(
    Object.fromEntries(
      database
        .prepare("SELECT name, value FROM meta")
        .all()
        .map(({ name, value }) => [String(name), value]),
    ),
  );

/** Writes some of it; undefined takes it away. */
export function tell({ database }: State, told: { readonly [K in keyof Told]?: Told[K] | undefined }): void {
  for (const [name, value] of Object.entries(told))
    if (value === undefined) database.prepare("DELETE FROM meta WHERE name = ?").run(name);
    else database.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value").run(name, String(value));
}

/** The cell of a type in a place; noted when it is new. */
export function cellOf({ database }: State, { account, region, type }: Pick<KnownCell, "account" | "region" | "type">): KnownCell {
  database.prepare("INSERT OR IGNORE INTO cell (account, region, type) VALUES (?, ?, ?)").run(account, region, type);
  const row = database.prepare("SELECT * FROM cell WHERE account = ? AND region = ? AND type = ?").get(account, region, type);
  return CellRow.parse(row);
}

/** Every cell that the state knows. */
export const knownCells = ({ database }: State): KnownCell[] =>
  database
    .prepare("SELECT * FROM cell")
    .all()
    .map((row) => CellRow.parse(row));

/** Resources that were read from these, each named as `type/id`: with their cells. */
export function readersOf({ database }: State, account: string, region: string, sources: readonly string[]): Map<string, string[]> {
  const readers = database.prepare(
    `SELECT cell.type, resource.name FROM read_from JOIN resource ON resource.id = read_from.resource JOIN cell ON cell.id = resource.cell
     WHERE read_from.source = ? AND cell.account = ? AND cell.region = ?`,
  );
  const found = sources.flatMap((source) => readers.all(source, account, region));
  const groups = Map.groupBy(found, ({ type }) => String(type));
  return new Map([...groups].map(([type, rows]) => [type, rows.map(({ name }) => String(name))]));
}

/** What was kept of the resources of a cell that were not put since a run began, by name. */
export function* keptIn({ database }: State, cell: number, run: number): Generator<readonly [name: string, kept: string]> {
  const page = database.prepare(
    "SELECT name, kept FROM resource WHERE cell = ? AND run < ? AND kept IS NOT NULL AND name > ? ORDER BY name LIMIT 1000",
  );
  for (let last = "", rows = page.all(cell, run, last); rows.length > 0; rows = page.all(cell, run, last))
    for (const { name, kept } of rows) {
      last = String(name);
      yield [last, String(kept)];
    }
}

/** Every vertex that CAR's schema does not take, each with the reason, in the order of cells and names. */
export const refusedIn = ({ database }: State): string[] =>
  database
    .prepare("SELECT refused FROM resource WHERE refused IS NOT NULL ORDER BY cell, name")
    .all()
    .flatMap(({ refused }) => Refused.parse(JSON.parse(String(refused))));
