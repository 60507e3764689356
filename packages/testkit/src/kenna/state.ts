/** Everything that a stand-in of Kenna holds. */
import { type Faults, makeFaults } from "../request-faults.ts";
import type { RunCounts } from "./counts.ts";
import type { KennaModel } from "./model.ts";
import { type Deed, Fault, type KennaSettings } from "./settings.ts";
import { takeFiles } from "./take-files.ts";

export interface Run {
  readonly id: number;
  readonly connector: string;
  readonly dataFiles: readonly string[];
  readonly startTime: string;
  readonly deed: Deed | undefined;
  pollsLeft: number;
  end?: { readonly endTime: string; readonly success: boolean; readonly error: string | undefined; readonly counts: RunCounts };
}
export interface Connector {
  readonly id: string;
  readonly name: string;
  readonly locatorOrder: KennaSettings["connectors"][number]["locatorOrder"];
  readonly dataFiles: Map<string, Uint8Array>;
  /** Oldest first. */
  readonly runs: Run[];
  model: KennaModel;
}
export interface State {
  readonly now: () => Date;
  readonly settings: KennaSettings;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly faults: Faults<Fault, Deed>;
  /** Kenna's ids go on over all connectors. */
  lastId: number;
}

export const newState = (settings: KennaSettings, now: () => Date): State => ({
  now,
  settings,
  connectors: new Map(settings.connectors.map((one) => [one.id, { ...one, dataFiles: new Map(), runs: [], model: new Map() }])),
  faults: makeFaults<Fault, Deed>(settings.faults, (fault) => Fault.parse(fault)),
  lastId: 1000,
});

/** The connector of a name; without a name the only one. */
export const connectorOf = ({ connectors }: State, id?: string): Connector => {
  const found = id === undefined && connectors.size === 1 ? [...connectors.values()][0] : connectors.get(id ?? "");
  if (!found) throw new Error(`the stand-in has the connectors ${[...connectors.keys()].join(", ")}`);
  return found;
};

const isHidden = ({ deed }: Run): boolean => deed?.kind === "hide-run";
export const isRunning = ({ runs }: Connector): boolean => runs.some((run) => run.end === undefined && !isHidden(run));

/** Somebody looked: the oldest run that goes on comes one look nearer to its end, and so does each that is hidden. */
export function advance(state: State, connector: Connector): void {
  const going = connector.runs.filter(({ end }) => end === undefined);
  const shown = going.find((run) => !isHidden(run));
  for (const run of [...going.filter(isHidden), ...(shown ? [shown] : [])]) advanceRun(state, connector, run);
}

function advanceRun({ settings, now: clock }: State, connector: Connector, run: Run): void {
  if (run.deed?.kind === "hang-run" || run.pollsLeft-- > 0) return;
  const now = clock();
  const endTime = now.toISOString();
  if (run.deed?.kind === "fail-run") {
    run.end = { endTime, success: false, error: run.deed.error, counts: {} };
    return;
  }
  const named = new Set(run.dataFiles);
  const files = new Map([...connector.dataFiles].filter(([id]) => named.has(id)));
  const { model, counts, error } = takeFiles(connector.model, files, { order: connector.locatorOrder, autoclose: settings.autoclose, now });
  connector.model = model;
  run.end = { endTime, success: error === undefined, error, counts };
}
