import type { Cell } from "@plumbline/finding-model/coverage";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { type InspectorStatus, inspectorStatuses } from "@plumbline/vulnerabilities/inspector-statuses";
import { type Asked, cell, failed, lookAtPlace, type Place, type SeenFinding } from "./look-at-place.ts";

/**
 * Looks at accounts through their delegated administrator in one region: one listing for all of them. Each account has a cell of its own: one
 * that Inspector does not scan is `skipped`, one of which the administrator is told nothing is a gap.
 */
export async function lookThrough(
  administrator: Place,
  accounts: readonly string[],
  asked: Asked,
  take: (seen: SeenFinding) => void,
): Promise<Cell[]> {
  const placeOf = (account: string): Place => ({ ...administrator, account });
  let statuses: ReadonlyMap<string, InspectorStatus>;
  try {
    statuses = await inspectorStatuses(await asked.connect(administrator), accounts);
  } catch (error) {
    return accounts.map((account) => failed(placeOf(account), "list", error, 0));
  }
  const scanned = accounts.filter((account) => statuses.get(account)?.kind === "on");
  const counts = new Map<string, number>();
  const counting = (seen: SeenFinding) => {
    count(counts, seen.finding);
    take(seen);
  };
  const query = { ...asked.query, accounts: scanned };
  const cells = scanned.length === 0 ? [] : await lookAtPlace(administrator, { ...asked, query }, counting);
  const ofAccounts = cells.flatMap((one) =>
    one.aspect === "list"
      ? scanned.map((account) => ({ ...one, account, asked: counts.get(account) ?? 0, ok: counts.get(account) ?? 0 }))
      : one,
  );
  const others = accounts.flatMap((account) => {
    const status = statuses.get(account);
    if (status === undefined || status.kind === "on") return [];
    return cell(placeOf(account), "list", status.kind === "off" ? "skipped" : "denied", { message: status.reason });
  });
  return [...ofAccounts, ...others];
}

const count = (counts: Map<string, number>, { awsAccountId }: InspectorFinding): void =>
  void counts.set(awsAccountId, (counts.get(awsAccountId) ?? 0) + 1);
