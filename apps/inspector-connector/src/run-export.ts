import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { sinceOf } from "@plumbline/cli/journal-filter";
import { type Log, makeLog } from "@plumbline/cli/log";
import { parseArn } from "@plumbline/finding-model/arn";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { toEntries } from "@plumbline/kdi-model/to-entries";
import { type KdiGap, type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { proveReplaceable } from "@plumbline/kdi-writer/replace-files";
import { type KdiStore, openKdiStore } from "@plumbline/kdi-writer/store/open-store";
import { writeKdi } from "@plumbline/kdi-writer/write-kdi";
import { StoreError } from "@plumbline/run-store/error";
import { proveWritable } from "@plumbline/run-store/folder";
import type { ExportConfig } from "./config.ts";
import type { SeenFinding } from "./look-at-place.ts";
import { lookEverywhere } from "./look-everywhere.ts";
import { readSaved, type Saved, type Unread } from "./read-saved.ts";
import { scopeOf } from "./scope.ts";
import { type Secrets, withKeys } from "./secrets.ts";
import { openTally, type Tally } from "./tally.ts";

/** What an export wrote, and all that it could not look at or read. */
export interface Exported extends Tally, Saved {
  readonly folder: string;
  readonly manifest: KdiManifest;
  readonly cells: readonly Cell[];
  /** Nothing could be seen, so that the files of the export before stand as they were; `manifest` is theirs. */
  readonly isKept?: true;
}

/** How the files are called, `aws_inspector2_...`, as those of Kenna's toolkit. */
export const exportName = "aws_inspector2";

/**
 * Writes findings as KDI files: those of AWS, or saved ones. Where there are gaps and nothing was seen, the files of an earlier export stay. Rejects with a CommandError, an AwsError, a StoreError or a KdiError; then the
 * files of an earlier export stand as they were.
 */
export async function runExport(config: ExportConfig, secrets: Secrets, given: Io): Promise<Exported> {
  const io = withKeys(given, config, secrets);
  const log = makeLog(io, config);
  const folder = resolve(io.folder, config.outputDirectory);
  const since = config.since === undefined ? undefined : sinceOf(config.since, io.now());
  if (since !== undefined && since >= io.now())
    throw usageError(`--since: ${config.since} is not before now`, "give an instant that is over, or an age such as 12h or 7d");
  // Before anything is asked: an hour of looking is in vain where nothing can be written.
  await proveWritable(folder);
  await proveReplaceable(folder, exportName);
  if (config.findings !== undefined) sayWhatIsLeft(config, log);
  const store = openKdiStore(undefined, { order: config.locatorOrder });
  try {
    const tally = openTally();
    const put = taking(store, config, tally, io.now());
    const arns = new Map<string, string>();
    const take = (seen: SeenFinding) => {
      const arn = seen.finding.findingArn;
      arns.set(placeOf(arn), arn);
      put(seen);
    };
    const { members, ...read } =
      config.findings === undefined
        ? { unread: [], passedOver: {}, lost: {}, ...(await lookEverywhere(config, since, take, { io, log })) }
        : { cells: [], members: new Map(), ...(await readSaved(config.findings, since, take, io)) };
    const gaps = gapsOf(read.cells, read.unread, config);
    const told = tally.told();
    const kept = told.findings.findings === 0 && gaps.length > 0 ? await manifestBefore(folder) : undefined;
    // An hour without AWS is no reason to take good files away.
    if (kept && kept.files.length > 0) return { folder, manifest: kept, ...read, ...told, isKept: true };
    const { skipAutoclose, resetTags, maxAssets, maxBytes, gzip } = config;
    const manifest = await writeKdi(store, {
      ...{ folder, name: exportName, skipAutoclose, resetTags, maxAssets, maxBytes, gzip, gaps, since },
      scope: scopeOf(config, read.cells, { arns: [...arns.values()], members }),
      isExcerpt: config.findings !== undefined && !config.findingsComplete,
    });
    return { folder, manifest, ...read, ...told };
  } finally {
    store.close();
  }
}

/** One ARN of each account and region is enough to tell where findings are. */
const placeOf = (findingArn: string): string => {
  const place = parseArn(findingArn);
  return place ? `${place.account}/${place.region}` : "";
};

const manifestBefore = (folder: string): Promise<KdiManifest | undefined> =>
  readManifest(manifestPath(folder, exportName)).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "missing") return undefined;
    throw error;
  });

/** Saved findings are taken as they are: what chooses among those of AWS has no say. Variables may have set it, so that it is no error. */
function sayWhatIsLeft({ regions, roleArn, profile }: ExportConfig, log: Log): void {
  const said = [
    ...(regions.includes("all") ? [] : [`regions ${regions.join(", ")}`]),
    ...(roleArn.length > 0 ? ["a role"] : []),
    ...(profile === undefined ? [] : ["a profile"]),
  ];
  if (said.length > 0) log("warn", `saved findings are taken as they are: ${said.join(" and ")} has no say in them`);
}

/** Makes entries of a finding and merges them in. */
function taking(store: KdiStore, config: ExportConfig, tally: ReturnType<typeof openTally>, now: Date) {
  const { defName, suppressed, nameTagAsHostname, placeTags, ignoreScannerLastSeenTime } = config;
  return ({ finding, details, filters }: SeenFinding): void => {
    const { entries, notes } = toEntries(finding, {
      ...{ now, defName, suppressed, nameTagAsHostname, placeTags, ignoreScannerLastSeenTime, details, filters },
    });
    for (const entry of entries) store.put(entry);
    tally.add(finding, notes);
  };
}

/** AWS has no Inspector in every region, and has no host there then: a gap where somebody named the region, or where it would close something. */
export const isGapOfExport = (cell: Cell, { skipAutoclose }: Pick<ExportConfig, "skipAutoclose">): boolean =>
  isGap(cell) && !(cell.outcome === "unsupported" && !cell.required && skipAutoclose);

/** What of the findings themselves was not seen. Details and filters that could not be read close nothing. */
function gapsOf(cells: readonly Cell[], unread: readonly Unread[], config: ExportConfig): KdiGap[] {
  const missed = cells.filter((cell) => cell.aspect === "list" && isGapOfExport(cell, config));
  const isEachAsked = config.accounts !== undefined || config.org || config.ou.length > 0;
  const withMembers = isEachAsked ? {} : ({ withMembers: true } as const);
  const gaps = [
    ...missed.map(({ account, region, outcome, message }) => ({ account, region, reason: message ?? outcome, ...withMembers })),
    ...unread.map(({ where, reason }) => ({ account: "*", region: "*", reason: `${where}: ${reason}` })),
  ];
  // What was asked first, and which file was named first, has no say.
  const keyOf = ({ account, region, reason }: KdiGap): string => JSON.stringify([account, region, reason]);
  return gaps.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
