import type { Aws } from "@plumbline/audit-kit/define";
import { merge } from "@plumbline/audit-kit/flow";
import type { Limit, Place } from "@plumbline/audit-kit/survey";
import type { Car } from "@plumbline/car-client/car";
import { CarError } from "@plumbline/car-client/car-error";
import type { Cell } from "@plumbline/finding-model/coverage";
import { chooseMode, type Mode } from "./choose-mode.ts";
import { type ChangesSince, type Followed, followPlace, type OtherSource } from "./follow-place.ts";
import type { Projection } from "./projection.ts";
import { sendRows, takeAway } from "./send.ts";
import { type KnownCell, knownCells, readTold, refusedIn, type Told, tell } from "./state/notes.ts";
import type { State } from "./state/open-state.ts";
import { type Counts, plan } from "./state/plan.ts";
import { beginToSend, settle } from "./state/settle.ts";
import { makeStage } from "./state/stage.ts";

/** A place that is asked for. */
export interface AskedPlace {
  readonly account: string;
  readonly region: string;
  /** False for a region that nobody named. */
  readonly required: boolean;
}

/** An account, or one region of it. */
export interface LostPlace {
  readonly account: string;
  readonly region?: string | undefined;
}

export interface ImportOptions {
  readonly state: State;
  readonly car: Car;
  /** Names this run; it becomes CAR's save point. */
  readonly run: string;
  /** Where the rows go, so that a state is not taken for that of another source: the source and the address of CAR. */
  readonly target: string;
  readonly partition: string;
  readonly places: readonly AskedPlace[];
  /** Accounts that could not even be signed in to, and regions that are switched off: what is known of them stays. */
  readonly lost: readonly LostPlace[];
  readonly projections: readonly Projection[];
  readonly others: readonly OtherSource[];
  readonly changesSince: ChangesSince;
  connect(to: { account: string; region: string }): Promise<Aws>;
  readonly limit: Limit;
  readonly placesAtOnce: number;
  /** After so many milliseconds a type that is followed by events is listed all the same. */
  readonly listedAgainAfter: number;
  /** A full import, whatever the state knows. */
  readonly isForced: boolean;
  now(): Date;
  /** Told before the first call to AWS. */
  onMode?(mode: Mode): void;
  /** Told when a place was looked at. */
  onPlace?(place: AskedPlace, cells: readonly Followed[]): void;
  /** Told before the first row is sent. */
  onPlan?(counts: Counts): void;
  /** Awaited before the first row is sent, when the state has noted that: for a state that has to be kept elsewhere too. */
  onSend?(): Promise<void>;
}

export interface Imported {
  readonly mode: Mode;
  readonly counts: Counts;
  readonly cells: readonly Cell[];
  /** Vertices that CAR's schema does not take, each with the reason. */
  readonly refused: readonly string[];
  /** Why a full import was sent without a session, so that CAR retires nothing; a full one follows when all has been seen. */
  readonly unretired: string | undefined;
}

/**
 * Makes CAR equal to what the places hold. All is collected into the state first; only then the first row is sent. Rejects with a CarError
 * when CAR does not take it, and then neither the save point nor what the state knows of CAR has moved.
 */
export async function importAll(options: ImportOptions): Promise<Imported> {
  const { state, car, places, run } = options;
  const { isNew } = await car.prepare();
  const savePoint = await car.readSavePoint();
  const before = knownCells(state);
  const asked = placesText(options, before);
  const told = readTold(state);
  const cellsAsked = before.filter((cell) => isAsked(cell, options));
  const mode = chooseMode({
    ...{ told, target: options.target, places: asked, isNewDatabase: isNew, savePoint, now: options.now(), isForced: options.isForced },
    seen: cellsAsked.flatMap(({ since }) => since ?? []),
    isAllSeen: options.lost.every(({ region }) => region !== undefined) && cellsAsked.every(({ since }) => since !== undefined),
  });
  options.onMode?.(mode);

  const number = told.runs + 1;
  state.transact(() => tell(state, { runs: number }));
  const followed = await lookEverywhere(options, number, mode.kind === "full");
  if (mode.kind === "full") dropCells(options, before, number);
  // The state tells all that CAR holds; else CAR may hold what nobody knows of.
  const isKnown = isCurrent(told, options.target, savePoint);
  const mayHoldMore = !isKnown && savePoint !== undefined && !isNew;
  const isRetiring = mode.kind === "full" && (isKnown || mayHoldMore);
  const unseen = isRetiring ? whyNotRetire(options, isKnown ? before : [], followed, mayHoldMore) : undefined;
  const unretired = mode.kind !== "full" ? told.unretired : mayHoldMore ? unseen : undefined;

  const counts = plan(state, mode.kind === "full");
  options.onPlan?.(counts);
  await sendAll(options, mode.kind === "full" && unseen === undefined);

  const cells = followed.filter(({ isComplete }) => isComplete).map(({ cell }) => cell);
  if (((await car.readSavePoint()) ?? "") !== (savePoint ?? ""))
    throw new CarError({
      ...{ kind: "recoverable", tried: `import into ${options.target}`, outcome: "another run has imported into it meanwhile" },
      hint: "Let one run at a time import into a source; the next one is a full import.",
    });
  settle(state, { savePoint: run, cells });
  state.transact(() => tell(state, { target: options.target, places: asked, unretired }));
  await car.writeSavePoint(run);
  return {
    mode,
    counts,
    unretired: mode.kind === "full" ? unretired : undefined,
    cells: followed.flatMap((one) => one.cells),
    refused: refusedIn(state),
  };

  async function sendAll({ car, state }: ImportOptions, isSession: boolean): Promise<void> {
    beginToSend(state, run);
    await options.onSend?.();
    try {
      if (isSession) await car.withFullImport(() => sendRows(car, state));
      else await sendRows(car, state);
      await takeAway(car, state);
    } catch (error) {
      if (error instanceof CarError && error.kind === "unrecoverable") await forgetSavePoint(car, error);
      throw error;
    }
  }

  async function lookEverywhere(given: ImportOptions, number: number, isFull: boolean): Promise<Followed[]> {
    const stage = makeStage(state, number);
    const all: Followed[] = [];
    const { limit, partition, projections, others, changesSince, now, placesAtOnce, listedAgainAfter } = given;
    const look = async function* (asked: AskedPlace): AsyncGenerator<Followed[]> {
      const aws = (own?: string) => given.connect({ account: asked.account, region: own ?? asked.region });
      const place: Place = { ...asked, aws, shared: new Map() };
      const cells = await followPlace(
        { state, stage, limit, partition, projections, others, changesSince, isFull, now, listedAgainAfter },
        place,
      );
      given.onPlace?.(asked, cells);
      yield cells;
    };
    for await (const cells of merge(places.map(look), placesAtOnce)) all.push(...cells);
    return all;
  }
}

