import type { Aspect } from "@plumbline/audit-kit/define";
import { windows } from "@plumbline/audit-kit/flow";
import { failureOf } from "@plumbline/audit-kit/look";
import { type Limit, type Place, type Seen, survey } from "@plumbline/audit-kit/survey";
import type { Instances } from "@plumbline/collectors/facts/instances";
import type { Outcome } from "@plumbline/finding-model/coverage";
import type { Failure } from "@plumbline/finding-model/failure";
import type { IamRecord, Kind } from "./kinds.ts";
import { kindsOf, needsOf, type Part, type Projection } from "./projection.ts";

/** How one kind of a listing was looked at: `ok` where all of it was seen, else why not. */
export interface KindLooked {
  readonly kind: Kind;
  readonly outcome: Outcome;
  readonly message?: string | undefined;
  /** Instances of which all was told, also where that is nothing. */
  readonly told?: Instances["told"] | undefined;
  /** Instances that were seen and could not be read: what they told before is not known to be gone. */
  readonly unread?: Instances["unread"] | undefined;
}

interface Looking {
  readonly place: Place;
  readonly partition: string;
  readonly limit: Limit;
  readonly seat?: Seat | undefined;
  /** Takes records as they come; the next ones wait for it. */
  take(records: readonly IamRecord[]): Promise<void>;
}

const windowSize = 500;

/** What an account may tell of. */
export interface Seat {
  /** Why nothing is asked of it, where another account is the one to ask. */
  readonly reason: string | undefined;
  readonly instances: Instances;
}

/** Asks an account what it may tell of. Undefined where AWS refuses to say so: it will refuse the listing too. */
export async function seatOf({ whyNot }: Projection, { aws }: Place): Promise<Seat | undefined> {
  if (whyNot === undefined) return undefined;
  try {
    const instances = await whyNot.instances(await aws());
    return { reason: instances.told.length > 0 ? undefined : instances.unread[0]?.why, instances };
  } catch {
    return undefined;
  }
}

/** The kinds of a listing that is not asked for. */
export const skipped = (projection: Projection, message: string, { unread }: Instances): readonly KindLooked[] =>
  kindsOf(projection).map((kind) => ({ kind, outcome: "skipped", message, unread }));

/**
 * Looks at one type in one place and hands over its records. What can't be seen of an aspect makes the kinds that read it incomplete; what
 * can't be listed makes all of them so. Answers each kind once; rejects with what `take` throws, and never for what AWS says.
 */
export async function lookAtListing(
  projection: Projection,
  { place, partition, limit, seat, take }: Looking,
): Promise<readonly KindLooked[]> {
  const needs = needsOf(projection);
  const aspects = new Map(Object.entries<Aspect>(projection.of.aspects).filter(([name]) => needs.includes(name)));
  const surveyed = survey(place, { collector: projection.of, aspects, auditors: [], isContext: false }, limit, { accepts: () => true });
  const missed = new Map<Kind, Failure>();
  const where = { partition, account: place.account, region: place.region };

  function recordsOf({ resource, aspects: known }: Seen, part: Part): readonly IamRecord[] {
    const failures = part.needs.flatMap((name: string) => known.get(name)?.failure ?? []);
    // What was deleted while we looked is not there.
    if (failures.some(({ kind }) => kind === "gone")) return [];
    const [failure] = failures;
    if (failure !== undefined) return missing(part, failure);
    const facts = { ...resource, ...Object.fromEntries(part.needs.map((name: string) => [name, known.get(name)?.value])) };
    try {
      return part.project(facts, where);
    } catch (error) {
      return missing(part, { kind: "failed", message: `${projection.of.title} ${resource.id}: ${failureOf(error).message}` });
    }
  }
  function missing(part: Part, failure: Failure): readonly IamRecord[] {
    for (const kind of part.kinds) if (!missed.has(kind)) missed.set(kind, failure);
    return [];
  }

  const broken = await through(surveyed.seen(), windowSize, (window) =>
    take(window.flatMap((seen) => projection.parts.flatMap((part) => recordsOf(seen, part)))),
  );
  const list = surveyed.cells().find(({ aspect }) => aspect === "list");
  // The survey has noted why AWS could not be asked; all else is a fault of the program or of who takes the records.
  if (broken && (broken.isOfTaker || list === undefined || list.outcome === "ok" || list.outcome === "skipped")) throw broken.error;
  const instances = broken ? undefined : await throughout(projection, place, seat);
  return kindsOf(projection).map((kind) => {
    const failure = missed.get(kind) ?? (instances && "kind" in instances ? instances : undefined);
    if (broken) return { kind, outcome: outcomeOf(list?.outcome ?? "failed", place), message: list?.message };
    if (failure) return { kind, outcome: failure.kind, message: failure.message };
    return { kind, outcome: "ok", ...(instances && "told" in instances ? instances : {}) };
  });
}

/**
 * The instances that could be read before the listing and after it, so at all of it: rights may come and go meanwhile. What was seen and could not
 * be read at either end is unread. Where AWS does not say so afterwards, why not.
 */
async function throughout({ whyNot }: Projection, { aws }: Place, seat: Seat | undefined): Promise<Instances | Failure | undefined> {
  if (whyNot === undefined) return undefined;
  const after = await aws().then(whyNot.instances).catch(failureOf);
  if ("kind" in after) return after;
  const before = seat?.instances ?? after;
  const told = after.told.filter((id) => before.told.includes(id));
  const others = [...before.told, ...after.told].filter((id) => !told.includes(id));
  const why = new Map(others.map((id) => [id, `${id} could be read for a part of the time alone; look again`]));
  for (const { id, why: because } of [...before.unread, ...after.unread]) why.set(id, because);
  return { told, unread: [...why].map(([id, because]) => ({ id, why: because })) };
}

/** AWS has not every service in every region; that is no gap where nobody named the region. */
const outcomeOf = (outcome: Outcome, { required }: Place): Outcome => (outcome === "unsupported" && !required ? "skipped" : outcome);

/** Goes through a stream by windows; answers the error with which either side ended it. */
async function through(
  source: AsyncIterable<Seen>,
  size: number,
  use: (window: readonly Seen[]) => Promise<void>,
): Promise<{ readonly error: unknown; readonly isOfTaker: boolean } | undefined> {
  let isOfTaker = false;
  try {
    for await (const window of windows(source, size)) {
      isOfTaker = true;
      await use(window);
      isOfTaker = false;
    }
    return undefined;
  } catch (error) {
    return { error, isOfTaker };
  }
}
