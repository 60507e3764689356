import { existsSync } from "node:fs";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { RecordedCall } from "@plumbline/aws-session/recording";
import { journalStatement, stateStatement } from "@plumbline/cli/session-actions";
import { JournalRecord } from "@plumbline/finding-model/journal";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { makeTables } from "@plumbline/testkit/tables";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeKeys, plumbline } from "./harness.fixture.ts";
import { world } from "./world.fixture.ts";

const url = emulatorUrl();
const tables = { journal: "stores-journal", state: "stores-state" };
const own = "515151515151";
const region = "eu-central-1";
const here = world(url, [own, "525252525252"]);
// The caller's region is not one of those that are looked at.
const environment = { ...fakeKeys, AWS_REGION: region };
const table = { partition: "aws", table: "any" };
const client = new DynamoDBClient({ endpoint: url, region, credentials: emulatorCredentials });
const keep = { PLUMBLINE_JOURNAL: `dynamodb://${tables.journal}`, PLUMBLINE_STATE: `dynamodb://${tables.state}` };
const calls: RecordedCall[] = [];
const tape = { record: (line: string) => void calls.push(RecordedCall.parse(JSON.parse(line))) };
const run = (...words: string[]) => here.run(words, { environment: { ...environment, ...keep }, tape });
const journal = (...words: string[]) =>
  plumbline(["journal", ...words, "--endpoint-url", url], { folder: here.folder, environment: { ...environment, ...keep } });
const entries = async (...words: string[]) =>
  z.array(JournalRecord).parse(JSON.parse((await journal("list", ...words, "--format", "json")).stdout));

beforeAll(async () => {
  await makeTables(url, region, tables);
  const made = await here.run(["make-misconfigurations", "--account", own, "--recipes", "sqs"], { environment });
  expect([made.code, made.stderr]).toEqual([0, ""]);
});

describe("a journal and a state in DynamoDB", () => {
  let runId = "";
  it("keep what apply and undo do, and no file does", async () => {
    const plan = join(here.folder, "plan.json");
    const where = ["--checks", "sqs/not-public", "--accounts", own];
    const planned = await run("plan", "--live", ...where, "--plan-file", plan);
    expect([planned.code, planned.stderr]).toEqual([0, ""]);
    const applied = await run("apply", plan, "--apply", "--max-percent", "100");
    expect([applied.stderr, applied.code]).toEqual(["", 0]);
    const written = await entries();
    runId = written[0]?.run ?? "";
    expect(new Set(written.map(({ status }) => status))).toEqual(new Set(["writing", "applied", "verified"]));
    expect(written.filter(({ status }) => status === "applied").every(({ requestIds, plan: hash }) => requestIds.length > 0 && hash)).toBe(
      true,
    );
    const undone = await run("undo", runId, "--apply");
    expect([undone.stderr, undone.code]).toEqual(["", 0]);
    const all = await entries();
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(all.at(-1)).toMatchObject({ action: "undo", status: "undone" });
    for (const name of ["journal.jsonl", "state"]) expect(existsSync(join(here.folder, "plumbline-output", name)), name).toBe(false);
    console.log(`${all.length} entries of 2 runs in the table`);
  });

  it("take what the generated policy grants, and no more", () => {
    const taken = calls.filter(({ service }) => service === "dynamodb").map((call) => iamAction(call));
    const granted = [journalStatement(table, { writes: true }), stateStatement(table)].flatMap(({ Action }) => Action);
    expect([...new Set(taken)].toSorted()).toEqual([...new Set(granted)].toSorted());
  });

  it("verify, list and show read the table", async () => {
    const { code, stdout } = await journal("verify");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^The journal dynamodb:\/\/stores-journal is intact: \d+ entries\.\nhead: seq \d+ [0-9a-f]{64}\n$/),
    ]);
    expect((await journal("show", runId)).stdout).toMatch(/requests {2}\S+/);
    expect((await entries("--run", runId)).every(({ action }) => action === "apply")).toBe(true);
  });

  it("a resource that another run holds is refused", async () => {
    const [first] = await entries();
    const { account, region: place, type, id } = first?.change.resource ?? { account: "", region: "", type: "", id: "" };
    const key = { S: `resource/${account}/${place}/${type}/${id}` };
    const held = { key, value: { S: '"another-run"' }, until: { N: String(Date.now() + 600_000) } };
    await client.send(new PutItemCommand({ TableName: tables.state, Item: held }));
    const applied = await run("apply", join(here.folder, "plan.json"), "--apply", "--max-percent", "100", "--format", "json");
    expect(applied.code).toBe(4);
    expect(applied.stdout).toContain("another run (another-run) is changing it");
    await client.send(new DeleteItemCommand({ TableName: tables.state, Key: { key } }));
  });

  it("a row that was taken out is found, and nothing is written by such a journal", async () => {
    await client.send(new DeleteItemCommand({ TableName: tables.journal, Key: { journal: { S: "journal" }, seq: { N: "2" } } }));
    expect(await journal("verify")).toMatchObject({ code: 4, stdout: expect.stringMatching(/\n {2}seq 3: seq 2 is missing before it\n/) });
    for (const words of [
      ["apply", join(here.folder, "plan.json"), "--apply", "--max-percent", "100"],
      ["undo", runId, "--apply"],
    ]) {
      const refused = await run(...words);
      expect([refused.code, refused.stdout]).toEqual([4, ""]);
      expect(refused.stderr).toMatch(/the journal dynamodb:\/\/stores-journal is not as it was written: seq 3: seq 2 is missing before it/);
    }
  });

  it("a table that there is not is named, and nothing is written", async () => {
    const ran = await here.run(
      ["apply", join(here.folder, "plan.json"), "--apply", "--max-percent", "100", "--journal", "dynamodb://none-such"],
      {
        environment,
      },
    );
    expect([ran.code, ran.stderr]).toEqual([
      2,
      expect.stringMatching(
        /can't read the journal dynamodb:\/\/none-such: dynamodb:GetItem in 123456789012\/eu-central-1: ResourceNotFoundException/,
      ),
    ]);
  });
});
