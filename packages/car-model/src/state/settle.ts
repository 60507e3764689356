import { cellOf, type KnownCell, tell } from "./notes.ts";
import type { State } from "./open-state.ts";

/** A cell that was looked at whole, and from when on the next run looks. */
export interface SettledCell extends Pick<KnownCell, "account" | "region" | "type"> {
  readonly since: number;
  readonly isListed: boolean;
}

/** Notes that rows are about to be sent: until `settle` nobody knows what CAR holds of them. */
export const beginToSend = (state: State, run: string): void => state.transact(() => tell(state, { sending: run }));

/**
 * Notes that CAR holds all that `plan` noted, and the save point that is written to CAR after this. Cells that were not looked at whole are
 * left out and keep their own.
 */
export function settle(state: State, { savePoint, cells }: { savePoint: string | undefined; cells: readonly SettledCell[] }): void {
  const { database } = state;
  state.transact(() => {
    database.exec(`
      DELETE FROM item WHERE dirty = 1 AND act IS NOT 'send' AND NOT EXISTS (SELECT 1 FROM part WHERE part.item = item.id);
      UPDATE item SET sent = next, next = NULL, unsure = 0, dirty = 0, act = NULL WHERE act = 'send';
      UPDATE item SET sent = NULL, next = NULL, unsure = 0, dirty = 0, act = NULL WHERE act = 'remove';
      UPDATE item SET dirty = 0 WHERE dirty = 1;
    `);
    const since = database.prepare("UPDATE cell SET since = ?, listed = coalesce(?, listed) WHERE id = ?");
    for (const cell of cells) since.run(cell.since, cell.isListed ? cell.since : null, cellOf(state, cell).id);
    const before = database.prepare("SELECT value FROM meta WHERE name = 'savePoint'").get();
    tell(state, { sending: undefined });
    if (savePoint !== undefined) tell(state, { savePoint, savePointBefore: before === undefined ? undefined : String(before["value"]) });
  });
}
