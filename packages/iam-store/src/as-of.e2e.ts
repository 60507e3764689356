import type { IamRecord, RecordOf } from "@plumbline/iam-model/kinds";
import { snapshotOf } from "@plumbline/iam-model/snapshot";
import fc from "fast-check";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { readSnapshot } from "./read-as-of.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { type ListingWriter, writeListing } from "./write-listing.ts";

const kinds = ["iam_user", "iam_group", "iam_membership", "iam_attachment", "iam_policy"] as const;
type K = (typeof kinds)[number];

const base = (account: string, id: string, name: string) => ({ id, account, name, arn: null, createdAt: null, updatedAt: null });
/** A thing by few numbers, so that histories repeat themselves. */
const make: { readonly [Key in K]: (account: string, n: number, variant: number) => RecordOf<Key> } = {
  iam_user: (account, n, variant) => ({
    ...{ kind: "iam_user", ...base(account, `U${n}`, `user ${n}`) },
    facts: { path: `/${variant}/`, permissionsBoundary: null, tags: {} },
  }),
  iam_group: (account, n, variant) => ({ kind: "iam_group", ...base(account, `G${n}`, `group ${variant}`), facts: { path: "/" } }),
  iam_membership: (account, n, variant) => ({
    ...{ kind: "iam_membership", ...base(account, `U${n}/g`, "g") },
    facts: { userId: `U${n}`, userName: `user ${n}`, groupId: variant === 0 ? null : `G${variant}`, groupName: "g" },
  }),
  iam_attachment: (account, n, variant) => ({
    ...{ kind: "iam_attachment", ...base(account, `U${n}/p`, "p") },
    facts: { principalKind: "user", principalId: `U${n}`, principalName: `renamed ${variant}`, policyArn: "arn:p" },
  }),
  iam_policy: (account, n, variant) => ({
    ...{ kind: "iam_policy", ...base(account, `P${n}`, `policy ${n}`) },
    updatedAt: `2026-01-0${variant + 1}T00:00:00.000Z`,
    facts: {
      ...{ path: "/", isAwsManaged: false, isAttachable: true, attachments: 1, boundaryUses: null, defaultVersion: "v1" },
      ...{ versions: [], document: { Statement: [{ Effect: "Allow", Action: "s3:Get'*\\", n: variant > 0 ? 1 : 1.5 }] } },
    },
  }),
};

interface Look {
  readonly listing: number;
  /** Of each kind: what there is, by number, variant and account, and whether all of it was seen. */
  readonly kinds: readonly { readonly kind: K; readonly there: readonly (readonly [number, number, number])[]; readonly outcome: string }[];
  /** Breaks off after so many records, without an end. */
  readonly breaksOffAfter: number | null;
  readonly isPutTwice: boolean;
}
const look: fc.Arbitrary<Look> = fc.record({
  listing: fc.integer({ min: 0, max: 1 }),
  kinds: fc.subarray([...kinds]).chain((some) =>
    fc.tuple(
      ...some.map((kind) =>
        fc.record({
          kind: fc.constant(kind),
          there: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 })), {
            selector: ([n]) => n,
            maxLength: 4,
          }),
          outcome: fc.constantFrom("ok", "ok", "ok", "denied", "throttled"),
        }),
      ),
    ),
  ),
  breaksOffAfter: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 5 }),
  isPutTwice: fc.boolean(),
});
/** A look, and how often in a row nothing changes after it. */
const history = fc.array(fc.tuple(look, fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 8 });

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
const accountOf = (n: number) => `00000000000${n}`;
const recordsOf = (one: Look): IamRecord[] =>
  one.kinds.flatMap(({ kind, there }) =>
    there.map(([n, variant, account]) => {
      const record = make[kind](accountOf(account), n, variant);
      return { ...record, id: `${one.listing}-${record.id}` };
    }),
  );

/** What a plain map says that is there after a look. A thing is known by its listing, kind and id, whosever it is. */
function replay(before: ReadonlyMap<string, IamRecord>, one: Look): Map<string, IamRecord> {
  const keyOf = ({ kind, id }: IamRecord) => `${kind} ${id}`;
  const put = recordsOf(one).slice(0, one.breaksOffAfter ?? undefined);
  const after = new Map(before);
  for (const record of put) after.set(keyOf(record), record);
  if (one.breaksOffAfter !== null) return after;
  const seen = new Set(put.map(keyOf));
  const complete = new Set<string>(one.kinds.filter(({ outcome }) => outcome === "ok").map(({ kind }) => kind));
  for (const [key, record] of before)
    if (record.id.startsWith(`${one.listing}-`) && complete.has(record.kind) && !seen.has(key)) after.delete(key);
  return after;
}

/** What is there at an instant, and of which accounts' readers what they see of it is compared. */
type Expected = readonly [Date, readonly IamRecord[], readonly Actor["accounts"][]];
const each: readonly Actor["accounts"][] = [[accountOf(0)], [accountOf(1)]];

onBothStores("any history", (given) => {
  const clear = () => sql`truncate records, versions, listings, cells`.execute(given.store.db);
  const versions = async () => (await sql<{ n: number }>`select count(*)::int as n from versions`.execute(given.store.db)).rows[0]?.n;

  async function perform(one: Look, at: Date): Promise<void> {
    const looking = { run: at.toISOString(), listing: `cloudhealth/${one.listing}`, account: "", at };
    const writer: ListingWriter = await writeListing(given.store, looking);
    const records = recordsOf(one);
    await writer.put(records.slice(0, one.breaksOffAfter ?? undefined));
    if (one.isPutTwice) await writer.put(records.slice(0, Math.min(2, one.breaksOffAfter ?? 2)));
    if (one.breaksOffAfter === null) await writer.end(one.kinds.map(({ kind, outcome }) => ({ kind, outcome })));
  }

  it("reads as of any instant as a replay has it, for the readers of each account, and writes no version where nothing changed", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (looks) => {
        await clear();
        let there = new Map<string, IamRecord>();
        const expected: Expected[] = [[minute(0), [], ["all"]]];
        let n = 0;
        for (const [one, times] of looks)
          for (let again = 0; again < times; again++) {
            const before = await versions();
            await perform(one, minute(++n * 2));
            if (again > 0) expect(await versions()).toBe(before);
            there = replay(there, one);
            // At the very instant, and between two looks.
            expected.push([minute(n * 2), [...there.values()], each], [minute(n * 2 + 1), [...there.values()], ["all"]]);
          }
        for (const [at, records, readers] of expected) {
          for (const accounts of readers) {
            const actor: Actor = { role: "reader", accounts, subject: "test" };
            const snapshot = await given.store.as(actor, (transaction) => readSnapshot(transaction, { at }));
            const replayed = snapshotOf(
              at.toISOString(),
              records.filter(({ account }) => accounts === "all" || accounts.includes(account)),
            );
            for (const kind of kinds) expect(snapshot.of(kind)).toEqual(replayed.of(kind));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
