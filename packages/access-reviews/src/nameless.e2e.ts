import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { expect, it } from "vitest";
import { campaignsOf } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { admin, day, dev } from "./inventory.fixture.ts";
import { refreshCampaign } from "./refresh-campaign.ts";

const instance = "arn:aws:sso:::instance/ssoins-1";
const set = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
const common = { account: "", arn: null, createdAt: null, updatedAt: null };
const user = (id: string, name: string, groupIds: readonly string[] = []): IamRecord => ({
  ...{ ...common, kind: "sso_user", id, name },
  facts: { instance, displayName: name, groupIds: [...groupIds] },
});
const [ann, bea] = [user("u1", "Ann"), user("u2", "Bea")];
const harmless: IamRecord = {
  ...{ ...common, kind: "sso_permission_set", id: set, name: "Look", arn: set },
  facts: { instance, managedPolicies: [], customerPolicies: [], inlinePolicy: null, boundary: null, sessionDuration: "PT1H" },
};
const assignmentOf = ({ id, kind }: IamRecord): IamRecord => ({
  ...{ ...common, kind: "sso_assignment", id: `${dev}/${set}/${id}`, account: dev, name: id },
  facts: { instance, permissionSetArn: set, principalKind: kind === "sso_group" ? "GROUP" : "USER", principalId: id },
});

onBothStores("an assignment of whom nobody saw who it is", (given) => {
  const { open, items, itemOf, say } = campaignsOf(given);
  const look = async (at: Date, usersAre: "ok" | "denied", users = [ann], groups: readonly IamRecord[] = []) => {
    const seen: readonly (readonly [kind: Kind, account: string, records: readonly IamRecord[], outcome: string])[] = [
      ["sso_assignment", dev, (groups.length > 0 ? groups : users).map(assignmentOf), "ok"],
      ["sso_permission_set", "", [harmless], "ok"],
      ["sso_user", "", usersAre === "ok" ? users : [], usersAre],
      ["sso_group", "", groups, "ok"],
      ["iam_policy", dev, [], "ok"],
    ];
    for (const [kind, account, records, outcome] of seen) {
      const writer = await writeListing(given.store, { run: `r${at.getTime()}`, listing: `aws/${dev}/global/${kind}`, account, at });
      await writer.put(records);
      await writer.end([{ kind, outcome }]);
    }
  };

  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const kind = "sso_assignment";
  const start = (campaign: string, from: Date, defaultReviewer = "ann@example.com", alternate = "boss@example.com") => {
    const routing = { routes: [], people: [], ownerTags: [], defaultReviewer, alternate };
    return open(campaign, { accounts: [dev], kinds: [kind], acceptIncomplete: true, opensAt: from, routing }, from);
  };

  it("is privileged, and takes a reason", async () => {
    await look(day(1), "denied");
    await start("q2", day(1));
    expect(await itemOf("q2", "u1", kind)).toMatchObject({
      ...{ isPrivileged: true, privilegedBecause: ["it was not seen who it is"] },
      permissions: { unseen: [{ part: "who", since: null }] },
    });
    const kept = say("q2", "u1", "keep", "", { by: "ann@example.com", at: day(1, 1), kind });
    await expect(kept).rejects.toMatchObject({ code: "reason-missing" });
  });

  const rows: Record<string, [by: string, verdict: "keep" | "revoke", state: string]> = {
    "kept by the principal itself": ["ann@example.com", "keep", "changed"],
    "kept by a name that may be anybody's": ["00u1", "keep", "changed"],
    "kept by somebody else": ["boss@example.com", "keep", "kept"],
    "revoked by somebody else": ["boss@example.com", "revoke", "revoked"],
    "revoked by the principal itself": ["ann@example.com", "revoke", "revoked"],
  };
  it("is to be decided anew once that is known, where the principal may have kept it itself", async () => {
    const campaigns = Object.entries(rows).map(([words, row], n) => [words, `row-${n}`, ...row] as const);
    for (const [, campaign, by, verdict] of campaigns) {
      await start(campaign, day(1), by);
      await say(campaign, "u1", verdict, "known to me", { by, at: day(1, 1), kind });
    }
    await look(day(2), "ok");
    const found = campaigns.map(async ([words, campaign, by, verdict]) => {
      await asAdmin((transaction) => refreshCampaign(transaction, { campaign, at: day(2, 1) }));
      return [words, [by, verdict, (await items(campaign))[0]?.state]] as const;
    });
    expect(Object.fromEntries(await Promise.all(found))).toEqual(rows);
  });

  it("is passed on from whose it is, under the name by which it is known then", async () => {
    const [item] = await items("q2");
    expect(item).toMatchObject({ principalName: "u1", reviewer: "ann@example.com" });
    await asAdmin((transaction) => refreshCampaign(transaction, { campaign: "q2", at: day(2, 2) }));
    expect(await itemOf("q2", "Ann", kind)).toMatchObject({
      ...{ reviewer: "boss@example.com", routedBy: "default, alternate; passed on from the principal itself", state: "changed" },
    });
    await expect(say("q2", "Ann", "keep", "mine", { by: "ann@example.com", at: day(2, 3), kind })).rejects.toMatchObject({
      ...{
        code: "own-principal",
        message: `Identity Center assignment Ann in Look of ${dev} is ann@example.com's own: boss@example.com or an admin can decide on it`,
      },
    });
  });

  it("is nobody's who joined its group during a campaign", async () => {
    const team: IamRecord = { ...common, kind: "sso_group", id: "g1", name: "Team", facts: { instance, description: "" } };
    await look(day(5), "ok", [ann, bea], [team]);
    await start("joined", day(5), "bea@example.com", "bea@example.com");
    await look(day(5, 1), "ok", [ann, user("u2", "Bea", ["g1"])], [team]);
    const by = { by: "bea@example.com", at: day(5, 3), kind };
    const refreshed = await asAdmin((transaction) => refreshCampaign(transaction, { campaign: "joined", at: day(5, 2) }));
    expect(refreshed).toMatchObject({ changed: 0 });
    await expect(say("joined", "Team", "keep", "", by)).rejects.toMatchObject({
      ...{
        code: "own-principal",
        message: `Identity Center assignment Team in Look of ${dev} is bea@example.com's own: an admin can decide on it`,
      },
    });
  });

  it("stays revoked at the closing where it was seen before, and is not kept by who came meanwhile", async () => {
    await look(day(10), "ok");
    await look(day(10, 1), "denied", [ann, bea]);
    await start("late", day(10, 2), "bea@example.com");
    await say("late", "Ann", "revoke", "left", { by: "boss@example.com", at: day(10, 3), kind });
    await say("late", "u2", "keep", "needs it", { by: "bea@example.com", at: day(10, 3), kind });
    await look(day(10, 4), "ok", [ann, bea]);
    const closed = await asAdmin((transaction) => closeCampaign(transaction, { campaign: "late", at: day(10, 5), isEarly: true }));
    expect(closed.counts).toMatchObject({ all: 2, revoked: 1, changed: 1 });
  });
});
