import type { IamStore } from "@plumbline/iam-store/open-store";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Collected } from "./collected.ts";

/**
 * Makes gaps of the listings that were skipped and whose earlier records nobody has told of since, such as those of an account that was a
 * delegated administrator. Ask when all listings of a run have ended: another one may tell of them. Rejects with a StoreError.
 */
export async function findUnread(store: IamStore, collected: readonly Collected[], at: Date): Promise<readonly Collected[]> {
  if (!collected.some(({ outcome }) => outcome === "skipped")) return collected;
  const looked = await store.as({ role: "collector", accounts: "all", subject: "collector" }, (transaction) =>
    lookedAsOf(transaction, { at }),
  );
  const unread = new Map(
    looked.flatMap(({ listing, kind, outcome, message }) => (outcome === "unread" ? [[`${listing} ${kind}`, message ?? undefined]] : [])),
  );
  return collected.map((one) => {
    const key = `${one.listing} ${one.kind}`;
    return one.outcome === "skipped" && unread.has(key) ? { ...one, outcome: "unread", message: unread.get(key), isGap: true } : one;
  });
}
