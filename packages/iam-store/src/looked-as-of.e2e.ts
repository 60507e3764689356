import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { lookedAsOf } from "./read-as-of.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const [management, delegate, member] = ["111122223333", "444455556666", "777788889999"];
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const reader = (account: string): Actor => ({ role: "reader", accounts: [account], subject: "test" });

/** Of `o-1`, or of the organization that stands behind it. */
const accountOf = (told: string): RecordOf<"organization_account"> => {
  const [id = "", organization = "o-1"] = told.split(" ");
  return {
    ...{ kind: "organization_account", id, account: id, name: id, arn: null, createdAt: null, updatedAt: null },
    facts: { organization, email: "", status: "ACTIVE", path: ["r-1"], tags: {}, policies: [] },
  };
};

/** Who was asked, under whose account it is noted, how it came out, and of which accounts it told; a day each. */
type Look = readonly [asked: string, noted: string, outcome: string, told?: readonly string[]];
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
  "a skipped look that leaves records of which nobody has told since": {
    looks: [
      [delegate, "", "ok", [member]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${delegate} unread 1`],
  },
  "records of a skipped look of which another told before": {
    looks: [
      [management, "", "ok", [member]],
      [delegate, "", "ok", [member]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 1`, `${delegate} unread 2`],
  },
  "records of a skipped look of which another told since": {
    looks: [
      [delegate, "", "ok", [member]],
      [management, "", "ok", [member]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 2`, `${delegate} skipped 1`],
  },
  "records of a skipped look beside another organization's": {
    looks: [
      [delegate, "", "ok", [member]],
      [management, "", "ok", [`${management} o-2`]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 2`, `${delegate} unread 1`],
  },
  "records of a skipped look beside another organization's that tells of one of them": {
    looks: [
      [delegate, "", "ok", [member, delegate]],
      [management, "", "ok", [`${delegate} o-2`]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 2`, `${delegate} unread 1`],
  },
  "records of a skipped look of two organizations, of one of which another told since": {
    looks: [
      [delegate, "", "ok", [`${member} o-2`]],
      [delegate, "", "denied", [`${delegate} o-1`]],
      [management, "", "ok", [delegate]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} ok 3`, `${delegate} unread 1`],
  },
  "records of a skipped look of which another told as its run broke off": {
    looks: [
      [delegate, "", "ok", [member]],
      [management, "", "ok"],
      [management, "", "killed", [member]],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${management} unfinished 2`, `${delegate} unread 1`],
  },
  "a skipped look after one that saw the records end": {
    looks: [
      [delegate, "", "ok", [member]],
      [delegate, "", "ok"],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${delegate} skipped 2`],
  },
  "a run that broke off": {
    looks: [
      [management, "", "ok", [member]],
      [management, "", "killed", [member]],
    ],
    ofMember: [`${management} unfinished 1`],
  },
  "the first run, which broke off": { looks: [[management, "", "killed"]], ofMember: [`${management} unfinished never`] },
  "a whole look after a run that broke off": {
    looks: [
      [management, "", "killed"],
      [management, "", "ok", [member]],
    ],
    ofMember: [`${management} ok 2`],
  },
};

onBothStores("lookedAsOf", (given) => {
  beforeEach(() => sql`truncate records, versions, listings, cells`.execute(given.store.db));

  it.each(Object.entries(rows))("tells a reader of one member of %s", async (_, { looks, ofMember }) => {
    for (const [index, [asked, account, outcome, told = []]] of looks.entries()) {
      const listing = `aws/${asked}/global/organization_account`;
      const kinds = ["organization_account"] as const;
      const writer = await writeListing(given.store, { run: `run-${index}`, listing, account, at: day(index + 1), kinds });
      await writer.put(told.map(accountOf));
      if (outcome !== "killed") await writer.end([{ kind: "organization_account", outcome }]);
    }
    const looked = await given.store.as(reader(member), (transaction) => lookedAsOf(transaction, { at: day(20), accounts: [member] }));
    const told = looked.map(({ listing, outcome, completeAt }) => {
      const complete = completeAt === null ? "never" : new Date(completeAt).getUTCDate();
      return `${listing.split("/")[1]} ${outcome} ${complete}`;
    });
    expect(told).toEqual(ofMember);
  });
});
