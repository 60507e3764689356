import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createSession } from "@plumbline/aws-session/session";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamodbRequests, type ScanRequests } from "./dynamodb-requests.ts";

const region = "eu-west-1";
const table = "requests-laws";
const keys = { accessKeyId: "testing", secretAccessKey: "testing" };
let clock = 1_000_000;
let open: { requests: ScanRequests; other: ScanRequests; client: DynamoDBClient; close(): void };
const itemOf = async (id: string) =>
  (await open.client.send(new GetItemCommand({ TableName: table, Key: { requestId: { S: id } } }))).Item ?? {};

beforeAll(async () => {
  const endpointUrl = emulatorUrl();
  const session = await createSession({ endpointUrl, ignoreConfiguredEndpoints: true, credentials: keys, region }, { environment: {} });
  const aws = await session.connect({ account: session.callerAccount, region });
  const client = aws.client(DynamoDBClient);
  await client.send(
    new CreateTableCommand({
      ...{ TableName: table, BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [{ AttributeName: "requestId", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "requestId", AttributeType: "S" }],
    }),
  );
  const requestsIn = (name: string) => dynamodbRequests(aws, name, () => new Date(clock));
  open = { requests: requestsIn(table), other: requestsIn("none-such"), client, close: () => session.close() };
});
afterAll(() => open.close());

describe("a request in a table", () => {
  it("goes to one of several claimants", async () => {
    expect(await open.requests.register("many", { account: "1" }, 300)).toBeUndefined();
    const claims = await Promise.all(["a", "b", "c", "d"].map((owner) => open.requests.claim("many", owner, 45)));
    expect(claims.filter((claim) => "before" in claim)).toHaveLength(1);
    expect(claims.filter((claim) => "refused" in claim && claim.refused === "running")).toHaveLength(3);
    expect((await itemOf("many"))["invocations"]).toEqual({ N: "1" });
  });

  it("can be taken over when its lease is over, and the first owner can write no more", async () => {
    await open.requests.claim("lease", "first", 45);
    expect(await open.requests.hold("lease", "first", 45, { percent: 10, run: "r1" })).toBe(true);
    clock += 44_000;
    expect(await open.requests.claim("lease", "second", 45)).toEqual({ refused: "running" });
    clock += 1000;
    expect(await open.requests.claim("lease", "second", 45)).toMatchObject({ before: { status: "INPROGRESS", run: "r1", invocations: 1 } });
    expect(await open.requests.hold("lease", "first", 45, { percent: 90 })).toBe(false);
    expect(await open.requests.end("lease", "first", { status: "COMPLETED" })).toBe(false);
    expect(await itemOf("lease")).toMatchObject({ status: { S: "INPROGRESS" }, percent: { N: "10" }, leaseOwner: { S: "second" } });
  });

  it("answers an owner that asks again, as the SDK does when an answer is lost", async () => {
    await open.requests.register("again", {}, 300);
    for (const time of ["first", "again"]) expect(await open.requests.claim("again", "a", 45), time).toHaveProperty("before");
    for (const time of ["first", "again"]) expect(await open.requests.end("again", "a", { status: "COMPLETED" }), time).toBe(true);
    expect(await open.requests.end("again", "b", { status: "FAILED" })).toBe(false);
    expect(await open.requests.claim("again", "a", 45)).toEqual({ refused: "COMPLETED" });
  });

  it("that has ended is taken by nobody, and only one that failed is asked for again", async () => {
    for (const status of ["COMPLETED", "INCOMPLETE", "FAILED"] as const) {
      const id = `ended-${status}`;
      await open.requests.claim(id, "a", 45);
      expect(await open.requests.end(id, "a", { status, error: "why", run: "r1", mail: "sending" })).toBe(true);
      clock += 1_000_000;
      expect(await open.requests.claim(id, "b", 45)).toEqual({ refused: status });
      expect(await open.requests.register(id, {}, 300)).toBe(status === "FAILED" ? undefined : status);
    }
    expect(await open.requests.claim("ended-FAILED", "b", 45)).toEqual({ before: { requestId: "ended-FAILED", status: "REQUESTED" } });
  });

  it("that was noted and never began is lost after a while", async () => {
    expect(await open.requests.register("lost", {}, 300)).toBeUndefined();
    expect(await open.requests.register("lost", {}, 300)).toBe("REQUESTED");
    clock += 300_001;
    expect(await open.requests.register("lost", {}, 300)).toBeUndefined();
  });

  it("that broke off longer ago than it would be repeated can be asked for again", async () => {
    await open.requests.claim("broke-off", "gone", 45);
    clock += 45_000 + 3_600_000;
    expect(await open.requests.register("broke-off", {}, 300)).toBe("INPROGRESS");
    clock += 1;
    expect(await open.requests.register("broke-off", {}, 300)).toBeUndefined();
    expect(await open.requests.hold("broke-off", "gone", 45, { percent: 99 })).toBe(false);
  });

  it("is its customer's alone, whatever became of it", async () => {
    expect(await open.requests.register("owned", { customer: "acme" }, 300)).toBeUndefined();
    await open.requests.fail("owned", { error: "why" });
    expect(await itemOf("owned")).toMatchObject({ status: { S: "FAILED" }, error: { S: "why" } });
    for (const fields of [{}, { customer: "other" }]) expect(await open.requests.register("owned", fields, 300)).toBe("foreign");
    expect(await open.requests.register("owned", { customer: "acme" }, 300)).toBeUndefined();
  });

  it("of several scans ends with the last of them, as what they ended as", async () => {
    const rows = [
      { id: "all", ends: ["COMPLETED", "COMPLETED"], is: "COMPLETED" },
      { id: "some", ends: ["COMPLETED", "FAILED"], is: "INCOMPLETE" },
      { id: "none", ends: ["FAILED", "FAILED"], is: "FAILED" },
      { id: "refused", ends: ["COMPLETED", "COMPLETED"], refused: 1, is: "INCOMPLETE" },
    ];
    for (const { id, ends, is, refused } of rows) {
      const scans = ends.map((_, i) => `${id}.${i + 1}`);
      for (const scan of scans) await open.requests.register(scan, { parent: id }, 300);
      for (const scan of scans) await open.requests.claim(scan, "a", 45);
      // The first may end before the request is noted.
      await open.requests.end(scans[0] ?? "", "a", { status: ends[0] });
      await open.requests.split(id, scans, { entriesRefused: refused });
      expect(await open.requests.read(id)).toMatchObject({ status: "INPROGRESS", scans });
      expect(await open.requests.claim(id, "b", 45)).toEqual({ refused: "running" });
      await open.requests.end(scans[1] ?? "", "a", { status: ends[1] });
      expect((await open.requests.read(id))?.status).toBe(is);
    }
  });

  it("with a status that is not ours is an error that names the attribute", async () => {
    for (const status of [{ S: "NEW" }, { M: {} }, { BOOL: true }]) {
      await open.client.send(new PutItemCommand({ TableName: table, Item: { requestId: { S: "strange" }, status } }));
      for (const act of [() => open.requests.register("strange", {}, 1), () => open.requests.claim("strange", "a", 1)])
        await expect(act()).rejects.toMatchObject({
          code: "broken",
          message: "the item of strange has what is not ours in the attribute status",
        });
    }
  });

  it("keeps what other systems wrote, whatever it is", async () => {
    const own = { requestId: { S: "kept" }, email: { S: "a@b.example" }, plan: { M: { gold: { BOOL: true } } }, firstName: { N: "7" } };
    await open.client.send(new PutItemCommand({ TableName: table, Item: own }));
    expect(await open.requests.read("kept")).toEqual({ requestId: "kept", email: "a@b.example" });
    await open.requests.claim("kept", "a", 45);
    await open.requests.end("kept", "a", { status: "COMPLETED", missing: ["x", "y"], error: undefined });
    expect(await itemOf("kept")).toMatchObject({ ...own, status: { S: "COMPLETED" }, missing: { L: [{ S: "x" }, { S: "y" }] } });
    expect(await itemOf("kept")).not.toHaveProperty("leaseOwner");
  });

  it("is never taken for missing where the table can't be asked", async () => {
    for (const act of [() => open.other.read("k"), () => open.other.claim("k", "a", 1), () => open.other.register("k", {}, 1)])
      await expect(act()).rejects.toMatchObject({ name: "StoreError", code: "missing", path: "none-such" });
    expect(await open.requests.read("never")).toBeUndefined();
  });
});
