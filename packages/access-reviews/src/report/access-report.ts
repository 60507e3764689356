import type { Kind } from "@plumbline/iam-model/kinds";
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
export interface LastLook {
  readonly at: string | null;
  readonly isOld: boolean;
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
  /** What was asked for; of other kinds nothing is told. */
  readonly kinds: readonly ItemKind[];
  /** When MFA devices and last use were last looked at completely; null for never. `isOld` where that is longer ago than was asked for. */
  readonly mfaLooked: LastLook;
  readonly useLooked: LastLook;
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
      const { used, mfaLooked, useLooked } = await uses(transaction, { account, at, maxAgeHours });
      const reviews = [];
      for (const { id, name, state, dueAt } of campaigns.filter((campaign) => campaign.accounts.includes(account)))
        reviews.push({ id, name, state, dueAt, counts: await countItems(transaction, id, { account }) });
      yield {
        ...{ account, name: known?.name ?? "", businessUnit: known?.business_unit ?? null, owner: known?.owner ?? null },
        ...{ supportTeam: known?.support_team ?? null, securityContact: known?.security_contact ?? null, coverage, reviews },
        ...{ mfaLooked, useLooked, kinds },
        principals: principals.toSorted(inOrder).map((principal) => ({ ...principal, ...used(principal) })),
      };
    }
  }
}

const inOrder = (a: Principal, b: Principal): number => {
  const [one, other] = [a, b].map(({ kind, principalName, via, item }) => [kind, principalName, via ?? "", item].join("\n"));
  return (one ?? "") < (other ?? "") ? -1 : 1;
};

async function uses(transaction: Work, { account, at, maxAgeHours }: { account: string; at: Date; maxAgeHours: number }) {
  const snapshot = await readSnapshot(transaction, { at, kinds: ["iam_activity", "iam_mfa_device"], accounts: [account] });
  const activity = Map.groupBy(snapshot.of("iam_activity"), ({ facts }) => facts.principalId);
  const devices = new Set(snapshot.of("iam_mfa_device").map(({ facts }) => facts.userId));
  const oldest = at.getTime() - maxAgeHours * 3_600_000;
  // Of several listings the one that was looked at longest ago counts: it may hide something.
  const lastLook = (of: Kind): LastLook => {
    const times = snapshot.looked.filter(({ kind }) => kind === of).map(({ completeAt }) => completeAt);
    const first = times.includes(null) ? null : (times.flatMap((time) => time ?? []).sort()[0] ?? null);
    return { at: first, isOld: first !== null && Date.parse(first) < oldest };
  };
  const [mfaLooked, useLooked] = [lastLook("iam_mfa_device"), lastLook("iam_activity")];
  const used = ({ kind, principalId }: Principal): Pick<ReportedPrincipal, "lastUsedAt" | "hasMfa"> => {
    const times = kind === "iam_user" || kind === "iam_role" ? activity.get(principalId) : undefined;
    const last = times?.flatMap(({ facts }) => facts.lastUsedAt ?? []).sort();
    return {
      lastUsedAt: last ? (last.at(-1) ?? null) : undefined,
      hasMfa: kind === "iam_user" && mfaLooked.at !== null ? devices.has(principalId) : undefined,
    };
  };
  return { used, mfaLooked, useLooked };
}
