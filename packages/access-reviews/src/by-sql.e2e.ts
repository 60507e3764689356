import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf, opening } from "./campaign.fixture.ts";
import { closeCampaign } from "./close-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { admin, day, dev, prod } from "./inventory.fixture.ts";
import { listItems } from "./list-items.ts";
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
    values ('${campaign}', '${account}', 'x', '{"gaps": [], "cells": [], "leftOut": {}}', repeat('0', 64))`;
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
    "a campaign is not closed before each account was looked at once more": ["all", closing("both"), /both is closed once .* looked at/],
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

  const items = (set: string) => `update review_items set ${set} where campaign_id = 'both'`;
  const closed = (to: string) => `update review_accounts set closing = ${to} where campaign_id = 'both'`;
  const outcome = (
    word: string,
    by: string,
  ) => `insert into review_outcomes (campaign_id, account_id, item_id, plan_hash, outcome, noted_by, at)
    select campaign_id, account_id, item_id, 'h', '${word}', '${by}', now() from review_items where campaign_id = 'both' limit 1`;
  const unread: Record<string, [statement: string, message: RegExp]> = {
    "reasons that are a number": [items("privileged_because = '5'"), /reasons_are_texts/],
    "a reason that is a list": [items(`privileged_because = '[["x"]]'`), /reasons_are_texts/],
    "names that are numbers": [items("own_names = '[5]'"), /names_are_texts/],
    "permissions without parts": [items("permissions = '{}'"), /permissions_fit/],
    "permissions with a part more": [items(`permissions = permissions || '{"x": 1}'`), /permissions_fit/],
    "a password that is a word": [items(`permissions = permissions || '{"hasLogin": "no"}'`), /permissions_fit/],
    "a policy's hash that is none": [
      items(`permissions = permissions || '{"attached": [{"name": "x", "arn": null, "sha256": "y"}]}'`),
      /permissions_fit/,
    ],
    "an unknown part that was not seen": [
      items(`permissions = permissions || '{"unseen": [{"part": "x", "since": null}]}'`),
      /permissions_fit/,
    ],
    "parts that were not seen on no day": [
      items(`decided_permissions = permissions || '{"unseen": [{"part": "keys", "since": "2026-02-30T00:00:00Z"}]}'`),
      /decided_permissions_fit/,
    ],
    "permissions of before that can't be read": [items("opening_permissions = 'null'"), /opening_permissions_fit/],
    "an unknown kind": [items("kind = 'iam_thing'"), /kind_is_known/],
    "an instant without an end": [items("gone_at = 'infinity'"), /gone_at_is_told/],
    "an instant of a year of three digits": [items("changed_at = '0999-12-31T23:59:59Z'"), /changed_at_is_told/],
    "an instant of a year of five digits": [items("changed_at = '10000-01-01'"), /changed_at_is_told/],
    "other gaps at the opening": ["update review_accounts set opening = '5' where campaign_id = 'both'", /what was seen .* stays as it is/],
    "gaps at the closing that are a number": [closed(`'{"cells": [], "gaps": [5], "leftOut": {}}'`), /closing_fits/],
    "roles left out that are not counted": [closed(`opening || '{"leftOut": {"x": 0}}'`), /closing_fits/],
    "a look that ended on no day": [closed(`jsonb_set(opening, '{cells,0,completeAt}', '"soon"')`), /closing_fits/],
    "an unknown outcome": [outcome("x", "boss@example.com"), /outcome_is_known/],
    "an outcome in another's name": [outcome("planned", "another"), /row-level security/],
  };
  it.each(Object.entries(unread))("an admin of one account writes no %s", async (_, [statement, message]) => {
    await expect(asAdmin([dev], statement)).rejects.toThrow(message);
  });
  it("what can be read is written", async () => {
    const seen = `{"unseen": [{"part": "who", "since": "2028-02-29T23:59:59.999Z"}], "boundary": {"name": "x", "arn": null, "sha256": null}}`;
    const written = given.store.as(admin([dev]), async (transaction) => {
      await sql.raw(items(`permissions = permissions || '${seen}', privileged_because = '["x"]', gone_at = now()`)).execute(transaction);
      await sql.raw(closed(`opening || '{"leftOut": {"x": 1}}'`)).execute(transaction);
      await sql.raw(outcome("planned", "boss@example.com")).execute(transaction);
      const { items: found } = await listItems(transaction, { campaign: "both" });
      throw new Error(`taken back: ${found.length}`);
    });
    await expect(written).rejects.toThrow(/taken back: [1-9]/);
  });
  it("a campaign of all years that have four digits is opened", async () => {
    const [opensAt, dueAt] = ["1000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"];
    await open("ages", { accounts: [prod], opensAt: new Date(opensAt), dueAt: new Date(dueAt) });
    expect(await given.store.as(admin(), (transaction) => getCampaign(transaction, "ages"))).toMatchObject({ opensAt, dueAt });
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
