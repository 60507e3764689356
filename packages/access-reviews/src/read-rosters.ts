import type { Kind } from "@plumbline/iam-model/kinds";
import { lookedAsOf, readSnapshot } from "@plumbline/iam-store/read-as-of";
import type { Work } from "./acting.ts";
import type { ItemKind } from "./campaign.ts";
import { type AccountCoverage, coverageOf, kindsNeeded } from "./coverage.ts";
import { type Roster, rosterOf } from "./roster.ts";

interface Asked {
  readonly at: Date;
  readonly accounts: readonly string[];
  readonly kinds: readonly ItemKind[];
  readonly maxAgeHours: number;
}
export interface AccountRoster extends Roster {
  readonly account: string;
  readonly coverage: AccountCoverage;
}

const ofNoAccount: readonly Kind[] = ["sso_permission_set", "sso_user", "sso_group"];

/** The roster of each account at an instant and how far it was seen, one account after another, so that memory holds one. */
export async function* readRosters(transaction: Work, { at, accounts, kinds, maxAgeHours }: Asked): AsyncGenerator<AccountRoster> {
  const needed = kindsNeeded(kinds);
  const sharedKinds = needed.filter((kind) => ofNoAccount.includes(kind));
  const shared = await readSnapshot(transaction, { at, kinds: sharedKinds, accounts: [] });
  const looked = await lookedAsOf(transaction, { at, accounts });
  for (const account of [...accounts].sort()) {
    const own = await readSnapshot(transaction, { at, kinds: needed.filter((kind) => !sharedKinds.includes(kind)), accounts: [account] });
    const seen = coverageOf({ account, kinds, looked, at, maxAgeHours });
    const roster = rosterOf({ account, own, shared, kinds, gaps: seen.gaps });
    yield { ...roster, account, coverage: { ...seen, leftOut: { ...roster.leftOut } } };
  }
}
