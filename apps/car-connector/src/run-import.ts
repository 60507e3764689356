import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Session } from "@plumbline/aws-session/session";
import { changesSince } from "@plumbline/car-model/changes-since";
import { type Imported, importAll } from "@plumbline/car-model/import";
import { vulnerabilitiesOf } from "@plumbline/car-model/look-at-vulnerabilities";
import type { Projection } from "@plumbline/car-model/projection";
import { projections } from "@plumbline/car-model/projections";
import { readTold } from "@plumbline/car-model/state/notes";
import type { State } from "@plumbline/car-model/state/open-state";
import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import type { Io } from "@plumbline/cli/io";
import { type Log, makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { makeProgress } from "@plumbline/cli/progress";
import { findTargets, logLeft } from "@plumbline/cli/targets";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { codeOf, reasonOf } from "@plumbline/run-store/error";
import pLimit from "p-limit";
import type { Config } from "./config.ts";
import { destinationOf } from "./destination.ts";
import { proveAccount } from "./prove-account.ts";
import { type Secrets, withAwsKeys } from "./secrets.ts";
import { openStateOf } from "./state-file.ts";

/** What an import did, and the cells that could not be looked at whole. */
export interface Outcome extends Imported {
  readonly gaps: readonly Cell[];
}

const [fetchesAtOnce, placesAtOnce] = [50, 8];

/**
 * Imports into CAR what the accounts hold. Rejects with a CommandError, an AwsError, a StoreError or a CarError; then the next run begins from
 * the same save point, or with a full import.
 */
export async function runImport(config: Config, secrets: Secrets, given: Io): Promise<Outcome> {
  const io = { ...given, environment: withAwsKeys(given.environment, config.clientId, secrets) };
  const log = makeLog(io, config);
  const openAt = destinationOf(config, secrets, io, log);
  if (config.dryRun !== undefined) await proveEmpty(resolve(io.folder, config.dryRun));
  const chosen = await Promise.all(loadersOf(config));
  const settings = await readConfig(config, io);
  const run = newRunId(io);
  const session = await openSession(config, run, io);
  try {
    proveAccount(config, session);
    const where = await findTargets(session, [], config, settings);
    logLeft(where, log);
    const accounts = where.targets.map(({ id }) => id);
    const opened = await openStateOf(config, session, io);
    try {
      const { car, target } = openAt(config.sourceName ?? accounts.join(","), readTold(opened.state));
      const lost = where.lost.filter(isGap);
      const off = where.lost.filter(({ outcome }) => outcome === "region-disabled").map(({ account, region }) => ({ account, region }));
      const imported = await importAll({
        ...importOf(config, session, opened.state, io),
        onSend: () => opened.keep(),
        ...{ state: opened.state, car, target, run, projections: chosen, lost: [...lost.map(({ account }) => ({ account })), ...off] },
        places: where.targets.flatMap(({ id, regions }) => regions.map(({ name, required }) => ({ account: id, region: name, required }))),
        ...told(log, io, config, where.targets.flatMap(({ regions }) => regions).length),
      });
      return { ...imported, gaps: [...lost, ...imported.cells.filter(isGap)].toSorted(inOrder) };
    } finally {
      await opened.close();
    }
  } finally {
    session.close();
  }
}

/** Places are looked at side by side; what is told of them stands in one order all the same. */
const inOrder = (a: Cell, b: Cell): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ account, region, type, aspect }: Cell): string => [account, region, type, aspect].join(" ");

const importOf = (config: Config, session: Session, state: State, io: Io) => {
  const { overlap, listAfter, vulnerabilities, allFindings, full } = config;
  const { now } = io;
  const source = vulnerabilities === "inspector" ? ("inspector2" as const) : ("securityhub" as const);
  return {
    partition: session.partition,
    connect: (place: { account: string; region: string }) => session.connect(place),
    changesSince: changesSince({
      overlapSeconds: overlap * 60,
      now,
      records: recordsOf(config, session, io),
    }),
    others:
      vulnerabilities === "none" ? [] : [vulnerabilitiesOf(state, { source, now, ...(allFindings ? { select: "all" as const } : {}) })],
    ...{ isForced: full, listedAgainAfter: listAfter * 3_600_000, limit: pLimit(fetchesAtOnce), placesAtOnce, now },
  };
};

function loadersOf({ types = Object.keys(projections) }: Config): Promise<Projection>[] {
  return types.map((type) => {
    const load = Object.hasOwn(projections, type) ? projections[type] : undefined;
    if (!load) throw usageError(`--types: ${type} is not put into CAR`, `known types: ${Object.keys(projections).join(", ")}`);
    return load();
  });
}

/** Files of two dry runs can't be told apart. */
async function proveEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw usageError(`--dry-run: can't write into ${folder}: ${reasonOf(error)}`, "name another folder", error);
  });
  if (names.length > 0) throw usageError(`--dry-run: ${folder} is not empty`, "name a folder that is empty, or not there yet");
}

/** Tells on stderr how the import goes on. */
import { recordsOf } from "./trail.ts";

function told(log: Log, io: Io, config: Config, places: number) {
  const progress = makeProgress(io, places, config);
  let done = 0;
  return {
    onMode(mode: Imported["mode"]) {
      const why = mode.kind === "full" ? mode.reason : `since ${mode.since.toISOString()}`;
      log("info", `${mode.kind} import: ${why}`, { mode: mode.kind });
    },
    onPlace(place: { account: string; region: string }, cells: readonly { listed: string | undefined; cell: { type: string } }[]) {
      progress.advance(++done, `${place.account}/${place.region}`);
      const unasked = cells.filter(({ listed }) => listed?.startsWith("CloudTrail could not"));
      const [first] = unasked;
      if (first?.listed === undefined) return;
      progress.end();
      const types = unasked.map(({ cell }) => cell.type).join(", ");
      log("warn", `${place.account}/${place.region}: ${types} were listed whole: ${first.listed}`);
    },
    onPlan({ send, remove }: Imported["counts"]) {
      progress.end();
      const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
      log("info", `${sum(send)} rows to send, ${sum(remove)} to take away`);
    },
  };
}
