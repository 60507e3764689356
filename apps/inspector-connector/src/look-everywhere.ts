import type { Session } from "@plumbline/aws-session/session";
import { readConfig } from "@plumbline/cli/config";
import type { Io } from "@plumbline/cli/io";
import type { Log } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { makeProgress } from "@plumbline/cli/progress";
import { proveRegions } from "@plumbline/cli/prove-regions";
import { findTargets, logLeft } from "@plumbline/cli/targets";
import type { Cell } from "@plumbline/finding-model/coverage";
import pLimit from "p-limit";
import type { ExportConfig } from "./config.ts";
import { type Asked, cell, lookAtPlace, type SeenFinding } from "./look-at-place.ts";
import { lookThrough } from "./look-through.ts";
import { membersAt } from "./members-at.ts";

const placesAtOnce = 8;
/** A place, by name, and how it is looked at. */
interface Visit {
  readonly name: string;
  look(asked: Asked): Promise<Cell[]>;
}

/** What was looked at. */
interface Seen {
  readonly cells: Cell[];
  /** The members that the own account listed, by region, where it was asked for all that it sees. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/**
 * Looks at Inspector wherever the options say, and hands over each finding. Answers the ledger. Rejects with an AwsError or a usage error when
 * nobody can be signed in, or what was named is not there.
 */
export async function lookEverywhere(
  config: ExportConfig,
  since: Date | undefined,
  take: (seen: SeenFinding) => void,
  { io, log }: { readonly io: Io; readonly log: Log },
): Promise<Seen> {
  const settings = await readConfig(config, io);
  const session = await openSession(config, newRunId(io), io);
  try {
    const members = new Map<string, readonly string[]>();
    const { visits, lost } = config.delegatedAdmin
      ? await throughAdministrator(session, config, take, log)
      : await eachAccount(session, config, { settings, take, log, members });
    const isChosen = config.accounts !== undefined || config.org || config.ou.length > 0;
    const asked: Asked = {
      query: {
        // Nobody named accounts: a delegated administrator tells what it sees of its members, as it does to Kenna's toolkit.
        ...(isChosen ? {} : { accounts: "all" }),
        ...(since === undefined ? {} : { updated: { since, until: io.now() } }),
      },
      ...{ details: config.details, reasons: config.suppressed !== "skip" },
      connect: (place) => session.connect(place),
    };
    const progress = makeProgress(io, visits.length, config);
    let done = 0;
    const cells = await pLimit(placesAtOnce).map(visits, async ({ name, look }) => {
      const seen = await look(asked);
      progress.advance(++done, name);
      for (const { account, region, outcome, aspect, message } of seen)
        if (outcome === "skipped") log("info", `${account}/${region}: ${message ?? aspect}`);
      return seen;
    });
    progress.end();
    return { cells: [...lost, ...cells.flat()], members };
  } finally {
    session.close();
  }
}

type Taking = (seen: SeenFinding) => void;
interface Visits {
  readonly visits: readonly Visit[];
  readonly lost: readonly Cell[];
}

interface Listing {
  readonly settings: Awaited<ReturnType<typeof readConfig>>;
  readonly take: Taking;
  readonly log: Log;
  readonly members: Map<string, readonly string[]>;
}

async function eachAccount(session: Session, config: ExportConfig, { settings, take, log, members }: Listing): Promise<Visits> {
  const where = await findTargets(session, [], config, settings);
  logLeft(where, log);
  const visits = where.targets.flatMap(({ id, regions }) =>
    regions.map(({ name, required }): Visit => {
      const place = { account: id, region: name, required };
      const look = async (asked: Asked) => {
        const cells = await lookAtPlace(place, asked, take);
        const told = asked.query.accounts === "all" ? await membersAt(place, asked, cells) : undefined;
        if (told) members.set(name, told);
        return cells;
      };
      return { name: `${id}/${name}`, look };
    }),
  );
  return { visits, lost: where.lost };
}

/** The cells of accounts that are excluded or not active, as `findTargets` makes them. */
const leftOutCells = ({ inactive, excluded }: Awaited<ReturnType<Session["accounts"]>>): Cell[] => [
  ...inactive.map(({ id, state }) => leftOutCell(id, `it is ${state.toLowerCase().replaceAll("_", " ")}`)),
  ...excluded.map(({ id }) => leftOutCell(id, "it is excluded")),
];
const leftOutCell = (account: string, message: string): Cell =>
  cell({ account, region: "*", required: false }, "list", "skipped", { message });

/** The administrator tells of all accounts, in its own regions: nobody signs in to theirs. */
async function throughAdministrator(session: Session, { regions }: ExportConfig, take: Taking, log: Log): Promise<Visits> {
  const chosen = await session.accounts();
  const accounts = chosen.accounts.map(({ id }) => id);
  const isNamed = !regions.includes("all");
  if (isNamed) await proveRegions(session, regions, { says: (region) => `--regions: there is no region ${region}` });
  const places = isNamed ? [...new Set(regions)] : await session.enabledRegions(session.callerAccount);
  const visits = places.map((region): Visit => {
    const administrator = { account: session.callerAccount, region, required: isNamed };
    return { name: region, look: (asked) => lookThrough(administrator, accounts, asked, take) };
  });
  const left = leftOutCells(chosen);
  for (const { account, message } of left) log("info", `account ${account} is left out: ${message}`, { account });
  return { visits, lost: left };
}
