import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { AttributeValue, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Aws } from "@plumbline/aws-session/aws";
import { JournalEntry, type JournalRecord } from "@plumbline/finding-model/journal";
import { z } from "zod";
import { beginning, type Head, type StoredLine, toRecord } from "./chain.ts";
import { type Journal, journalIn } from "./chained-journal.ts";
import { canonicalJson } from "./digest.ts";
import { tableError } from "./dynamodb-error.ts";
import { reasonOf, StoreError } from "./error.ts";

/** A row is a record, as text or packed. That of seq 0 is the head. */
const Row = z.object({
  seq: z.object({ N: z.string() }),
  record: z.object({ S: z.string() }).optional(),
  packed: z.object({ B: z.instanceof(Uint8Array) }).optional(),
});
const HeadRow = z.object({ headSeq: z.object({ N: z.coerce.number().int() }), headHash: z.object({ S: z.string() }) });

/** DynamoDB takes 400 KB a row, names included: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const mostBytes = 390 * 1024;
/** Below this a record is kept as text, which a person can read in the table. */
const packedFrom = 64 * 1024;

/** Others who append at once make a try fail; each round of them one succeeds. */
const mostTries = 100;
const longestPause = 200;

export interface DynamodbJournalOptions {
  readonly table: string;
  /** Several journals may share a table; the partition key tells them apart. */
  readonly journal?: string;
}

/**
 * A journal in a DynamoDB table with the partition key `journal` (a string) and the sort key `seq` (a number). A record and the head are
 * written in one transaction, each on the condition that nobody was first, so that there can be no gap and no fork; reads are consistent.
 * Records too large for a row are packed: a row each keeps the chain in the table's own order, and the policies of AWS pack well.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function dynamodbJournal(aws: Aws, { table, journal = "journal" }: DynamodbJournalOptions): Journal {
  const name = `dynamodb://${table}`;
  const open = async () => {
    const sdk = await import("@aws-sdk/client-dynamodb");
    return { sdk, client: aws.client(sdk.DynamoDBClient) };
  };
  const failed = (tried: string) => (cause: unknown) => Promise.reject(tableError(`${tried} the journal ${name}`, table, cause));
  const keyOf = (seq: number) => ({ journal: { S: journal }, seq: { N: String(seq) } });

  async function head(): Promise<Head | undefined> {
    const { sdk, client } = await open();
    const get = new sdk.GetItemCommand({ TableName: table, Key: keyOf(0), ConsistentRead: true });
    const { Item: item } = await client.send(get).catch(failed("read"));
    if (!item) return undefined;
    const { headSeq, headHash } = HeadRow.catch((): never => {
      throw new StoreError(`the head (seq 0) of the journal ${name} can't be read`, { code: "tampered", path: name, hint: restore });
    }).parse(item);
    return { seq: headSeq.N, hash: headHash.S };
  }

  async function* lines(): AsyncGenerator<StoredLine> {
    const { sdk, client } = await open();
    let from: Record<string, AttributeValue> | undefined = keyOf(0);
    while (from) {
      const query: InstanceType<typeof sdk.QueryCommand> = new sdk.QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: "#journal = :journal",
        ExpressionAttributeNames: { "#journal": "journal" },
        ExpressionAttributeValues: { ":journal": { S: journal } },
        ExclusiveStartKey: from,
      });
      const page: QueryCommandOutput = await client.send(query).catch(failed("read"));
      for (const item of page.Items ?? []) yield await lineOf(item, name);
      from = page.LastEvaluatedKey;
    }
  }

  /** False when another came first. */
  async function tryAppend(record: JournalRecord, before: Head): Promise<boolean> {
    const { sdk, client } = await open();
    const body = await bodyOf(record, name);
    const head = { headSeq: { N: String(record.seq) }, headHash: { S: record.hash } };
    const isLast =
      before.seq === 0
        ? { ConditionExpression: "attribute_not_exists(seq)" }
        : {
            ConditionExpression: "headSeq = :seq AND headHash = :hash",
            ExpressionAttributeValues: { ":seq": { N: String(before.seq) }, ":hash": { S: before.hash } },
          };
    const write = new sdk.TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: table, Item: { ...keyOf(record.seq), ...body }, ConditionExpression: "attribute_not_exists(seq)" } },
        { Put: { TableName: table, Item: { ...keyOf(0), ...head }, ...isLast } },
      ],
    });
    try {
      await client.send(write);
      return true;
    } catch (error) {
      if (isOutrun(error, sdk.TransactionCanceledException)) return false;
      throw tableError(`append to the journal ${name}`, table, error);
    }
  }

  /** Appends of this process wait for one another, so that they do not outrun each other. */
  let turn: Promise<unknown> = Promise.resolve();
  async function appendInTurn(entry: JournalEntry): Promise<JournalRecord> {
    for (let tries = 1; tries <= mostTries; tries++) {
      const before = (await head()) ?? beginning;
      const record = toRecord(entry, before);
      if (await tryAppend(record, before)) return record;
      await sleep(Math.min(tries * 10, longestPause));
    }
    const hint = "plumbline journal verify tells whether a row stands behind the head; else try again when fewer runs write";
    throw new StoreError(`others came first ${mostTries} times at the journal ${name}`, { code: "locked", path: name, hint });
  }

  return journalIn({
    ...{ name, slack: 0, lines, head },
    append(entry) {
      const parsed = JournalEntry.parse(entry);
      const mine = turn.then(() => appendInTurn(parsed));
      turn = mine.catch(() => undefined);
      return mine;
    },
  });
}

const restore = "nothing was written; find out who changed it, and restore the table to a point in time";

async function bodyOf(record: JournalRecord, name: string): Promise<Record<string, AttributeValue>> {
  const text = canonicalJson(record);
  if (Buffer.byteLength(text) < packedFrom) return { record: { S: text } };
  const bytes = await promisify(gzip)(text);
  if (bytes.length < mostBytes) return { packed: { B: bytes } };
  throw new StoreError(
    `the states of ${record.change.change} on ${record.change.resource.id} are too large for a row of the journal ${name}`,
    {
      code: "unwritable",
      path: name,
      hint: "nothing is changed without a journal; make this change with a journal in a file",
    },
  );
}

async function lineOf(item: Record<string, AttributeValue>, name: string): Promise<StoredLine> {
  const { seq, record, packed } = Row.parse(item);
  const place = `seq ${seq.N}`;
  try {
    const bytes = packed ? await promisify(gunzip)(packed.B) : Buffer.from(record?.S ?? "");
    return { place, bytes, isTorn: false };
  } catch (cause) {
    throw new StoreError(`${place} of the journal ${name} can't be unpacked: ${reasonOf(cause)}`, {
      ...{ code: "tampered", path: name, hint: restore, cause },
    });
  }
}

const conflicts = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/** Whether a transaction was cancelled for the reason alone that another wrote first. */
function isOutrun(
  error: unknown,
  Cancelled: abstract new (...given: never[]) => Error & { CancellationReasons?: { Code?: string | undefined }[] | undefined },
): boolean {
  for (const one of [error, error instanceof Error ? error.cause : undefined])
    if (one instanceof Cancelled) return (one.CancellationReasons ?? []).some(({ Code }) => Code !== undefined && conflicts.has(Code));
  return false;
}