/** As IBM's connectors do: after such a failure every connector of this source begins with a full import. */
async function forgetSavePoint(car: Car, failure: CarError): Promise<void> {
  try {
    await car.writeSavePoint("");
  } catch (error) {
    throw new AggregateError([failure, error], `${failure.message} The save point could not be taken away either.`, { cause: failure });
  }
}

/** Whether the state knows all that CAR holds of the source, so that there is nothing to retire. */
const isCurrent = ({ savePoint, savePointBefore, sending, target }: Told, asked: string, held: string | undefined): boolean =>
  savePoint !== undefined && sending === undefined && target === asked && (held === savePoint || held === savePointBefore);

const isAsked = ({ account, region, type }: KnownCell, { places, projections, others }: ImportOptions): boolean =>
  places.some((place) => place.account === account && place.region === region) &&
  [...projections.map(({ of }) => of.type), ...others.map((other) => other.type)].includes(type);

/** What a run is asked for, as text; of what is lost, the regions that were known. */
function placesText({ places, lost, projections, others }: ImportOptions, before: readonly KnownCell[]): string {
  const kept = before.filter((cell) => isLost(cell, lost));
  const where = new Set([...places, ...kept].map(({ account, region }) => `${account}/${region}`));
  const types = [...projections.map(({ of }) => of.type), ...others.map(({ type, choice }) => `${type} ${choice}`)];
  return JSON.stringify([[...where].toSorted(), types.toSorted()]);
}

const isLost = ({ account, region }: Pick<KnownCell, "account" | "region">, lost: readonly LostPlace[]): boolean =>
  lost.some((one) => one.account === account && (one.region === undefined || one.region === region));

/** What is not asked for any more is not to be in CAR; but of a lost account nobody knows. */
function dropCells(options: ImportOptions, before: readonly KnownCell[], number: number): void {
  const { state, lost } = options;
  const stage = makeStage(state, number);
  const dropped = before.filter((cell) => !isLost(cell, lost) && !isAsked(cell, options));
  state.transact(() => {
    for (const { id } of dropped) {
      stage.removeUnseen(id);
      state.database.prepare("DELETE FROM cell WHERE id = ?").run(id);
    }
  });
}

/**
 * A session that is closed retires all that was not sent within it. So there is none where CAR may hold what an earlier run sent of a cell
 * that could neither be seen now nor is known from before. Where a source is off there is nothing, unless CAR may hold more than we know.
 */
function whyNotRetire(
  { lost }: ImportOptions,
  known: readonly KnownCell[],
  followed: readonly Followed[],
  mayHoldMore: boolean,
): string | undefined {
  const isSeen = ({ account, region, type }: Pick<KnownCell, "account" | "region" | "type">) =>
    known.some((cell) => cell.account === account && cell.region === region && cell.type === type && cell.since !== undefined);
  const isOff = ({ cells }: Followed) => !mayHoldMore && cells.every(({ outcome }) => outcome === "skipped");
  const unseen = followed.find((one) => !one.isComplete && !isOff(one) && !isSeen(one.cell));
  if (unseen) return `${unseen.cell.type} of ${unseen.cell.account}/${unseen.cell.region} could not be seen whole`;
  const whole = lost.filter(({ region }) => region === undefined);
  const account = whole.find(({ account }) => !known.some((cell) => cell.account === account && cell.since !== undefined));
  return account === undefined ? undefined : `account ${account.account} could not be looked at`;
}
