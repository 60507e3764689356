import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { openStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { beforeAll, describe, expect, test } from "vitest";
import { runIamAuditor } from "../run-iam-auditor.ts";

const account = "012345678901";
const common = { account, arn: null, createdAt: "2025-01-01T00:00:00.000Z", updatedAt: null };
const user = (name: string): IamRecord => ({
  ...common,
  ...{ kind: "iam_user", id: `AIDA${name}`, name, arn: `arn:aws:iam::${account}:user/${name}` },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});
const role: IamRecord = {
  ...common,
  ...{ kind: "iam_role", id: "AROAdeploy", name: "deploy", arn: `arn:aws:iam::${account}:role/deploy` },
  facts: {
    ...{ path: "/", permissionsBoundary: null, instanceProfiles: [], tags: {} },
    trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "sts:AssumeRole" }] },
  },
};
const inline = (name: string, action: string): IamRecord => ({
  ...common,
  ...{ kind: "iam_inline_policy", id: `AIDA${name}/own`, name: "own" },
  facts: {
    ...{ principalKind: "user", principalId: `AIDA${name}`, principalName: name },
    document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] },
  },
});
/** A policy whose text no listing told of. */
const lost: IamRecord = {
  ...common,
  ...{ kind: "iam_attachment", id: "AIDAbob/lost", name: "lost" },
  facts: {
    ...{ principalKind: "user", principalId: "AIDAbob", principalName: "bob" },
    policyArn: `arn:aws:iam::${account}:policy/lost`,
  },
};
const key: IamRecord = {
  ...common,
  ...{ kind: "iam_access_key", id: "AKIAEXAMPLE", name: "AKIAEXAMPLE" },
  facts: { userId: "AIDAbob", userName: "bob", status: "Active" },
};
const never: IamRecord = {
  ...common,
  ...{ kind: "iam_activity", id: "AKIAEXAMPLE", name: "AKIAEXAMPLE" },
  facts: { of: "access-key", principalId: "AIDAbob", principalName: "bob", lastUsedAt: null },
};
const used: IamRecord = {
  ...common,
  ...{ kind: "iam_activity", id: "AROAdeploy", name: "deploy" },
  facts: { of: "role", principalId: "AROAdeploy", principalName: "deploy", lastUsedAt: "2026-02-20T00:00:00.000Z" },
};
const member: IamRecord = {
  ...{ ...common, kind: "organization_account", account: "999988887777", id: "999988887777", name: "shop" },
  facts: { organization: "o-example", email: "shop@example.com", status: "ACTIVE", path: [], policies: [], tags: {} },
};
const kinds: readonly Kind[] = [
  ...([
    "iam_user",
    "iam_role",
    "iam_group",
    "iam_membership",
    "iam_policy",
    "iam_attachment",
    "iam_inline_policy",
    "iam_access_key",
  ] as const),
  ...(["iam_login_profile", "iam_mfa_device", "iam_activity", "iam_saml_provider", "iam_oidc_provider", "ec2_instance"] as const),
  ...(["sso_user", "sso_group", "sso_assignment", "sso_permission_set", "organization_account", "organization_policy"] as const),
];
const before = [user("ann"), user("bob"), role, inline("ann", "s3:GetObject"), key, never, used];
const after = [user("ann"), user("bob"), role, inline("ann", "*"), inline("bob", "iam:CreateAccessKey"), key, never, used];

let folder: string;
/** Two looks at an account, a month apart; the second one was denied its policies. */
beforeAll(async () => {
  folder = join(newFolder(), "iam");
  const store = await openStore({ folder });
  const look = async (day: string, records: readonly IamRecord[], denied: readonly Kind[] = []) => {
    const run = { run: day, listing: `aws/${account}/global/iam_user`, account, at: new Date(`${day}T06:00:00Z`) };
    const writer = await writeListing(store, run);
    await writer.put(records);
    await writer.end(
      kinds.map((kind) => (denied.includes(kind) ? { kind, outcome: "denied", message: "no iam:ListPolicies" } : { kind, outcome: "ok" })),
    );
  };
  await look("2026-01-10", before);
  await look("2026-01-12", [...before, lost]);
  for (const [day, members] of [
    ["2026-01-13", [member]],
    ["2026-01-14", []],
  ] as const) {
    const run = { run: day, listing: `aws/${account}/global/organization_account`, account: "", at: new Date(`${day}T06:00:00Z`) };
    const writer = await writeListing(store, run);
    await writer.put(members);
    await writer.end([{ kind: "organization_account", outcome: "ok" }]);
  }
  await look("2026-01-14", before);
  await look("2026-02-10", after);
  await look("2026-02-25", after, ["iam_policy"]);
  await store.close();
}, 60_000);

