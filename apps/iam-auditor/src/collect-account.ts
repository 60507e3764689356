import { failureOf } from "@plumbline/audit-kit/look";
import type { Limit } from "@plumbline/audit-kit/survey";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Projection } from "@plumbline/iam-model/projection";
import type { LimitFunction } from "p-limit";
import { type Collecting, collectPlace, noteUnseen, type Unseen } from "./collect-place.ts";
import type { Collected } from "./collected.ts";
import { knownRegions } from "./known-regions.ts";
import { openReach, type Reach, type Signing } from "./reach.ts";
import { noteRole } from "./role-table.ts";
import type { Seat } from "./seats.ts";

export interface AccountCollecting extends Pick<Collecting, "store" | "run" | "now"> {
  readonly signing: Signing;
  readonly projections: readonly Projection[];
  /** Regions that were named; undefined for all that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  /** Calls side by side, and places. */
  readonly limit: Limit;
  readonly places: LimitFunction;
}

/**
 * Collects one account, and notes in the table of roles how its role did. An account that can't be signed in to keeps its rows, and the ledger
 * says why. Rejects with a StoreError alone.
 */
export async function collectAccount(seat: Seat, given: AccountCollecting): Promise<readonly Collected[]> {
  const { store, signing, now } = given;
  const note = async (failure: string | undefined) => {
    if (seat.roleArn !== undefined) await noteRole(store, seat.roleArn, { failure, at: now() });
  };
  const opened = await openReach(seat, signing).catch((error: unknown) => ({ failure: failureOf(error) }));
  if ("failure" in opened) {
    await note(opened.failure.message);
    return noteAll(seat.account, given, { outcome: opened.failure.kind, message: opened.failure.message });
  }
  try {
    await note(undefined);
    return await collectThrough(opened, seat.account, given);
  } finally {
    opened.close();
  }
}

const isGlobal = ({ of }: Projection): boolean => of.scope === "global";

async function collectThrough(reach: Reach, account: string, given: AccountCollecting): Promise<readonly Collected[]> {
  const { store, run, now, limit, places, projections } = given;
  const collecting: Collecting = { store, run, now, limit, partition: reach.partition, connect: (to) => reach.connect(to) };
  const region = mainRegion(reach.partition);
  const once = projections.filter(isGlobal);
  const everywhere = projections.filter((projection) => !isGlobal(projection));
  const all = await Promise.all([
    once.length === 0 ? [] : places(() => collectPlace(collecting, once, { account, region, required: true })),
    everywhere.length === 0 ? [] : collectRegions(reach, account, { ...given, projections: everywhere }, collecting),
  ]);
  return all.flat();
}

async function collectRegions(
  reach: Reach,
  account: string,
  given: AccountCollecting,
  collecting: Collecting,
): Promise<readonly Collected[]> {
  const { projections, regions: named, places } = given;
  const look = (region: string, required: boolean) => places(() => collectPlace(collecting, projections, { account, region, required }));
  if (named !== undefined) return (await Promise.all(named.map((region) => look(region, true)))).flat();
  const regions = await reach.regions(account).catch((error: unknown) => ({ failure: failureOf(error) }));
  if ("failure" in regions) return noteRegions(account, given, { outcome: regions.failure.kind, message: regions.failure.message });
  const known = await knownRegions(given.store, account, projections);
  const off = regions.disabled.filter((region) => known.has(region));
  const disabled: Unseen = { outcome: "region-disabled", message: "the account has not enabled it: what was known of it stays" };
  return (
    await Promise.all([
      noteUnseen(collecting, projections, { account, region: "*" }, { outcome: "ok", message: undefined }),
      ...regions.enabled.map((region) => look(region, false)),
      ...off.map((region) => noteUnseen(collecting, projections, { account, region }, disabled)),
    ])
  ).flat();
}

/** The same for every listing of an account. */
async function noteAll(account: string, given: AccountCollecting, unseen: Unseen): Promise<readonly Collected[]> {
  const once = given.projections.filter(isGlobal);
  const everywhere = { ...given, projections: given.projections.filter((projection) => !isGlobal(projection)) };
  return [...(await noteUnseen(given, once, { account, region: "global" }, unseen)), ...(await noteRegions(account, everywhere, unseen))];
}

/** The same for every region that is known of an account, and for all of them together, since more may be enabled. */
async function noteRegions(account: string, given: AccountCollecting, unseen: Unseen): Promise<readonly Collected[]> {
  const { store, projections, regions: named } = given;
  if (projections.length === 0) return [];
  const regions = named ?? ["*", ...(await knownRegions(store, account, projections))];
  return (await Promise.all(regions.map((region) => noteUnseen(given, projections, { account, region }, unseen)))).flat();
}
