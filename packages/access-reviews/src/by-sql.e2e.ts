import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf, opening } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { admin, day, dev, prod } from "./inventory.fixture.ts";
import { openCampaign } from "./open-campaign.ts";
import { refreshCampaign } from "./refresh-campaign.ts";

/** Whatever the application does not let anybody do, tried in SQL under the application's own roles. */
onBothStores("in SQL", (given) => {
  const { open, lookAtPeople } = campaignsOf(given);
  const asAdmin = (accounts: readonly string[] | "all", statement: string) =>
    given.store.as(admin(accounts), (transaction) => sql.raw(statement).execute(transaction));
  beforeAll(async () => {
    await lookAtPeople();
    await open("both");
    await open("bonly", { accounts: [prod] });
    await open("aonly", { accounts: [dev] });
  });

  const closing = (campaign: string, by = "boss@example.com") =>
    `update campaigns set state = 'closed', closed_by = '${by}', closed_at = opened_at where campaign_id = '${campaign}'`;
  const joining = (campaign: string, account: string) => `insert into review_accounts (campaign_id, account_id, name, opening, head)
    values ('${campaign}', '${account}', 'x', '{"gaps": [], "cells": [], "leftOut": []}', repeat('0', 64))`;
  const campaigns: Record<string, [accounts: readonly string[] | "all", statement: string, message: RegExp | number]> = {
    "a campaign over more accounts is not closed": [[dev], closing("both"), 0],
    "another's campaign is not closed": [[dev], closing("bonly"), 0],
    "a campaign is not closed in another's name": ["all", closing("both", "another"), /row-level security/],
    "another's campaign takes no account": [[dev], joining("bonly", dev), /bonly takes no further account/],
    "one's own campaign takes no account later": ["all", joining("bonly", dev), /bonly takes no further account/],
    "no account moves into another's campaign": [
      [dev],
      `update review_accounts set campaign_id = 'bonly' where campaign_id = 'aonly'`,
      /account 111122223333 of campaign aonly stays where it is/,
    ],
    "a campaign's count of accounts stays": [
      [prod],
      "update campaigns set account_count = 2 where campaign_id = 'bonly'",
      /row-level security|bonly stays as it is/,
    ],
    "a campaign's name stays": ["all", "update campaigns set name = 'x' where campaign_id = 'both'", /both stays as it is/],
    "a campaign is not opened in another's name": [
      "all",
      `insert into campaigns select 'other', name, state, opens_at, due_at, snapshot_at, kinds, account_count, default_reviewer, settings, null,
        accepted_incomplete, 'another', opened_at, null, null from campaigns where campaign_id = 'both'`,
      /row-level security/,
    ],
  };
  it.each(Object.entries(campaigns))("%s", async (_, [accounts, statement, expected]) => {
    const tried = asAdmin(accounts, statement);
    if (typeof expected === "number") expect((await tried).numAffectedRows).toBe(BigInt(expected));
    else await expect(tried).rejects.toThrow(expected);
  });
  it("an admin of one account of a campaign refreshes what is theirs, and can't close it", async () => {
    const at = day(2, 1);
    const refreshed = await given.store.as(admin([dev]), (transaction) => refreshCampaign(transaction, { campaign: "both", at }));
    expect(refreshed).toMatchObject({ changed: 0 });
    await expect(
      given.store.as(admin([dev]), (transaction) => closeCampaign(transaction, { campaign: "both", at, isEarly: true })),
    ).rejects.toMatchObject({ code: "not-all-accounts" });
    expect(await given.store.as(admin(), (transaction) => getCampaign(transaction, "both"))).toMatchObject({ state: "open" });
    await expect(given.store.as(admin([dev]), (transaction) => getCampaign(transaction, "bonly"))).rejects.toMatchObject({
      code: "no-such-campaign",
    });
  });
  it("who opens a campaign is told of the campaigns of others that an id can't be taken, and no more", async () => {
    const tried = (id: string) =>
      given.store.as(admin([dev]), (transaction) => openCampaign(transaction, opening(id, { accounts: [dev] }), { at: day(2) }));
    const taken = "the id bonly can't be taken: give the campaign another one";
    await expect(tried("bonly")).rejects.toMatchObject({ code: "exists", message: taken });
    await expect(tried("both")).rejects.toMatchObject({
      code: "exists",
      message: expect.stringMatching(/^there is another campaign both/),
    });
  });
  it("who acts for all accounts of a campaign closes it", async () => {
    await given.store.as(admin([dev]), (transaction) => closeCampaign(transaction, { campaign: "aonly", at: day(3), isEarly: true }));
    expect(await given.store.as(admin([dev]), (transaction) => getCampaign(transaction, "aonly"))).toMatchObject({ state: "closed" });
  });
});
