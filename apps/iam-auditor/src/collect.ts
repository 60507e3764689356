import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { makeProgress } from "@plumbline/cli/progress";
import { proveRegions } from "@plumbline/cli/prove-regions";
import { loadProjections } from "@plumbline/iam-model/projections";
import type { IamStore } from "@plumbline/iam-store/open-store";
import pLimit from "p-limit";
import { collectAccount } from "./collect-account.ts";
import type { Collected } from "./collected.ts";
import type { CollectConfig } from "./config.ts";
import { findUnread } from "./find-unread.ts";
import { readRoles } from "./read-roles.ts";
import { listRoles } from "./role-table.ts";
import { findSeats } from "./seats.ts";

/** What a run wrote into the inventory, in the order of the listings. */
export interface CollectedAll {
  readonly run: string;
  readonly accounts: readonly string[];
  readonly collected: readonly Collected[];
}

const [fetchesAtOnce, placesAtOnce] = [50, 8];

/** Collects all accounts that are asked for. Rejects with an AwsError or a usage error when nobody can be signed in at all, and with a StoreError. */
export async function collect(config: CollectConfig, store: IamStore, io: Io): Promise<CollectedAll> {
  const log = makeLog(io, config);
  const table = config.rolesFile === undefined ? await listRoles(store) : await readRoles(config.rolesFile, io);
  const projections = await loadProjections(config.items);
  const run = newRunId(io);
  const session = await openSession(config, run, io);
  try {
    const regions = await namedRegions(config, (names) =>
      proveRegions(session, names, { says: (region) => `--regions: there is no region ${region}` }),
    );
    const { seats, left } = await findSeats(session, config, table);
    for (const { account, reason } of left) log("info", `account ${account} is left out: ${reason}`, { account });
    if (seats.length === 0) throw usageError("no account is left to look at", "name others, or leave fewer out");
    const progress = makeProgress(io, seats.length, config);
    let done = 0;
    const [limit, places] = [pLimit(fetchesAtOnce), pLimit(placesAtOnce)];
    const signing = { session, global: config, run, io };
    const all = await pLimit(config.accountsAtOnce).map(seats, async (seat) => {
      const collected = await collectAccount(seat, { store, run, signing, projections, regions, limit, places, now: io.now });
      progress.advance(++done, seat.account);
      return collected;
    });
    progress.end();
    return {
      run,
      accounts: seats.map(({ account }) => account),
      collected: (await findUnread(store, all.flat(), io.now())).toSorted(inOrder),
    };
  } finally {
    session.close();
  }
}

async function namedRegions(
  { regions }: CollectConfig,
  prove: (names: readonly string[]) => Promise<unknown>,
): Promise<readonly string[] | undefined> {
  if (regions.includes("all")) return undefined;
  await prove(regions);
  return [...new Set(regions)];
}

/** Places are looked at side by side; what is told of them stands in one order all the same. */
const inOrder = (a: Collected, b: Collected): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ listing, kind }: Collected): string => `${listing} ${kind}`;
