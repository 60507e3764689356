import { randomBytes } from "node:crypto";
import { type AttributeValue, DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeEach, describe, expect, it } from "vitest";
import { toRecord } from "./chain.ts";
import { entryOf, type Journal } from "./chained-journal.ts";
import { canonicalJson, hashOf } from "./digest.ts";
import { dynamodbJournal } from "./dynamodb-journal.ts";
import { change, entry } from "./example.fixture.ts";
import { newTables } from "./tables.fixture.ts";

type Row = Record<string, AttributeValue>;

let tables: Awaited<ReturnType<typeof newTables>>;
let journal: Journal;
beforeEach(async () => {
  tables = await newTables(emulatorUrl(), "journal");
  journal = dynamodbJournal(tables.aws, { table: tables.journal });
  return () => tables.close();
});

const entries = [entry("apply", "writing"), entry("apply", "verified"), entry("undo", "writing"), entry("undo", "undone")];
const appendAll = async (some: readonly JournalEntry[] = entries) => {
  const records = [];
  for (const one of some) records.push(await journal.append(one));
  return records;
};
async function read(of: Journal): Promise<JournalEntry[]> {
  const found = [];
  for await (const stored of of.read()) found.push(entryOf(stored));
  return found;
}
const client = () => tables.aws.client(DynamoDBClient);
const keyOf = (seq: number) => ({ journal: { S: "journal" }, seq: { N: String(seq) } });
const rowOf = async (seq: number): Promise<Row> =>
  (await client().send(new GetItemCommand({ TableName: tables.journal, Key: keyOf(seq) }))).Item ?? {};
const put = (item: Row) => client().send(new PutItemCommand({ TableName: tables.journal, Item: item }));
const remove = (seq: number) => client().send(new DeleteItemCommand({ TableName: tables.journal, Key: keyOf(seq) }));

describe("a journal in DynamoDB", () => {
  it("has no entries while there are none", async () => {
    expect([await read(journal), await journal.verify()]).toEqual([[], { status: "intact", entries: 0, unchained: 0, head: undefined }]);
  });

  it("keeps entries in their order, chained", async () => {
    const records = await appendAll();
    expect(await read(journal)).toEqual(entries);
    expect(await journal.readIntact()).toEqual(records);
    expect(await journal.verify()).toEqual({ status: "intact", entries: 4, unchained: 0, head: { seq: 4, hash: records[3]!.hash } });
    expect(await journal.verify(records[1]!.hash)).toMatchObject({ status: "intact" });
    expect((await rowOf(2))["record"]).toEqual({ S: canonicalJson(records[1]) });
  });

  it("keeps journals of one table apart", async () => {
    const other = dynamodbJournal(tables.aws, { table: tables.journal, journal: "other" });
    await journal.append(entries[0]!);
    expect((await other.append(entries[1]!)).seq).toBe(1);
    expect([await read(journal), await read(other)]).toEqual([[entries[0]], [entries[1]]]);
  });

  it("has no gap and no fork when many append at once", async () => {
    const writers = Array.from({ length: 4 }, () => dynamodbJournal(tables.aws, { table: tables.journal }));
    const appends = writers.flatMap((writer, run) =>
      Array.from({ length: 5 }, (_, index) => writer.append(entry("apply", "verified", change(`${run}-${index}`)))),
    );
    const records = await Promise.all(appends);
    expect(records.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await journal.verify()).toMatchObject({ status: "intact", entries: 20, head: { seq: 20 } });
    const ids = (await read(journal)).map(({ change: { id } }) => id);
    for (const run of [0, 1, 2, 3])
      expect(ids.filter((id) => id.startsWith(`${run}`))).toEqual([0, 1, 2, 3, 4].map((index) => `${run}-${index}`));
  });

  it("packs what is too large for a row, and reads more than one page", async () => {
    const statement = (index: number) => ({
      Sid: `s${index}`,
      Effect: "Allow",
      Principal: { AWS: "111111111111" },
      Resource: `queue-${index}`,
    });
    const before = { Statement: Array.from({ length: 9000 }, (_, index) => statement(index)) };
    expect(canonicalJson(before).length).toBeGreaterThan(400 * 1024);
    const large = entry("apply", "verified", change("large", { before }));
    // A page of DynamoDB holds at most 1 MB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    const middling = entry("apply", "verified", change("middling", { before: "x".repeat(60_000) }));
    const some = [large, ...Array.from({ length: 20 }, () => middling)];
    await appendAll(some);
    expect(Object.keys(await rowOf(1)).toSorted()).toEqual(["journal", "packed", "seq"]);
    expect(await read(journal)).toEqual(some);
    expect(await journal.verify()).toMatchObject({ status: "intact", entries: 21 });
  });

  it("refuses what does not fit even so, and keeps nothing of it", async () => {
    const huge = entry("apply", "writing", change("huge", { before: randomBytes(450_000).toString("base64") }));
    await expect(journal.append(huge)).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
    expect(await journal.verify()).toMatchObject({ status: "intact", entries: 0 });
  });

  const changes: Record<string, { act: () => Promise<unknown>; place: string; what: RegExp }> = {
    "a changed row": {
      act: async () => put({ ...(await rowOf(2)), record: { S: (await rowOf(2))["record"]!.S!.replace("tester", "Tester") } }),
      ...{ place: "seq 2", what: /seq 2\) was changed/ },
    },
    "a removed row": { act: () => remove(2), ...{ place: "seq 3", what: /^seq 2 is missing before it$/ } },
    "a removed last row": { act: () => remove(4), ...{ place: "the end", what: /^seq 4 .* cut off$/ } },
    "a removed head": { act: () => remove(0), ...{ place: "the end", what: /^4 entries stand behind/ } },
    "swapped rows": {
      act: async () => {
        const [second, third] = [await rowOf(2), await rowOf(3)];
        await put({ ...second, ...keyOf(3) });
        await put({ ...third, ...keyOf(2) });
      },
      ...{ place: "seq 2", what: /^seq 2 is missing before it$/ },
    },
    "a row hashed anew": {
      act: async () => {
        const { hash: _, ...body } = { ...JSON.parse((await rowOf(2))["record"]!.S!), who: "somebody else" };
        await put({ ...(await rowOf(2)), record: { S: canonicalJson({ ...body, hash: hashOf(body) }) } });
      },
      ...{ place: "seq 3", what: /does not follow/ },
    },
    "an added row, numbered and hashed": {
      act: async () => {
        const last = JSON.parse((await rowOf(4))["record"]!.S!);
        await put({ ...keyOf(5), record: { S: canonicalJson(toRecord(entries[0]!, last)) } });
      },
      ...{ place: "the end", what: /^an entry stands behind/ },
    },
  };
  it.each(Object.entries(changes))("%s is found, and no command goes on by it", async (_, { act, place, what }) => {
    await appendAll();
    await act();
    const verification = await journal.verify();
    expect(verification).toMatchObject({ status: "broken" });
    expect("faults" in verification && verification.faults[0]).toEqual({ place, what: expect.stringMatching(what) });
    await expect(journal.readIntact()).rejects.toMatchObject({ code: "tampered", path: `dynamodb://${tables.journal}` });
  });

  it("says that there is no such table, and appends nothing", async () => {
    const none = dynamodbJournal(tables.aws, { table: "none-such" });
    for (const act of [() => none.append(entries[0]!), () => none.verify(), () => read(none)])
      await expect(act()).rejects.toMatchObject({ name: "StoreError", code: "missing", path: "none-such" });
  });
});
