import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordOf } from "@plumbline/iam-model/kinds";
import fc from "fast-check";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { archiveVersions } from "./archive-versions.ts";
import { lookedAsOf, readSnapshot } from "./read-as-of.ts";
import { restoreArchive } from "./restore-archive.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const kind = "sso_assignment";
const accounts = ["000000000001", "000000000002"] as const;
const instanceOf = (n: number) => `arn:aws:sso:::instance/${n}`;
const listingOf = (asked: number) => `aws/99999999999${asked}/eu-west-1/sso_permission_set`;
const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));

/** Somebody has a permission set of an instance in an account; the variant tells whose word it is. */
const recordOf = ([instance, account, variant]: readonly [number, number, number]): RecordOf<typeof kind> => ({
  ...{ kind, id: `${accounts[account]}/${instance}`, account: accounts[account] ?? "", name: `${variant}` },
  ...{ arn: null, createdAt: null, updatedAt: null },
  facts: { instance: instanceOf(instance), permissionSetArn: "arn:p", principalKind: "USER", principalId: "u" },
});

interface Look {
  readonly asked: number;
  readonly told: readonly number[];
  readonly unread: readonly number[];
  readonly there: readonly (readonly [number, number, number])[];
  readonly outcome: "ok" | "denied" | "skipped" | "killed";
}
const number = (max: number) => fc.integer({ min: 0, max });
const look: fc.Arbitrary<Look> = fc
  .record({
    asked: number(2),
    how: fc.tuple(fc.constantFrom("told", "unread", "unseen"), fc.constantFrom("told", "unread", "unseen")),
    all: fc.uniqueArray(fc.tuple(number(1), number(1), number(1)), {
      selector: ([instance, account]) => instance * 2 + account,
      maxLength: 4,
    }),
    outcome: fc.constantFrom("ok", "ok", "ok", "denied", "skipped", "killed"),
  })
  .map(({ asked, how, all, outcome }) => {
    const told = outcome === "skipped" ? [] : [0, 1].filter((one) => how[one] === "told");
    const unread = [0, 1].filter((one) => how[one] === "unread");
    return { asked, told, unread, there: all.filter(([instance]) => told.includes(instance)), outcome };
  });

interface Known {
  readonly name: string;
  readonly account: string;
  readonly instance: number;
  readonly since: number;
}
/** What somebody tells, and when all of each instance was told last; as plain maps have it. */
interface Word {
  readonly there: ReadonlyMap<string, Known>;
  readonly told: ReadonlyMap<number, number>;
}

/** One look at a minute. What was not told ends, but for what could not be read and nobody else told since. */
function replay(words: readonly Word[], { asked, told, unread, there, outcome }: Look, at: number): readonly Word[] {
  const own = words[asked] ?? { there: new Map(), told: new Map() };
  if (outcome === "skipped") return words;
  const put = new Map(
    there.map((one) => {
      const { id, name, account } = recordOf(one);
      const before = own.there.get(id);
      return [id, before?.name === name ? before : { name, account, instance: one[0], since: at }] as const;
    }),
  );
  const isElsewhere = (instance: number) =>
    words.some((word, by) => by !== asked && (word.told.get(instance) ?? -1) > (own.told.get(instance) ?? -1));
  const isKept = ({ instance }: Known) => outcome !== "ok" || (unread.includes(instance) && !isElsewhere(instance));
  const kept = [...own.there].filter(([id, one]) => !put.has(id) && isKept(one));
  const toldNow = outcome === "ok" ? told.map((instance) => [instance, at] as const) : [];
  return words.with(asked, { there: new Map([...kept, ...put]), told: new Map([...own.told, ...toldNow]) });
}

/** What holds of all words, by account and id: nothing that a newer look at the whole instance did not tell. */
function holding(words: readonly Word[]): readonly string[] {
  const said = words.flatMap(({ there, told }, by) =>
    [...there].map(([id, one]) => ({ id, by, ...one, at: Math.max(told.get(one.instance) ?? -1, one.since) })),
  );
  const isOver = ({ by, instance, at }: (typeof said)[number]) =>
    words.some(({ told }, other) => other !== by && (told.get(instance) ?? -1) > at);
  const inOrder = said.filter((one) => !isOver(one)).sort((a, b) => a.at - b.at || a.since - b.since || a.by - b.by);
  return [...new Map(inOrder.map((one) => [one.id, `${one.account} ${one.id} ${one.name}`])).values()].sort();
}

onBothStores("what several accounts tell", (given) => {
  const clear = () => sql`truncate records, versions, listings, cells, archives`.execute(given.store.db);

  async function perform({ asked, told, unread, there, outcome }: Look, n: number): Promise<void> {
    const looking = { run: `${n}`, listing: listingOf(asked), account: "", at: minute(n), kinds: [kind] } as const;
    const writer = await writeListing(given.store, looking);
    await writer.put(there.map(recordOf));
    if (outcome === "killed") return;
    const instances = { told: told.map(instanceOf), unread: unread.map((one) => ({ id: instanceOf(one), why: "it is another's" })) };
    await writer.end([{ kind, outcome, ...(outcome === "denied" ? {} : instances) }]);
  }
  const seenBy = async (seen: Actor["accounts"], n: number) => {
    const actor: Actor = { role: "reader", accounts: seen, subject: "test" };
    return given.store.as(actor, async (transaction) => ({
      holds: (await readSnapshot(transaction, { at: minute(n) })).of(kind).map((one) => `${one.account} ${one.id} ${one.name}`),
      looked: await lookedAsOf(transaction, { at: minute(n) }),
    }));
  };

  it("is as a replay has it at any instant, the same for every reader, and the same after later looks, an archive and its return", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(look, { minLength: 1, maxLength: 9 }), async (looks) => {
        await clear();
        let words: readonly Word[] = [0, 1, 2].map(() => ({ there: new Map(), told: new Map() }));
        const then = [];
        for (const [index, one] of looks.entries()) {
          await perform(one, index + 1);
          words = replay(words, one, index + 1);
          const all = await seenBy("all", index + 1);
          expect([...all.holds].sort()).toEqual(holding(words));
          then.push(all);
        }
        for (const account of accounts) {
          const { holds, looked } = await seenBy([account], looks.length);
          expect(holds).toEqual(then.at(-1)?.holds.filter((one) => one.startsWith(account)));
          expect(looked).toEqual(then.at(-1)?.looked);
        }
        const folder = await mkdtemp(join(tmpdir(), "plumbline-told-"));
        const now = minute(60);
        await archiveVersions(given.store, { folder: join(folder, "a"), until: minute(looks.length), now });
        expect(await seenBy("all", looks.length)).toEqual(then.at(-1));
        await restoreArchive(given.store, { folder: join(folder, "a"), now }).catch((error: { code?: string }) => {
          // There was nothing to archive.
          if (error.code !== "bad-archive") throw error;
        });
        await rm(folder, { recursive: true });
        for (const [index, before] of then.entries()) expect(await seenBy("all", index + 1)).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});
