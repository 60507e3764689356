import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { beforeAll, describe, expect, test } from "vitest";
import { account, ask, newInventory } from "./questions.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await newInventory();
}, 60_000);
const run = (...words: string[]) => ask(folder, words);

describe("questions on the command line", () => {
  test("as-of tells the principals of a day", async () => {
    const { code, stdout, stderr } = await run("as-of", "2026-01-10", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { at, principals } = JSON.parse(stdout);
    expect(at).toBe("2026-01-10T23:59:59.999Z");
    expect(principals.map((one: { principal: { name: string } }) => one.principal.name)).toEqual(["ann", "bob", "deploy"]);
  });
  test("as-of before anything was collected says that nobody looked", async () => {
    const { code, stdout } = await run("as-of", "2026-01-09");
    expect(code).toBe(3);
    expect(stdout).toContain("No principal in what was looked at.");
    expect(stdout).toContain("never looked at");
  });
  test("as-of tells of one principal, and refuses one that is not there", async () => {
    expect(await run("as-of", "2026-01-20", "--principal", "bob", "--format", "csv")).toMatchObject({
      code: 0,
      stdout: `account,kind,name,groups,boundary,sign_in,mfa,policies\r\n${account},user,bob,,,AKIAEXAMPLE Active,0,\r\n`,
    });
    const { code, stderr } = await run("as-of", "2026-01-20", "--principal", "eve");
    expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 2 });
    expect(stderr).toContain("no role eve");
  });
  test("diff tells who gained what, and nobody as who did it", async () => {
    const { code, stdout } = await run("diff", "2026-01-15", "2026-02-15", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).changes).toMatchObject([
      { who: "user ann", verb: "changed", details: ["+ Allow * on *", "- Allow s3:GetObject on *"], by: { known: false } },
      { who: "user bob", verb: "gained", what: "inline policy own" },
    ]);
  });
  test("diff tells who did it by records", async () => {
    const records = join(newFolder(), "records.json");
    const record = {
      ...{ eventVersion: "1.08", eventSource: "iam.amazonaws.com", eventName: "PutUserPolicy", eventTime: "2026-02-01T10:00:00Z" },
      ...{ awsRegion: "us-east-1", recipientAccountId: account, eventID: "e-1", userIdentity: { arn: `arn:aws:iam::${account}:user/eve` } },
      requestParameters: { userName: "bob", policyName: "own" },
    };
    writeFileSync(records, JSON.stringify({ Records: [record] }));
    const { stdout } = await run("diff", "2026-01-15", "2026-02-15", "--records", records);
    expect(stdout).toMatch(/user bob +gained .*user\/eve +2026-02-01T10:00:00Z/);
  });
  test("admins", async () => {
    const { code, stdout } = await run("admins", "--at", "2026-02-15");
    expect(code).toBe(0);
    expect(stdout).toMatch(/user +ann +administrator +allowed/);
    expect(stdout).toMatch(/Not considered: the root user of each account.*; session policies \(may take away\)/);
  });
  test("escalations", async () => {
    const { code, stdout } = await run("escalations", "--at", "2026-02-15", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).rows).toMatchObject([{ method: "iam-002", principal: { name: "bob" }, gains: "another-principal" }]);
  });
  test("unused", async () => {
    const { code, stdout } = await run("unused", "--days", "30", "--format", "csv");
    expect(code).toBe(0);
    expect(stdout.split("\r\n").slice(1, -1)).toEqual([
      `${account},user,bob,access-key,AKIAEXAMPLE,never-used,,2025-01-01T00:00:00.000Z,420,2026-02-25T06:00:00.000Z`,
    ]);
  });
  test("an answer tells how old its look is, and warns of an old one without another exit code", async () => {
    const looked = "2026-02-10T06:00:00.000Z";
    const old = `Old: some of ${account} was last looked at completely ${looked}, 5 days before 2026-02-15T23:59:59.999Z (--max-age 2d)\n`;
    const words = ["as-of", "2026-02-15"];
    const text = await run(...words);
    expect(text).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining(`\nLooked at ${looked}\n`) });
    const stale = await run(...words, "--max-age", "2d");
    expect(stale).toEqual({ ...text, stderr: old });
    const csv = await run(...words, "--max-age", "2d", "--format", "csv");
    expect(csv).toMatchObject({ code: 0, stderr: `Looked at ${looked}\n${old}` });
    const json = await run(...words, "--max-age", "2d", "--json");
    expect({ ...json, stdout: JSON.parse(json.stdout).looked.looks }).toEqual({
      ...{ code: 0, stderr: old, stdout: [{ account, from: looked, to: looked }] },
    });
    const both = await run("diff", "2026-01-15", "2026-02-15");
    expect(both.stdout).toContain(`As of 2026-01-15T23:59:59.999Z: looked at 2026-01-14T06:00:00.000Z\nAs of 2026-02-15T23:59:59.999Z: `);
  });
  test("trust", async () => {
    expect((await run("trust")).stdout).toMatch(/deploy +account +999988887777 +unknown +cross-account +no +no-external-id/);
    expect((await run("trust", "--known-accounts", "999988887777")).stdout).toMatch(/999988887777 +configured/);
  });

  const refused: Record<string, { readonly words: readonly string[]; readonly says: string }> = {
    "a day that is none": { words: ["as-of", "2026-02-30"], says: '"2026-02-30" is no day of the calendar' },
    "a word": { words: ["as-of", "yesterday"], says: '"yesterday" is no instant' },
    "an instant without a zone": { words: ["as-of", "2026-02-01T10:00:00"], says: "is no instant" },
    "a day to come": { words: ["admins", "--at", "2027-01-01"], says: "2027-01-01 has not come yet" },
    "days the wrong way round": { words: ["diff", "now", "7d"], says: "now does not lie before 7d" },
    "an account that is none": { words: ["admins", "--account", "12345"], says: "account" },
    "no number of days": { words: ["unused", "--days", "many"], says: "days" },
    "a format that is none": { words: ["trust", "--format", "xml"], says: "must be one of text, json, csv" },
    "an age that is none": { words: ["admins", "--max-age", "soon"], says: "--max-age: must be an age such as 12h, 7d or 2w" },
    "records that are not there": { words: ["diff", "7d", "now", "--records", "nowhere"], says: "nowhere" },
  };
  test.each(Object.entries(refused))("%s is refused in one line", async (_, { words, says }) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });
});
