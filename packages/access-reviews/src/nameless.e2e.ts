import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { admin, day, dev } from "./inventory.fixture.ts";
import { refreshCampaign } from "./refresh-campaign.ts";

const instance = "arn:aws:sso:::instance/ssoins-1";
const set = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
const common = { account: "", arn: null, createdAt: null, updatedAt: null };
const ann: IamRecord = { ...common, kind: "sso_user", id: "u1", name: "Ann", facts: { instance, displayName: "Ann", groupIds: [] } };
const harmless: IamRecord = {
  ...{ ...common, kind: "sso_permission_set", id: set, name: "Look", arn: set },
  facts: { instance, managedPolicies: [], customerPolicies: [], inlinePolicy: null, boundary: null, sessionDuration: "PT1H" },
};
const assignment: IamRecord = {
  ...{ ...common, kind: "sso_assignment", id: `${dev}/${set}/u1`, account: dev, name: "u1" },
  facts: { instance, permissionSetArn: set, principalKind: "USER", principalId: "u1" },
};

onBothStores("an assignment of whom nobody saw who it is", (given) => {
  const { open, itemOf, say } = campaignsOf(given);
  const look = async (at: Date, usersAre: "ok" | "denied") => {
    const seen: readonly (readonly [kind: Kind, account: string, records: readonly IamRecord[], outcome: string])[] = [
      ["sso_assignment", dev, [assignment], "ok"],
      ["sso_permission_set", "", [harmless], "ok"],
      ["sso_user", "", usersAre === "ok" ? [ann] : [], usersAre],
      ["sso_group", "", [], "ok"],
      ["iam_policy", dev, [], "ok"],
    ];
    for (const [kind, account, records, outcome] of seen) {
      const writer = await writeListing(given.store, { run: `r${at.getTime()}`, listing: `aws/${dev}/global/${kind}`, account, at });
      await writer.put(records);
      await writer.end([{ kind, outcome }]);
    }
  };

  it("takes a reason, and is asked for again once that is known", async () => {
    await look(day(1), "denied");
    await open("q2", { accounts: [dev], kinds: ["sso_assignment"], acceptIncomplete: true });
    const own = { by: "ann@example.com", kind: "sso_assignment" };
    const boss = { by: "boss@example.com", kind: "sso_assignment", at: day(3, 2) };
    expect(await itemOf("q2", "u1", "sso_assignment")).toMatchObject({
      ...{ isPrivileged: true, privilegedBecause: ["it was not seen who it is"] },
      permissions: { unseen: [{ part: "who", since: null }] },
    });
    await expect(say("q2", "u1", "keep", "", { ...boss, at: day(2) })).rejects.toMatchObject({ code: "reason-missing" });
    await say("q2", "u1", "keep", "known to me", { ...boss, at: day(2) });
    await look(day(3), "ok");
    await given.store.as(admin(), (transaction) => refreshCampaign(transaction, { campaign: "q2", at: day(3, 1) }));
    expect(await itemOf("q2", "u1", "sso_assignment")).toMatchObject({ state: "changed", isPrivileged: false });
    await expect(say("q2", "u1", "keep", "mine", own)).rejects.toMatchObject({ code: "own-principal" });
    await say("q2", "u1", "keep", "", boss);
    expect(await itemOf("q2", "u1", "sso_assignment")).toMatchObject({ state: "kept" });
  });
});