async function run(...words: string[]) {
  const { io, stdout, stderr } = testIo({ folder: newFolder(), columns: 200 });
  const code = await runIamAuditor([...words, "--folder", folder], io);
  return { code, stdout: stdout(), stderr: stderr() };
}

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
  test("admins are not all where a listing was denied, and the gap is told in each format", async () => {
    const text = await run("admins");
    expect(text.code).toBe(3);
    expect(text.stdout).toContain(
      `Not looked at: iam_policy of ${account} (denied, no iam:ListPolicies, last complete 2026-02-10T06:00:00.000Z)`,
    );
    const json = await run("admins", "--json");
    expect({ code: json.code, ...JSON.parse(json.stdout).looked }).toMatchObject({
      code: 3,
      complete: false,
      gaps: [{ kind: "iam_policy" }],
    });
    const csv = await run("admins", "--format", "csv");
    expect({ code: csv.code, stderr: csv.stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining("iam_policy") });
  });
  test.each([
    ["admins", "power", `${account},user,bob,,undetermined,arn:aws:iam::${account}:policy/lost: its text is not in the inventory`],
    ["escalations", "way", `${account},user,bob,,,undetermined,,,,arn:aws:iam::${account}:policy/lost: its text is not in the inventory`],
  ])("%s tells in each format of whom not all could be read", async (question, row, line) => {
    const words = [question, "--at", "2026-01-12"];
    const why = `arn:aws:iam::${account}:policy/lost: its text is not in the inventory`;
    const text = await run(...words);
    expect(text).toMatchObject({ code: 3, stdout: expect.stringContaining(`No ${row} in what could be read.`) });
    expect(text.stdout).toContain(`Undetermined: user bob of ${account} may hold more (${why})`);
    const json = await run(...words, "--json");
    expect({ code: json.code, ...JSON.parse(json.stdout) }).toMatchObject({
      code: 3,
      undetermined: [{ principal: { name: "bob" }, because: [{ what: why, effect: "may add or take away" }] }],
    });
    const csv = await run(...words, "--format", "csv");
    expect(csv).toMatchObject({ code: 3, stderr: expect.stringContaining("Undetermined: user bob") });
    expect(csv.stdout.split("\r\n")).toContain(line);
  });
  test.each([
    [["as-of", "2026-01-13"], 3],
    [["unused", "--at", "2026-01-13"], 3],
    [["admins", "--at", "2026-01-13"], 3],
    [["escalations", "--at", "2026-01-13"], 3],
    [["trust", "--at", "2026-01-13"], 3],
    [["as-of", "2026-01-13", "--account", account], 0],
  ])("%s names an active member of the organization that nobody ever collected", async (words, is) => {
    const { code, stdout } = await run(...words);
    expect({ code, isNamed: /Not looked at: .*iam_role.* of 999988887777 \(never looked at\)/.test(stdout) }).toEqual({
      ...{ code: is, isNamed: is === 3 },
    });
  });
  test.each(["as-of now", "unused", "admins", "escalations", "trust", "diff 7d now"])(
    "%s names an account of the table of roles that nobody ever collected, where it is asked about all",
    async (question) => {
      const another = join(newFolder(), "iam");
      const ask = async (words: string) => {
        const { io, stdout } = testIo({ folder: newFolder(), columns: 200 });
        return { code: await runIamAuditor([...words.split(" "), "--folder", another], io), stdout: stdout() };
      };
      expect((await ask("roles add arn:aws:iam::444455556666:role/audit")).code).toBe(0);
      const all = await ask(question);
      expect({ code: all.code, stdout: all.stdout }).toEqual({
        ...{ code: 3, stdout: expect.stringMatching(/Not looked at: .*iam_role.* of 444455556666 \(never looked at\)/) },
      });
      expect((await ask(`${question} --account ${account}`)).stdout).not.toContain("444455556666");
    },
    60_000,
  );
  test("escalations", async () => {
    const { code, stdout } = await run("escalations", "--at", "2026-02-15", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).rows).toMatchObject([{ method: "iam-002", principal: { name: "bob" }, gains: "another-principal" }]);
  });
  test("unused", async () => {
    const { code, stdout } = await run("unused", "--days", "30", "--format", "csv");
    expect(code).toBe(0);
    expect(stdout.split("\r\n").slice(1, -1)).toEqual([
      `${account},user,bob,access-key,AKIAEXAMPLE,never-used,,2025-01-01T00:00:00.000Z,424`,
    ]);
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
    "records that are not there": { words: ["diff", "7d", "now", "--records", "nowhere"], says: "nowhere" },
  };
  test.each(Object.entries(refused))("%s is refused in one line", async (_, { words, says }) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });
});
