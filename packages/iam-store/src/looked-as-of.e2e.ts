import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { lookedAsOf } from "./read-as-of.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { type KindLooked, writeListing } from "./write-listing.ts";

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

/** Who was asked, under whose account it is noted, how it came out, of which accounts it told, and which organizations it saw besides; a day each. */
type Look = readonly [
  asked: string,
  noted: string,
  outcome: string,
  told?: readonly string[],
  domains?: Pick<KindLooked, "told" | "unread">,
];
const unread = (id: string) => ({ unread: [{ id, why: "it is another's" }] });
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
  "records of a skipped look of an organization in which another found nothing since": {
    looks: [
      [delegate, "", "ok", [member]],
      [management, "", "ok", [], { told: ["o-1"] }],
      [delegate, delegate, "skipped", [], unread("o-1")],
    ],
    ofMember: [`${management} ok 2`, `${delegate} skipped 1`],
  },
  "a newer whole look that tells of this member no more, and the older one skipped": {
    looks: [
      [delegate, "", "ok", [member, delegate]],
      [management, "", "ok", [member, delegate]],
      [delegate, delegate, "skipped"],
      [management, "", "ok", [delegate]],
    ],
    ofMember: [`${management} ok 4`, `${delegate} skipped 1`],
  },
  "an organization that is seen and nobody ever told of": {
    looks: [[delegate, "", "skipped", [], unread("o-1")]],
    ofMember: [`${delegate} never never`],
  },
  "one that is seen beside another that is told": {
    looks: [[delegate, "", "ok", [member], unread("o-2")]],
    ofMember: [`${delegate} never 1`],
  },
  "one that is seen, and another tells of": {
    looks: [
      [delegate, "", "ok", [member], unread("o-2")],
      [management, "", "ok", [`${management} o-2`]],
    ],
    ofMember: [`${management} ok 2`, `${delegate} ok 1`],
  },
  "a whole look at what was unread": {
    looks: [
      [delegate, "", "ok", [member]],
      [delegate, "", "ok", [], unread("o-1")],
      [delegate, "", "ok", [member]],
    ],
    ofMember: [`${delegate} ok 3`],
  },
  "a skipped look after one that found it unread": {
    looks: [
      [delegate, "", "ok", [member]],
      [delegate, "", "ok", [], unread("o-1")],
      [delegate, delegate, "skipped"],
    ],
    ofMember: [`${delegate} unread 1`],
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

  async function look(looks: readonly Look[], from = 0): Promise<void> {
    for (const [index, [asked, account, outcome, told = [], domains]] of looks.entries()) {
      const listing = `aws/${asked}/global/organization_account`;
      const [kinds, at] = [["organization_account"] as const, day(from + index + 1)];
      const writer = await writeListing(given.store, { run: `run-${from + index}`, listing, account, at, kinds });
      await writer.put(told.map(accountOf));
      if (outcome !== "killed") await writer.end([{ kind: "organization_account", outcome, ...domains }]);
    }
  }
  const asOf = async (n: number, actor = reader(member)): Promise<readonly string[]> => {
    const looked = await given.store.as(actor, (transaction) => lookedAsOf(transaction, { at: day(n), accounts: [member] }));
    return looked.map(({ listing, outcome, completeAt }) => {
      const complete = completeAt === null ? "never" : new Date(completeAt).getUTCDate();
      return `${listing.split("/")[1]} ${outcome} ${complete}`;
    });
  };

  it.each(Object.entries(rows))("tells a reader of one member of %s", async (_, { looks, ofMember }) => {
    await look(looks);
    expect([await asOf(20), await asOf(20, { ...reader(member), accounts: "all" })]).toEqual([ofMember, ofMember]);
  });

  it("tells the same of an instant whatever is looked at later", async () => {
    const looks: readonly Look[] = [
      [delegate, "", "ok", [member]],
      [delegate, delegate, "skipped"],
    ];
    await look(looks);
    expect(await asOf(3)).toEqual([`${delegate} unread 1`]);
    await look([[delegate, "", "ok", [member]]], 3);
    expect([await asOf(3), await asOf(5)]).toEqual([[`${delegate} unread 1`], [`${delegate} ok 4`]]);
  });
});
