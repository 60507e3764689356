import { awsListing } from "@plumbline/iam-model/listing";
import { organizationAccounts } from "@plumbline/iam-model/projections/organization_account";
import { organizationPolicies } from "@plumbline/iam-model/projections/organization_policy";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { expect, it } from "vitest";
import { noteUnseen } from "./collect-place.ts";

const [management, member] = ["111122223333", "444455556666"];
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
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

  it("makes a gap of a listing that another run took over, and goes on with the next", async () => {
    await write(9, "organization_account");
    expect(await note(8)).toMatchObject([
      { kind: "organization_account", outcome: "failed", isGap: true, message: expect.stringContaining("another run has begun") },
      { kind: "organization_policy", outcome: "denied", isGap: true, message: "no" },
    ]);
    expect(await outcomes(10)).toEqual(["organization_account ok", "organization_policy denied"]);
  });
});
