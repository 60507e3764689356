import type { IamStore } from "@plumbline/iam-store/open-store";
import { decide } from "./decide.ts";
import { admin, day, describeAccounts, dev, look, people, prod, reviewer } from "./inventory.fixture.ts";
import { listItems } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import type { Opening } from "./opening.ts";

export const opening = (id: string, changes: Partial<Opening> = {}) => ({
  ...{ id, name: `Review ${id}`, opensAt: day(2), dueAt: day(20), accounts: [dev, prod] },
  kinds: ["iam_user" as const, "iam_role" as const, "iam_membership" as const],
  routing: {
    routes: [{ reviewer: "Rita@example.com", account: dev, kind: "iam_role" as const }],
    ...{ defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
  },
  ...changes,
});

/** Opens, lists and decides in the store of `onBothStores`. */
export function campaignsOf(given: { readonly store: IamStore }) {
  const open = (id: string, changes: Partial<Opening> = {}, at = day(2)) =>
    given.store.as(admin(), (transaction) => openCampaign(transaction, opening(id, changes), { at }));
  const items = (campaign: string, actor = admin()) =>
    given.store.as(actor, async (transaction) => (await listItems(transaction, { campaign })).items);
  const itemOf = async (campaign: string, name: string, kind: string = "iam_user") => {
    const found = (await items(campaign)).find((item) => item.principalName === name && item.kind === kind);
    if (!found) throw new Error(`no item ${name}`);
    return found;
  };
  const say = async (
    campaign: string,
    name: string,
    verdict: "keep" | "revoke",
    reason = "",
    { by = "dora@example.com", at = day(5), kind = "iam_user" } = {},
  ) => {
    const { item, permissionHash } = await itemOf(campaign, name, kind);
    const actor = by === "boss@example.com" ? admin() : reviewer(by);
    return given.store.as(actor, (transaction) =>
      decide(transaction, { campaign, at, words: [{ item, permissionHash, verdict, reason }] }),
    );
  };
  /** Writes `people` as seen on the first, and tells of their accounts. */
  const lookAtPeople = async () => {
    await look(given.store, day(1), people);
    await describeAccounts(given.store);
  };
  return { open, items, itemOf, say, lookAtPeople };
}
