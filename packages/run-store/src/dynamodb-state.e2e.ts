import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamodbState } from "./dynamodb-state.ts";
import { stateLaws, until } from "./state-laws.fixture.ts";
import { newTables } from "./tables.fixture.ts";

let tables: Awaited<ReturnType<typeof newTables>>;
beforeAll(async () => {
  tables = await newTables(emulatorUrl(), "state-laws");
});
afterAll(() => tables.close());

describe("state in DynamoDB", () => {
  it.each(Object.entries(stateLaws))("%s", async (_, holds) => {
    const { aws, state, close } = await newTables(emulatorUrl(), "state-law");
    let clock = 0;
    await holds({
      state: dynamodbState(aws, state, () => new Date(clock)),
      setClock: (milliseconds) => {
        clock = milliseconds;
      },
    });
    close();
  });

  it("tells DynamoDB in seconds when it may delete", async () => {
    const { aws, state: table } = tables;
    await dynamodbState(aws, table, () => new Date(0)).claim("queue", "first", until(1500));
    const { Items: items } = await aws.client(DynamoDBClient).send(new ScanCommand({ TableName: table }));
    expect(items).toEqual([
      { key: { S: "queue" }, value: { S: '"first"' }, until: { N: "1500" }, expiresAt: { N: "2" }, claim: { S: expect.any(String) } },
    ]);
  });

  it("never takes what it can't read for nothing", async () => {
    const { aws, state: table } = tables;
    const state = dynamodbState(aws, table, () => new Date(0));
    const item = { key: { S: "odd" }, value: { S: "{" } };
    await aws.client(DynamoDBClient).send(new PutItemCommand({ TableName: table, Item: item }));
    await expect(state.get("odd")).rejects.toMatchObject({ name: "StoreError", code: "broken", path: table });
    expect(await state.claim("odd", "mine")).toBe(false);
  });

  it("says that there is no such table", async () => {
    const state = dynamodbState(tables.aws, "none-such", () => new Date(0));
    for (const act of [() => state.get("k"), () => state.put("k", 1), () => state.claim("k", 1), () => state.release("k", 1)])
      await expect(act()).rejects.toMatchObject({
        ...{ name: "StoreError", code: "missing", path: "none-such" },
        message: expect.stringMatching(/^can't \w+ k in the table none-such: dynamodb:\w+ in \d+\/eu-west-1: ResourceNotFoundException/),
      });
  });

  it("says that a table has other keys", async () => {
    const state = dynamodbState(tables.aws, tables.journal, () => new Date(0));
    await expect(state.get("k")).rejects.toMatchObject({ name: "StoreError", code: "broken", path: tables.journal });
  });
});
