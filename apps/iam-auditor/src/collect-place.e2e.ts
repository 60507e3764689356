import type { RecordOf } from "@plumbline/iam-model/kinds";
import { awsListing } from "@plumbline/iam-model/listing";
import { organizationAccounts } from "@plumbline/iam-model/projections/organization_account";
import { organizationPolicies } from "@plumbline/iam-model/projections/organization_policy";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { expect, it } from "vitest";
import { noteUnseen } from "./collect-place.ts";
import { findUnread } from "./find-unread.ts";

const [management, member] = ["111122223333", "444455556666"];
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const told: RecordOf<"organization_account"> = {
  ...{ kind: "organization_account", id: member, account: member, name: "m", arn: null, createdAt: null, updatedAt: null },
  facts: { organization: "o-1", email: "", status: "ACTIVE", path: ["r-1"], tags: {}, policies: [] },
};
const listing = (type: string) => awsListing({ account: management, region: "global", type });

onBothStores("noteUnseen", (given) => {
  const write = async (n: number, type: "organization_account" | "organization_policy") => {
    const writer = await writeListing(given.store, { run: `run-${n}`, listing: listing(type), account: "", at: day(n) });
    await writer.end([{ kind: type, outcome: "ok" }]);
  };
  const note = (n: number) =>
    noteUnseen(
      { store: given.store, run: `unseen-${n}`, now: () => day(n) },
      [organizationAccounts, organizationPolicies],
      { account: management, region: "global" },
      { outcome: "denied", message: "no" },
    );
  const outcomes = (n: number) =>
    given.store.as({ role: "reader", accounts: [member], subject: "test" }, async (transaction) =>
      (await lookedAsOf(transaction, { at: day(n), accounts: [member] })).map(({ kind, outcome }) => `${kind} ${outcome}`),
    );

  it("tells a member that its organization can't be asked any more", async () => {
    await write(1, "organization_account");
    await write(1, "organization_policy");
    expect(await outcomes(2)).toEqual(["organization_account ok", "organization_policy ok"]);
    await note(3);
    expect(await outcomes(4)).toEqual(["organization_account denied", "organization_policy denied"]);
  });

  it("makes a gap of what is skipped while records stand that nobody else tells of, and of nothing else that is", async () => {
    const store = await given.another();
    const writer = await writeListing(store, { run: "first", listing: listing("organization_account"), account: "", at: day(1) });
    await writer.put([told]);
    await writer.end([{ kind: "organization_account", outcome: "ok" }]);
    const skipped = { outcome: "skipped", message: "another is the one to ask" } as const;
    const where = { account: management, region: "global" };
    const collecting = { store, run: "second", now: () => day(2) };
    const collected = await noteUnseen(collecting, [organizationAccounts, organizationPolicies], where, skipped);
    expect(await findUnread(store, collected, day(3))).toMatchObject([
      { kind: "organization_account", outcome: "unread", isGap: true, message: expect.stringContaining("another is the one to ask; ") },
      { kind: "organization_policy", outcome: "skipped", isGap: false, message: "another is the one to ask" },
    ]);
  });

  it("makes a gap of a listing that another run took over, and goes on with the next", async () => {
    await write(9, "organization_account");
    expect(await note(8)).toMatchObject([
      { kind: "organization_account", outcome: "failed", isGap: true, message: expect.stringContaining("another run has begun") },
      { kind: "organization_policy", outcome: "denied", isGap: true, message: "no" },
    ]);
    expect(await outcomes(10)).toEqual(["organization_account ok", "organization_policy denied"]);
  });
});
