import type { Aws } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import type { Limit, Place } from "@plumbline/audit-kit/survey";
import { type Looked, lookAtCell } from "./look-at-cell.ts";
import type { Projection } from "./projection.ts";
import { cellOf, type KnownCell, readersOf } from "./state/notes.ts";
import type { State } from "./state/open-state.ts";
import type { SettledCell } from "./state/settle.ts";
import type { Stage } from "./state/stage.ts";

/** The resources that changed in a place since an instant, by type. */
export interface Changes {
  /** Names that the types' collectors find; also such as are no id, such as that of a network interface. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** Names of what a resource held, such as the association of an address that is gone: only the state knows whose it was. */
  readonly held: ReadonlyMap<string, readonly string[]>;
  /** Types of which something changed that nobody can name, each with the reason: they are listed anew. */
  readonly unnamed: ReadonlyMap<string, string>;
}
/** Tells what changed from an instant on. Rejects when that could not be looked up. */
export type ChangesSince = (aws: Aws, projections: readonly Projection[], from: Date) => Promise<Changes>;

/** Looks at what is no collector's, such as findings of Security Hub: whole, or with `since` what changed from then on. */
export interface OtherSource {
  readonly type: string;
  /** What of it is chosen; another choice makes a full import. */
  readonly choice: string;
  look(aws: () => Promise<Aws>, place: Place, known: KnownCell, since: Date | undefined, stage: Stage): Promise<Looked>;
}

/** What became of one cell. */
export interface Followed extends Looked {
  readonly cell: SettledCell;
  /** Whether it was listed whole, and why, where an incremental import was meant. */
  readonly listed: string | undefined;
}

export interface Following {
  readonly state: State;
  readonly stage: Stage;
  readonly limit: Limit;
  readonly partition: string;
  readonly projections: readonly Projection[];
  readonly others: readonly OtherSource[];
  readonly changesSince: ChangesSince;
  /** Lists everything, whatever the state knows. */
  readonly isFull: boolean;
  /** After so many milliseconds a type that is followed is listed all the same: some changes leave no record. */
  readonly listedAgainAfter: number;
  now(): Date;
}

/** Looks at every cell of a place: lists it, or looks again at what changed since the state last saw it whole. */
export async function followPlace(following: Following, place: Place): Promise<Followed[]> {
  const { state, stage, projections, others, isFull, now } = following;
  const begun = now().getTime();
  const { account, region } = place;
  const known = state.transact(() => new Map([...projections.map((one) => one.of.type), ...others.map((one) => one.type)].map(cell)));
  const followable = projections.filter(({ followedBy, of }) => followedBy === "events" && whyWhole(of.type) === undefined);
  const found = followable.length > 0 ? await findChanges(following, place, followable, sinceOf) : noChanges;
  const named = withReaders(following, place, found);

  const work = projections.map(async (projection): Promise<Followed> => {
    const { type } = projection.of;
    const listed = whyListed(projection);
    const ids = listed === undefined ? [...(named.get(type) ?? [])] : undefined;
    const looked = await lookAtCell(following, { projection, place, known: knownOf(type), ids });
    return { ...looked, listed, cell: { account, region, type, since: begun, isListed: listed !== undefined } };
  });
  const further = others.map(async (other): Promise<Followed> => {
    const listed = whyWhole(other.type);
    const since = listed === undefined ? sinceOf(other.type) : undefined;
    const looked = await other.look(
      () => place.aws(),
      place,
      knownOf(other.type),
      since === undefined ? undefined : new Date(since),
      stage,
    );
    return { ...looked, listed, cell: { account, region, type: other.type, since: begun, isListed: listed !== undefined } };
  });
  return Promise.all([...work, ...further]);

  function cell(type: string): [string, KnownCell] {
    return [type, cellOf(state, { account, region, type })];
  }
  function knownOf(type: string): KnownCell {
    return known.get(type) ?? cell(type)[1];
  }
  function sinceOf(type: string): number | undefined {
    return known.get(type)?.since;
  }
  function whyListed({ of: { type }, followedBy }: Projection): string | undefined {
    const isSeen = !isFull && sinceOf(type) !== undefined;
    if (isSeen && followedBy === "listing") return "CloudTrail does not name what AWS changes by itself";
    return whyWhole(type) ?? found.unnamed.get(type);
  }
  /** Why nothing less than all of a type will do, by whatever it is followed. */
  function whyWhole(type: string): string | undefined {
    if (isFull) return "the import is a full one";
    if (sinceOf(type) === undefined) return "it was never seen whole";
    const last = knownOf(type).listed;
    if (last !== undefined && begun - last <= following.listedAgainAfter) return undefined;
    return `it was listed ${last === undefined ? "never" : new Date(last).toISOString()}, and some changes leave no record`;
  }
}

/** What changed, what was read from something that changed, and so on: an instance from its environment, and that from its application. */
function withReaders({ state }: Following, { account, region }: Place, { named, held }: Changes): Map<string, Set<string>> {
  const all = new Map([...named].map(([type, ids]) => [type, new Set(ids)]));
  let sources = [...named, ...held].flatMap(([type, ids]) => ids.map((id) => `${type}/${id}`));
  while (sources.length > 0) {
    const readers = readersOf(state, account, region, sources);
    sources = [...readers].flatMap(([type, names]) => {
      const known = all.get(type) ?? new Set();
      const more = names.filter((name) => !known.has(name));
      all.set(type, new Set([...known, ...more]));
      return more.map((name) => `${type}/${name}`);
    });
  }
  return all;
}

const noChanges: Changes = { named: new Map(), held: new Map(), unnamed: new Map() };

async function findChanges(
  { changesSince }: Following,
  place: Place,
  projections: readonly Projection[],
  sinceOf: (type: string) => number | undefined,
): Promise<Changes> {
  const types = projections.map(({ of }) => of.type);
  const from = Math.min(...types.map((type) => sinceOf(type) ?? 0));
  try {
    return await changesSince(await place.aws(), projections, new Date(from));
  } catch (error) {
    // Listing sees what CloudTrail would have told, and more.
    const reason = `CloudTrail could not be asked: ${failureOf(error).message}`;
    return { ...noChanges, unnamed: new Map(types.map((type) => [type, reason])) };
  }
}
