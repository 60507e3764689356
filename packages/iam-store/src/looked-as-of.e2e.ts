import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { lookedAsOf } from "./read-as-of.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const [management, delegate, member] = ["111122223333", "444455556666", "777788889999"];
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const reader = (account: string): Actor => ({ role: "reader", accounts: [account], subject: "test" });

/** Who was asked, under whose account it is noted, and how it came out; a day each. */
type Look = readonly [asked: string, noted: string, outcome: string];
const rows: Record<string, { looks: readonly Look[]; ofMember: readonly string[] }> = {
  "a whole listing": { looks: [[management, "", "ok"]], ofMember: [`${management} ok 1`] },
  "an account that can't be signed in to any more": {
    looks: [
      [management, "", "ok"],
      [management, management, "denied"],
    ],
    ofMember: [`${management} denied 1`],
  },
  "a member that was never the one to ask, and can't be signed in to": { looks: [[delegate, delegate, "denied"]], ofMember: [] },
  "one that was not the one to ask, and is now": {
    looks: [
      [delegate, delegate, "skipped"],
      [delegate, "", "ok"],
      [delegate, delegate, "denied"],
    ],
    ofMember: [`${delegate} denied 2`],
  },
  "a gap before a skipped look": {
    looks: [
      [delegate, "", "ok"],
      [delegate, delegate, "denied"],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${delegate} denied 1`],
  },
  "a gap before a skipped look, told by another since": {
    looks: [
      [delegate, "", "ok"],
      [delegate, delegate, "denied"],
      [management, "", "ok"],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 3`, `${delegate} skipped 1`],
  },
  "a gap before a skipped look and a whole one": {
    looks: [
      [delegate, "", "ok"],
      [delegate, delegate, "denied"],
      [delegate, delegate, "skipped"],
      [delegate, "", "ok"],
    ],
    ofMember: [`${delegate} ok 4`],
  },
};

onBothStores("lookedAsOf", (given) => {
  beforeEach(() => sql`truncate records, versions, listings, cells`.execute(given.store.db));

  it.each(Object.entries(rows))("tells a reader of one member of %s", async (_, { looks, ofMember }) => {
    for (const [index, [asked, account, outcome]] of looks.entries()) {
      const listing = `aws/${asked}/global/organization_account`;
      const writer = await writeListing(given.store, { run: `run-${index}`, listing, account, at: day(index + 1) });
      await writer.end([{ kind: "organization_account", outcome }]);
    }
    const looked = await given.store.as(reader(member), (transaction) => lookedAsOf(transaction, { at: day(20), accounts: [member] }));
    const told = looked.map(({ listing, outcome, completeAt }) => {
      const complete = completeAt === null ? "never" : new Date(completeAt).getUTCDate();
      return `${listing.split("/")[1]} ${outcome} ${complete}`;
    });
    expect(told).toEqual(ofMember);
  });
});
