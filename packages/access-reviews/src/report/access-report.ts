import { readSnapshot } from "@plumbline/iam-store/read-as-of";
import type { Work } from "../acting.ts";
import type { ItemKind } from "../campaign.ts";
import type { AccountCoverage } from "../coverage.ts";
import { listCampaigns } from "../list-campaigns.ts";
import { countItems, type ItemCounts } from "../list-items.ts";
import type { Principal } from "../principal.ts";
import { readRosters } from "../read-rosters.ts";

export interface AccessReportScope {
  readonly at: Date;
  readonly accounts: readonly string[];
  readonly kinds: readonly ItemKind[];
  /** A listing that was last complete longer ago is told as a gap. */
  readonly maxAgeHours: number;
}
export interface ReportedPrincipal extends Principal {
  /** When the password, a key or the role was last used; null for never within what AWS remembers, undefined where it was not looked at. */
  readonly lastUsedAt: string | null | undefined;
  /** Whether an MFA device is there; undefined where that was not looked at, or makes no sense. */
  readonly hasMfa: boolean | undefined;
}
/** One account: who answers for it, how it was seen, who is in it, and how its reviews went. */
export interface AccountAccess {
  readonly account: string;
  readonly name: string;
  readonly businessUnit: string | null;
  readonly owner: string | null;
  readonly supportTeam: string | null;
  readonly securityContact: string | null;
  readonly coverage: AccountCoverage;
  readonly principals: readonly ReportedPrincipal[];
  readonly reviews: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly dueAt: string;
    readonly counts: ItemCounts;
  }[];
}

/** Accounts of a business unit among those that the inventory knows; all of them where none is named. In the order of units and accounts. */
export async function accountsOf(transaction: Work, { businessUnit }: { businessUnit?: string }): Promise<readonly string[]> {
  const told = await transaction.selectFrom("accounts").select(["account_id", "business_unit"]).execute();
  const units = new Map(told.map(({ account_id, business_unit }) => [account_id, business_unit]));
  const looked = await transaction.selectFrom("cells").select("account_id").distinct().where("account_id", "<>", "").execute();
  const all = [...new Set([...units.keys(), ...looked.map(({ account_id }) => account_id)])];
  const sortKey = (account: string) => `${units.get(account) ?? "\uffff"}\n${account}`;
  const within = businessUnit === undefined ? all : all.filter((account) => units.get(account) === businessUnit);
  return within.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** Who may do what in accounts at an instant, as far as the actor may see, one account after another in the order given. */
export async function* accessReport(
  transaction: Work,
  { at, accounts, kinds, maxAgeHours }: AccessReportScope,
): AsyncGenerator<AccountAccess> {
  const campaigns = await listCampaigns(transaction);
  for (const account of accounts) {
    const known = await transaction.selectFrom("accounts").selectAll().where("account_id", "=", account).executeTakeFirst();
    for await (const { principals, coverage } of readRosters(transaction, { at, accounts: [account], kinds, maxAgeHours })) {
      const used = await uses(transaction, account, at);
      const reviews = [];
      for (const { id, name, state, dueAt } of campaigns.filter((campaign) => campaign.accounts.includes(account)))
        reviews.push({ id, name, state, dueAt, counts: await countItems(transaction, id, { account }) });
      yield {
        ...{ account, name: known?.name ?? "", businessUnit: known?.business_unit ?? null, owner: known?.owner ?? null },
        ...{ supportTeam: known?.support_team ?? null, securityContact: known?.security_contact ?? null, coverage, reviews },
        principals: principals.toSorted(inOrder).map((principal) => ({ ...principal, ...used(principal) })),
      };
    }
  }
}

const inOrder = (a: Principal, b: Principal): number => {
  const [one, other] = [a, b].map(({ kind, principalName, via, item }) => [kind, principalName, via ?? "", item].join("\n"));
  return (one ?? "") < (other ?? "") ? -1 : 1;
};

async function uses(transaction: Work, account: string, at: Date) {
  const snapshot = await readSnapshot(transaction, { at, kinds: ["iam_activity", "iam_mfa_device"], accounts: [account] });
  const activity = Map.groupBy(snapshot.of("iam_activity"), ({ facts }) => facts.principalId);
  const devices = new Set(snapshot.of("iam_mfa_device").map(({ facts }) => facts.userId));
  const isMfaKnown = await wasLooked(transaction, { account, at });
  return ({ kind, principalId }: Principal): Pick<ReportedPrincipal, "lastUsedAt" | "hasMfa"> => {
    const times = kind === "iam_user" || kind === "iam_role" ? activity.get(principalId) : undefined;
    const used = times?.flatMap(({ facts }) => facts.lastUsedAt ?? []).sort();
    return {
      lastUsedAt: used ? (used.at(-1) ?? null) : undefined,
      hasMfa: kind === "iam_user" && isMfaKnown ? devices.has(principalId) : undefined,
    };
  };
}

async function wasLooked(transaction: Work, { account, at }: { account: string; at: Date }): Promise<boolean> {
  const row = await transaction
    .selectFrom("cells")
    .select("outcome")
    .where("account_id", "=", account)
    .where("kind", "=", "iam_mfa_device")
    .where("at", "<=", at)
    .where("outcome", "=", "ok")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
