import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tally } from "@plumbline/iam-store/put-records";
import { StoreError } from "@plumbline/iam-store/store-error";
import type { Collected } from "./collected.ts";

/** Of a kind that nothing was written of. */
export const nothing: Tally = { seen: 0, added: 0, changed: 0, ended: 0 };

/** A listing that another run took over is a gap of this run and no more: the ledger has the other run's word on it. */
export async function unlessOvertaken(
  { account, listing, kinds }: { readonly account: string; readonly listing: string; readonly kinds: readonly Kind[] },
  write: () => Promise<readonly Collected[]>,
): Promise<readonly Collected[]> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "overtaken") throw error;
    return kinds.map((kind) => ({ account, listing, kind, outcome: "failed", message: error.message, isGap: true, ...nothing }));
  }
}
