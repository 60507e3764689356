import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Aws } from "@plumbline/aws-session/aws";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import { canonicalJson } from "./digest.ts";
import { tableError } from "./dynamodb-error.ts";
import { StoreError } from "./error.ts";
import type { Json, Kept, StateStore } from "./state.ts";

/** `until` is what is judged, in milliseconds; DynamoDB deletes by `expiresAt`, in seconds and days late. */
const Row = z.object({ value: z.object({ S: z.string() }), until: z.object({ N: z.string() }).optional() });

const names = { "#key": "key", "#until": "until" };
const isFree = "attribute_not_exists(#key) OR #until <= :now";
const isOurs = "#value = :value AND (attribute_not_exists(#until) OR #until > :now)";

/**
 * Keeps state in a DynamoDB table with the partition key `key` (a string), shared by all that may use it. Conditional writes make one of
 * several claimants win; what expired counts as gone at once, whenever DynamoDB deletes it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function dynamodbState(aws: Aws, table: string, now: () => Date): StateStore {
  const open = async () => {
    const sdk = await import("@aws-sdk/client-dynamodb");
    return { sdk, client: aws.client(sdk.DynamoDBClient) };
  };
  const asked = { TableName: table };
  const instant = () => ({ N: String(now().getTime()) });
  const itemOf = (key: string, value: Json, { expiresAt }: Kept): Record<string, AttributeValue> => ({
    key: { S: key },
    value: { S: canonicalJson(value) },
    ...(expiresAt && {
      until: { N: String(expiresAt.getTime()) },
      expiresAt: { N: String(Math.ceil(expiresAt.getTime() / 1000)) },
    }),
  });
  const failed = (tried: string) => (cause: unknown) => Promise.reject(tableError(`${tried} in the table ${table}`, table, cause));
  return {
    async get(key) {
      const { sdk, client } = await open();
      const read = new sdk.GetItemCommand({ ...asked, Key: { key: { S: key } }, ConsistentRead: true });
      const { Item: item } = await client.send(read).catch(failed(`read ${key}`));
      if (!item) return undefined;
      const row = Row.safeParse(item);
      if (!row.success) throw broken(key, table, faultsIn(row.error));
      if (row.data.until && Number(row.data.until.N) <= now().getTime()) return undefined;
      return parsed(row.data.value.S, key, table);
    },
    async put(key, value, kept = {}) {
      const { sdk, client } = await open();
      await client.send(new sdk.PutItemCommand({ ...asked, Item: itemOf(key, value, kept) })).catch(failed(`keep ${key}`));
    },
    async claim(key, value, kept = {}) {
      const { sdk, client } = await open();
      // The SDK sends a call again that was answered too late: the mark tells our own claim from another's.
      const mark = { claim: { S: randomUUID() } };
      const put = new sdk.PutItemCommand({
        ...asked,
        Item: { ...itemOf(key, value, kept), ...mark },
        ConditionExpression: isFree,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":now": instant() },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const refusal = await client.send(put).then(() => undefined, refusedBy(sdk.ConditionalCheckFailedException, `claim ${key}`, table));
      return refusal === undefined || isDeepStrictEqual(refusal.Item?.["claim"], mark.claim);
    },
    async renew(key, value, kept) {
      const { sdk, client } = await open();
      const put = new sdk.PutItemCommand({
        ...asked,
        Item: itemOf(key, value, kept),
        ConditionExpression: isOurs,
        ExpressionAttributeNames: { "#value": "value", "#until": "until" },
        ExpressionAttributeValues: { ":value": { S: canonicalJson(value) }, ":now": instant() },
      });
      const refusal = await client.send(put).then(() => undefined, refusedBy(sdk.ConditionalCheckFailedException, `renew ${key}`, table));
      return refusal === undefined;
    },
    async release(key, value) {
      const { sdk, client } = await open();
      const remove = new sdk.DeleteItemCommand({
        ...asked,
        Key: { key: { S: key } },
        ConditionExpression: isOurs,
        ExpressionAttributeNames: { "#value": "value", "#until": "until" },
        ExpressionAttributeValues: { ":value": { S: canonicalJson(value) }, ":now": instant() },
      });
      await client.send(remove).catch(refusedBy(sdk.ConditionalCheckFailedException, `release ${key}`, table));
    },
  };
}

/** Makes a function that gives the refusal of a condition, and rejects with a StoreError for every other error. */
const refusedBy =
  <E extends Error>(Refusal: abstract new (...given: never[]) => E, tried: string, table: string) =>
  async (error: unknown): Promise<E> => {
    const cause = error instanceof Error ? error.cause : undefined;
    for (const one of [error, cause]) if (one instanceof Refusal) return one;
    throw tableError(`${tried} in the table ${table}`, table, error);
  };

function parsed(text: string, key: string, table: string): Json {
  try {
    return z.json().parse(JSON.parse(text));
  } catch (cause) {
    throw broken(key, table, String(cause));
  }
}

const broken = (key: string, table: string, reason: string): StoreError =>
  new StoreError(`what the table ${table} keeps of ${key} can't be read: ${reason}`, {
    code: "broken",
    path: table,
    hint: "remove the item only when no run goes on",
  });
