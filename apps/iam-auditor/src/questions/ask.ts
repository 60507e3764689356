import type { Io } from "@plumbline/cli/io";
import type { Kind } from "@plumbline/iam-model/kinds";
import type { Snapshot } from "@plumbline/iam-model/snapshot";
import type { Actor } from "@plumbline/iam-store/actor";
import { readSnapshot } from "@plumbline/iam-store/read-as-of";
import type { StoreConfig } from "../config.ts";
import { withStore } from "../open-store-of-options.ts";
import { accountsOfTable } from "../role-table.ts";

/** What is read of the inventory. */
export interface Asked {
  readonly instants: readonly Date[];
  readonly kinds: readonly Kind[];
  readonly account?: readonly string[] | undefined;
}

/** The snapshots of some instants with the accounts of the table of roles, all as the inventory was at one, so that a run that is writing shows in all of them or in none. */
export const snapshotsOf = (config: StoreConfig, { instants, kinds, account }: Asked, io: Io): Promise<readonly Snapshot[]> =>
  withStore(config, io, (store) => {
    const actor: Actor = { role: "reader", accounts: account ?? "all", subject: "plumbline iam" };
    const read = async (transaction: Parameters<typeof readSnapshot>[0]) => {
      const snapshots: Snapshot[] = [];
      // An organization names accounts that nobody ever looked at.
      const needed = [...new Set<Kind>([...kinds, "organization_account"])];
      const meant = await accountsOfTable(transaction);
      for (const at of instants)
        snapshots.push({ ...(await readSnapshot(transaction, { at, kinds: needed, ...(account && { accounts: account }) })), meant });
      return snapshots;
    };
    return store.as(actor, read, { oneInstant: true });
  });
