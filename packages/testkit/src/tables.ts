import { type AttributeDefinition, CreateTableCommand, DynamoDBClient, type KeySchemaElement } from "@aws-sdk/client-dynamodb";
import { emulatorCredentials } from "./emulator.ts";

export interface Tables {
  readonly journal: string;
  readonly state: string;
}
interface Keys {
  readonly KeySchema: KeySchemaElement[];
  readonly AttributeDefinitions: AttributeDefinition[];
}

/** Makes a table for journals and one for state on the emulator, as the README of run-store defines them. */
export async function makeTables(url: string, region: string, { journal, state }: Tables): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url, region, credentials: emulatorCredentials });
  const make = (TableName: string, keys: Keys) =>
    client.send(new CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST", ...keys }));
  await make(journal, {
    KeySchema: [
      { AttributeName: "journal", KeyType: "HASH" },
      { AttributeName: "seq", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "journal", AttributeType: "S" },
      { AttributeName: "seq", AttributeType: "N" },
    ],
  });
  await make(state, {
    KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
  });
  client.destroy();
}
