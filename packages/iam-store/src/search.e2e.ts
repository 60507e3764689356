import type { RecordOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { diffRecords } from "./diff-records.ts";
import { readHistory } from "./read-history.ts";
import { type Search, searchRecords } from "./search-records.ts";
import { onBothStores } from "./test-stores.fixture.ts";
import { writeListing } from "./write-listing.ts";

const account = "012345678901";
const reader: Actor = { role: "reader", accounts: [account], subject: "test" };
const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const listing = `aws/${account}/global/iam_user`;

const role = (id: string, name: string, boundary: string | null = null): RecordOf<"iam_role"> => ({
  ...{ kind: "iam_role", id, account, name, arn: `arn:aws:iam::${account}:role/${name}`, createdAt: null, updatedAt: null },
  facts: { path: "/", trustPolicy: {}, permissionsBoundary: boundary, instanceProfiles: [], tags: {} },
});
const policy = (id: string, name: string, attachments: number | null, createdAt: string | null): RecordOf<"iam_policy"> => ({
  ...{ kind: "iam_policy", id, account, name, arn: null, createdAt, updatedAt: null },
  facts: {
    ...{ path: "/", isAwsManaged: false, isAttachable: true, attachments, boundaryUses: 0, defaultVersion: "v1", versions: [] },
    document: {},
  },
});

onBothStores("searching", (given) => {
  beforeAll(async () => {
    const looks: [number, (RecordOf<"iam_role"> | RecordOf<"iam_policy">)[]][] = [
      [
        1,
        [role("R1", "reader"), role("R2", "Writer", "arn:b"), role("R3", "100%_sure"), policy("P1", "one", 9, "2026-01-02T00:00:00.000Z")],
      ],
      [
        3,
        [role("R1", "reader", "arn:b"), role("R3", "100%_sure"), role("R4", "later"), policy("P1", "one", 9, "2026-01-02T00:00:00.000Z")],
      ],
      [5, [role("R1", "reader"), role("R2", "Writer", "arn:b"), role("R3", "100%_sure"), role("R4", "later")]],
      [
        6,
        [
          ...[role("R1", "reader"), role("R2", "Writer", "arn:b"), role("R3", "100%_sure"), role("R4", "later")],
          ...[
            policy("P1", "one", 9, "2026-01-02T00:00:00.000Z"),
            policy("P2", "two", 10, null),
            policy("P3", "three", null, "2026-01-01T00:00:00.000Z"),
          ],
        ],
      ],
    ];
    for (const [n, records] of looks) {
      const writer = await writeListing(given.store, { run: `run-${n}`, listing, account, at: day(n) });
      await writer.put(records);
      await writer.end([
        { kind: "iam_role", outcome: "ok" },
        { kind: "iam_policy", outcome: "ok" },
      ]);
    }
  });
  const search = (query: Omit<Search, "limit"> & { limit?: number }, actor = reader) =>
    given.store.as(actor, (transaction) => searchRecords(transaction, { limit: 100, ...query }));

  const rows: Record<string, { query: Omit<Search, "limit">; finds: string[] }> = {
    "all, by name": { query: { kind: "iam_role" }, finds: ["100%_sure", "Writer", "later", "reader"] },
    "the other way round": { query: { kind: "iam_role", order: "desc" }, finds: ["reader", "later", "Writer", "100%_sure"] },
    "part of a name in other case": { query: { kind: "iam_role", text: "WRIT" }, finds: ["Writer"] },
    "an id": { query: { kind: "iam_role", text: "r4" }, finds: ["later"] },
    "part of an ARN": { query: { kind: "iam_role", text: "role/later" }, finds: ["later"] },
    "signs that stand for others in patterns": { query: { kind: "iam_role", text: "0%_" }, finds: ["100%_sure"] },
    "an apostrophe": { query: { kind: "iam_role", text: "' or 1=1 --" }, finds: [] },
    "a fact": { query: { kind: "iam_role", filters: [{ field: "facts.permissionsBoundary", is: "arn:b" }] }, finds: ["Writer"] },
    "a fact that is not there": {
      query: { kind: "iam_role", filters: [{ field: "facts.permissionsBoundary", is: null }] },
      finds: ["100%_sure", "later", "reader"],
    },
    "one of several": { query: { kind: "iam_role", filters: [{ field: "id", oneOf: ["R1", "R4", "R9"] }] }, finds: ["later", "reader"] },
    "both of two filters": {
      query: {
        kind: "iam_role",
        filters: [
          { field: "name", contains: "E" },
          { field: "id", is: "R1" },
        ],
      },
      finds: ["reader"],
    },
    "an earlier time": { query: { kind: "iam_role", at: day(4) }, finds: ["100%_sure", "later", "reader"] },
    "before everything": { query: { kind: "iam_role", at: day(0) }, finds: [] },
    "numbers as numbers": { query: { kind: "iam_policy", sort: "facts.attachments" }, finds: ["three", "one", "two"] },
    "times, those without one first": { query: { kind: "iam_policy", sort: "createdAt" }, finds: ["two", "three", "one"] },
    "a time": { query: { kind: "iam_policy", filters: [{ field: "createdAt", is: "2026-01-02T00:00:00.000Z" }] }, finds: ["one"] },
    "later rows by their number": { query: { kind: "iam_role", offset: 3 }, finds: ["reader"] },
  };
  it.each(Object.entries(rows))("finds %s", async (_, { query, finds }) => {
    const found = await search(query);
    expect(found.rows.map(({ record }) => record.name)).toEqual(finds);
    expect([found.total, found.next]).toEqual([finds.length + (query.offset ?? 0), undefined]);
  });

  it.each(["name", "arn", "createdAt", "facts.attachments", "facts.document"])("pages by %s meet, both ways", async (sort) => {
    for (const order of ["asc", "desc"] as const) {
      const whole = await search({ kind: "iam_policy", sort, order });
      const paged = [];
      let after: string | undefined;
      do {
        const page = await search({ kind: "iam_policy", sort, order, limit: 1, ...(after ? { after } : {}) });
        expect(page.total).toBe(3);
        paged.push(...page.rows);
        after = page.next;
      } while (after !== undefined);
      expect(paged).toEqual(whole.rows);
    }
  });

  it("counts and shows what the actor may see alone", async () => {
    expect(await search({ kind: "iam_role" }, { ...reader, accounts: ["210987654321"] })).toEqual({ rows: [], total: 0, next: undefined });
  });

  const refused: Record<string, Omit<Search, "limit"> & { limit?: number }> = {
    "no field of the kind": { kind: "iam_role", sort: "facts.attachments" },
    "a field that would be SQL": { kind: "iam_role", sort: "facts.path'); drop table versions --" },
    "a page that is too long": { kind: "iam_role", limit: 5001 },
    "a place of nowhere": { kind: "iam_role", after: "bm93aGVyZQ" },
  };
  it.each(Object.entries(refused))("refuses %s", async (_, query) => {
    await expect(search(query)).rejects.toMatchObject({ code: "bad-query" });
  });

  describe("history", () => {
    it("tells every version and its time", () =>
      given.store.as(reader, async (transaction) => {
        const versions = await Array.fromAsync(readHistory(transaction, { kind: "iam_role", id: "R2" }));
        expect(versions.map(({ from, to, record }) => [record.name, from, to])).toEqual([
          ["Writer", day(1), day(3)],
          ["Writer", day(5), null],
        ]);
        expect(await Array.fromAsync(readHistory(transaction, { kind: "iam_role", id: "R2", listing: "aws/another" }))).toEqual([]);
      }));
    it("tells only what is whole, where something was archived", async () => {
      await sql`insert into archives (archive_id, until, versions, made_at) values ('a', ${day(4)}, 1, ${day(9)})`.execute(given.store.db);
      const history = (since: { since?: Date }) =>
        given.store.as(reader, (transaction) => Array.fromAsync(readHistory(transaction, { kind: "iam_role", id: "R2", ...since })));
      await expect(history({})).rejects.toMatchObject({ code: "archived" });
      await expect(history({ since: day(3) })).rejects.toMatchObject({ code: "archived" });
      expect((await history({ since: day(4) })).map(({ from, to }) => [from, to])).toEqual([[day(5), null]]);
      await sql`delete from archives`.execute(given.store.db);
    });
  });

  const differences: Record<string, { from: number; to: number; are: string[] }> = {
    "from nothing": { from: 0, to: 1, are: ["added P1", "added R1", "added R2", "added R3"] },
    "a change, an end and a beginning": { from: 1, to: 3, are: ["changed R1", "removed R2", "added R4"] },
    "what came back as it was": { from: 1, to: 5, are: ["removed P1", "added R4"] },
    nothing: { from: 3, to: 4, are: [] },
    "the same instant": { from: 3, to: 3, are: [] },
    "everything between": { from: 1, to: 6, are: ["added P2", "added P3", "added R4"] },
  };
  it.each(Object.entries(differences))("tells the difference of %s", async (_, { from, to, are }) => {
    const found = await given.store.as(reader, (transaction) =>
      Array.fromAsync(diffRecords(transaction, { from: day(from), to: day(to) })),
    );
    expect(found.map((one) => `${one.was} ${"after" in one ? one.after.id : one.before.id}`)).toEqual(are);
  });
});
