import type { Aspect } from "@plumbline/audit-kit/define";
import { windows } from "@plumbline/audit-kit/flow";
import { type Limit, type Place, type Seen, survey } from "@plumbline/audit-kit/survey";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Projection } from "./projection.ts";
import type { KnownCell } from "./state/notes.ts";
import type { State } from "./state/open-state.ts";
import type { Stage } from "./state/stage.ts";

/** How a cell was looked at. */
export interface Looked {
  readonly cells: readonly Cell[];
  /** All that was asked for was seen; only then resources that are gone may be told from such as could not be seen. */
  readonly isComplete: boolean;
  /** Vertices that CAR's schema does not take, each with the reason. */
  readonly refused: readonly string[];
}

interface Looking {
  readonly state: State;
  readonly stage: Stage;
  readonly limit: Limit;
  readonly partition: string;
}

const windowSize = 100;

/** Looks at a whole cell, or at the resources that `ids` name, and notes what they put into CAR. Never rejects for what AWS says. */
export async function lookAtCell(
  { state, stage, limit, partition }: Looking,
  { projection, place, known, ids }: { projection: Projection; place: Place; known: KnownCell; ids: readonly string[] | undefined },
): Promise<Looked> {
  const aspects = new Map(Object.entries<Aspect>(projection.of.aspects).filter(([name]) => projection.needs.includes(name)));
  const surveyed = survey(place, { collector: projection.of, aspects, auditors: [], isContext: false }, limit, {
    ...{ ids, accepts: () => true },
  });
  const refused: string[] = [];
  const where = { partition, account: place.account, region: place.region };
  const gone: string[] = [];
  let isComplete = true;

  function note({ resource, aspects: known_, failure }: Seen): void {
    const failures = [failure, ...[...known_.values()].map((one) => one.failure)].filter((one) => one !== undefined);
    if (failures.some(({ kind }) => kind === "gone")) {
      gone.push(resource.id);
      return;
    }
    if (failures.length > 0) {
      isComplete = false;
      return;
    }
    const facts = { ...resource, ...Object.fromEntries([...known_].map(([name, { value }]) => [name, value])) };
    const contribution = projection.project(facts, where);
    if (contribution) refused.push(...stage.put(known.id, resource.id, contribution));
    else gone.push(resource.id);
  }

  try {
    for await (const window of windows(surveyed.seen(), windowSize))
      state.transact(() => {
        for (const seen of window) note(seen);
      });
    if (isComplete)
      state.transact(() => {
        for (const name of gone) stage.remove(known.id, name);
        if (ids === undefined) stage.removeUnseen(known.id);
      });
  } catch (error) {
    const list = surveyed.cells().find(({ aspect }) => aspect === "list");
    // The survey has noted why AWS could not be asked; all else is a fault of the program or of the state.
    if (list === undefined || list.outcome === "ok" || list.outcome === "skipped") throw error;
    isComplete = false;
  }
  return { cells: surveyed.cells(), isComplete, refused };
}
