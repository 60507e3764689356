import { canonical, counts } from "./canonical.ts";
import { type Check, checkEnvelope } from "./check-envelope.ts";
import { type Faults, makeFaults } from "./faults.ts";
import { type Jobs, makeJobs } from "./jobs.ts";
import { emptyModel, type SourceModel } from "./model.ts";
import type { CarServiceSettings } from "./settings.ts";

/** Everything that a stand-in of the CAR service holds. */
export interface State {
  readonly settings: CarServiceSettings;
  readonly check: Check;
  readonly jobs: Jobs;
  readonly faults: Faults;
  /** By the name of the source. */
  readonly sources: Map<string, SourceModel>;
  readonly extensions: Map<string, unknown>;
  database: CarServiceSettings["database"];
  /** Counts imports: what orders them. */
  clock: number;
}

export const newState = (settings: CarServiceSettings): State => ({
  settings,
  check: checkEnvelope(settings),
  jobs: makeJobs(settings.pollsUntilDone),
  faults: makeFaults(settings.faults),
  ...{ sources: new Map(), extensions: new Map(), database: settings.database, clock: 0 },
});

/** A source comes to be with the first import of it. */
export const sourceOf = ({ sources }: State, key: string): SourceModel => {
  const known = sources.get(key) ?? emptyModel();
  sources.set(key, known);
  return known;
};

/** One source's model; without a name that of the only source, and an empty one where there is none. */
const chosen = ({ sources }: State, key: string | undefined): SourceModel => {
  if (key !== undefined) return sources.get(key) ?? emptyModel();
  if (sources.size > 1) throw new Error(`the stand-in holds several sources: name one of ${[...sources.keys()].join(", ")}`);
  return [...sources.values()][0] ?? emptyModel();
};

export const modelOf = (state: State, key?: string) => canonical(chosen(state, key));
export const countsOf = (state: State, key?: string) => counts(chosen(state, key));
export const savePointOf = (state: State, key?: string) => chosen(state, key).savePoint;
export const isSessionOpen = (state: State, key?: string) => chosen(state, key).openSince !== undefined;
