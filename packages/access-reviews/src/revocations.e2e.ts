import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { admin, attached, day, describeAccounts, dev, look, people, prod, reviewer } from "./inventory.fixture.ts";
import { listItems } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import { refreshCampaign } from "./refresh-campaign.ts";
import { decidedRevocations, noteOutcome, revocationsOf } from "./revocations-of.ts";

onBothStores("a revocation that was made", (given) => {
  const campaign = "made";
  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const ann = async () => {
    const { items } = await asAdmin((transaction) => listItems(transaction, { campaign, kind: "iam_user", text: "ann" }));
    const [found] = items;
    if (!found) throw new Error("no item ann");
    return found;
  };
  const counts = () =>
    asAdmin(async (transaction) => [
      (await revocationsOf(transaction, campaign)).length,
      (await decidedRevocations(transaction, campaign)).length,
    ]);

  it("stays one, whatever its principal may do now", async () => {
    await look(given.store, day(1), people);
    await describeAccounts(given.store);
    await asAdmin((transaction) =>
      openCampaign(
        transaction,
        {
          ...{ id: campaign, name: "Made", opensAt: day(2), dueAt: day(20), accounts: [dev, prod], kinds: ["iam_user"] },
          routing: { routes: [], defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
        },
        { at: day(2) },
      ),
    );
    const { item, permissionHash, reviewer: by } = await ann();
    const words = [{ item, permissionHash, verdict: "revoke" as const, reason: "left the team" }];
    await given.store.as(reviewer(by), (transaction) => decide(transaction, { campaign, at: day(3), words }));
    expect([(await ann()).state, await counts()]).toEqual(["revoked", [1, 1]]);

    // Its permissions are others: nobody knows yet whether by the revocation.
    await look(given.store, day(4), [...people, attached(`AIDAann${dev}`, "something", dev)]);
    await asAdmin((transaction) => refreshCampaign(transaction, { campaign, at: day(5) }));
    expect([(await ann()).state, await counts()]).toEqual(["changed", [0, 1]]);

    const noted = { campaign, item, planHash: "a".repeat(64) };
    await asAdmin((transaction) => noteOutcome(transaction, { ...noted, outcome: "verified", at: day(6) }));
    expect([(await ann()).state, await counts()]).toEqual(["revoked", [1, 1]]);
    await asAdmin((transaction) => noteOutcome(transaction, { ...noted, outcome: "undone", at: day(7) }));
    expect([(await ann()).state, await counts()]).toEqual(["changed", [0, 1]]);
  });
});
