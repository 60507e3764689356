import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { admin, adminDocument, attached, day, dev, look, people, policy, prod, reviewer, user } from "./inventory.fixture.ts";
import { listItems } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import type { Person } from "./routes.ts";

onBothStores("approvals that are carried over", (given) => {
  const { open, itemOf, say, lookAtPeople } = campaignsOf(given);
  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const opened = (id: string, at: Date, of: readonly Partial<Person>[] = []) =>
    asAdmin((transaction) =>
      openCampaign(
        transaction,
        {
          ...{ id, name: id, dueAt: day(28), accounts: [dev, prod], kinds: ["iam_user"], carryOver: id === "first" ? false : "first" },
          routing: { people: of.map((one) => ({ id: "", ...one })), defaultReviewer: "zoe@example.com", alternate: "boss@example.com" },
        },
        { at },
      ),
    );
  const stateOf = async (campaign: string, text: string) => {
    const { items } = await asAdmin((transaction) => listItems(transaction, { campaign, text }));
    return items[0]?.state;
  };

  it("are none of whom the principal is now", async () => {
    await lookAtPeople();
    await opened("first", day(1, 1));
    const { items } = await asAdmin((transaction) => listItems(transaction, { campaign: "first" }));
    for (const { item, permissionHash, principalName, reviewer: by } of items.filter(({ principalName }) =>
      ["ann", "eve"].includes(principalName),
    ))
      await given.store.as(reviewer(by), (transaction) =>
        decide(transaction, {
          campaign: "first",
          at: day(1, 2),
          words: [{ item, permissionHash, verdict: "keep", reason: principalName }],
        }),
      );
    await asAdmin((transaction) => closeCampaign(transaction, { campaign: "first", at: day(1, 3), isEarly: true }));

    expect((await opened("second", day(1, 4))).carriedOver).toBe(2);
    expect((await opened("third", day(1, 5), [{ id: "Dora@example.com", principals: ["ann"] }])).carriedOver).toBe(1);
    expect([await stateOf("third", "ann"), await stateOf("third", "eve")]).toEqual(["undecided", "kept"]);
  });

  it("are none of what is privileged or changed", async () => {
    await look(given.store, day(21), people);
    await open("spring", {}, day(21, 2));
    await say("spring", "ann", "keep", "still here", { at: day(21, 3) });
    await say("spring", "bob", "keep", "rules", { at: day(21, 3) });
    await say("spring", "cyd", "keep", "", { by: "dan@example.com", at: day(21, 3) });
    await say("spring", "eve", "revoke", "no", { by: "boss@example.com", at: day(21, 3) });
    await say("spring", "deploy", "keep", "", { by: "rita@example.com", at: day(21, 3), kind: "iam_role" });
    const fewer = people.filter(({ id }) => id !== attached(`AROAdeploy${dev}`, "read", dev).id);
    await look(given.store, day(22), fewer);
    await given.store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "spring", at: day(23) }));
    expect(await itemOf("spring", "deploy", "iam_role")).toMatchObject({ state: "kept" });
    const changed = [...fewer, policy("more", dev, adminDocument), attached(`AIDAcyd${dev}`, "more", dev), user("new", dev)];
    await look(given.store, day(24), changed);
    const opened = await open("summer", { carryOver: true, dueAt: day(30) }, day(25));
    expect(opened).toMatchObject({
      ...{ items: 7, carriedOver: 1, notCarried: { privileged: 2, changed: 1 } },
      campaign: { carriedOverFrom: "spring" },
    });
    expect(await itemOf("summer", "ann")).toMatchObject({
      ...{ state: "kept", decision: { by: "boss@example.com", reason: "still here" } },
    });
    expect((await itemOf("summer", "ann")).decision?.carriedFrom).toMatchObject({ campaign: "spring", by: "dora@example.com" });
    expect(await itemOf("summer", "bob")).toMatchObject({ state: "undecided" });
    expect(await itemOf("summer", "cyd")).toMatchObject({ state: "undecided" });
    expect(await open("summer", { carryOver: true, dueAt: day(30) }, day(25))).toMatchObject({ isNew: false, carriedOver: 1 });
  });
});
