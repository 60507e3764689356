import type { IamRecord } from "@plumbline/iam-model/kinds";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { closeCampaign } from "./close-campaign.ts";
import { decide } from "./decide.ts";
import { admin, attached, day, describeAccounts, dev, look, people, prod, reviewer } from "./inventory.fixture.ts";
import { getItem, listItems } from "./list-items.ts";
import { openCampaign } from "./open-campaign.ts";
import { buildPack } from "./pack/build-pack.ts";
import { packed, read } from "./pack/pack.fixture.ts";
import { refreshCampaign } from "./refresh-campaign.ts";
import { everRevoked, noteOutcome, revocationsOf } from "./revocations-of.ts";

/** The permissions of ann: a key, a password and, by the group readers, a policy. */
const without = (...kinds: readonly IamRecord["kind"][]) => people.filter(({ kind, id }) => !(kinds.includes(kind) && /ann/i.test(id)));
const something = attached(`AIDAann${dev}`, "something", dev);
const less = without("iam_membership", "iam_access_key");

onBothStores("a decision whose principal's permissions are others since", (given) => {
  const asAdmin = <T>(work: Parameters<typeof given.store.as<T>>[1]) => given.store.as(admin(), work);
  const ann = async (campaign: string) => {
    const { items } = await asAdmin((transaction) => listItems(transaction, { campaign, kind: "iam_user", text: "ann" }));
    const [found] = items;
    if (!found) throw new Error("no item ann");
    return found;
  };
  /** The state, how many revocations stand, and how many were decided. */
  const stands = async (campaign: string) => [
    (await ann(campaign)).state,
    ...(await asAdmin(async (transaction) => [
      (await revocationsOf(transaction, campaign)).length,
      (await everRevoked(transaction, campaign)).length,
    ])),
  ];
  /** Each look is on a day of its own. */
  let today = 1;
  const seen = async (campaign: string, records: readonly IamRecord[]) => {
    today += 1;
    await look(given.store, day(today), records);
    await asAdmin((transaction) => refreshCampaign(transaction, { campaign, at: day(today, 1) }));
    return await stands(campaign);
  };
  const decided = async (campaign: string, verdict: "keep" | "revoke") => {
    const { item, permissionHash, reviewer: by } = await ann(campaign);
    const words = [{ item, permissionHash, verdict, reason: "left the team" }];
    await given.store.as(reviewer(by), (transaction) => decide(transaction, { campaign, at: day(today, 2), words }));
    return item;
  };
  const opened = async (campaign: string) => {
    today += 1;
    await look(given.store, day(today), people);
    await asAdmin((transaction) =>
      openCampaign(
        transaction,
        {
          ...{ id: campaign, name: "Made", dueAt: day(29), accounts: [dev, prod], kinds: ["iam_user"] },
          routing: { routes: [], defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
        },
        { at: day(today, 1) },
      ),
    );
  };

  it("a revocation stands until its principal gains something, whatever was noted of it", async () => {
    await describeAccounts(given.store);
    await opened("made");
    const item = await decided("made", "revoke");
    expect(await stands("made")).toEqual(["revoked", 1, 1]);

    // Nobody noted anything yet, and part of it is gone.
    expect(await seen("made", less)).toEqual(["revoked", 1, 1]);
    expect(await seen("made", [...less, something])).toEqual(["changed", 0, 1]);
    const note = (outcome: "verified" | "undone") =>
      asAdmin((transaction) => noteOutcome(transaction, { campaign: "made", item, planHash: "a".repeat(64), outcome, at: day(today, 3) }));
    await note("verified");
    expect(await stands("made")).toEqual(["changed", 0, 1]);
    expect(await seen("made", less)).toEqual(["revoked", 1, 1]);
    expect(await seen("made", [...less, something])).toEqual(["changed", 0, 1]);
    await note("undone");
    expect(await seen("made", people)).toEqual(["revoked", 1, 1]);
  });

  it("is told with what was planned and made for it, though it was decided to keep since", async () => {
    await opened("regretted");
    const item = await decided("regretted", "revoke");
    for (const outcome of ["planned", "verified"] as const)
      await asAdmin((transaction) =>
        noteOutcome(transaction, { campaign: "regretted", item, planHash: "b".repeat(64), outcome, at: day(today, 3) }),
      );
    await decided("regretted", "keep");
    const ever = await asAdmin((transaction) => everRevoked(transaction, "regretted"));
    expect(ever).toMatchObject([{ item, revocation: { what: "everything", principalName: "ann" }, last: { verdict: "keep" } }]);
    expect(await asAdmin((transaction) => revocationsOf(transaction, "regretted"))).toEqual([]);
    expect((await asAdmin((transaction) => getItem(transaction, { campaign: "regretted", item }))).outcomes).toMatchObject([
      { outcome: "planned", by: "boss@example.com" },
      { outcome: "verified" },
    ]);
    await asAdmin((transaction) => closeCampaign(transaction, { campaign: "regretted", at: day(today, 4), isEarly: true }));
    const files = await read(await asAdmin((transaction) => packed(buildPack(transaction, { campaign: "regretted" }))));
    expect(JSON.parse(String(files.get("revocations.json")))).toMatchObject([
      { principalName: "ann", decidedLast: "keep", outcomes: [{ outcome: "planned" }, { outcome: "verified" }] },
    ]);
    expect(String(files.get("README.txt"))).toContain("1 decided to keep after something was planned or taken away, see revocations.json");
    const rows: Record<string, string>[] = parse(files.get("items.csv") ?? "", { columns: true });
    expect(rows.filter(({ changes }) => changes !== "")).toMatchObject([
      { principal: "ann", outcome: "kept", changes: "planned verified" },
    ]);
  });

  it("an approval stands while its principal loses something, and not when it gains", async () => {
    await opened("kept");
    await decided("kept", "keep");
    expect(await seen("kept", without("iam_membership"))).toEqual(["kept", 0, 0]);
    expect(await seen("kept", [...without("iam_membership"), something])).toEqual(["changed", 0, 0]);
    // What it is decided on anew is what counts from then on.
    await decided("kept", "keep");
    expect(await stands("kept")).toEqual(["kept", 0, 0]);
    expect(await seen("kept", people)).toEqual(["changed", 0, 0]);
    expect(await seen("kept", without("iam_membership"))).toEqual(["kept", 0, 0]);
  });
});
