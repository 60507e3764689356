import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { day, describeAccounts, dev, look, people } from "@plumbline/access-reviews/inventory.fixture";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { openStore } from "@plumbline/iam-store/open-store";
import { startMailServer } from "@plumbline/testkit/mail-server";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIamAuditor } from "./run-iam-auditor.ts";

const folder = newFolder();
const environment = { PLUMBLINE_FOLDER: join(folder, "iam"), USER: "boss@example.com", PLUMBLINE_SMTP_PASSWORD: "very-secret-word" };
let at = day(2);
const review = async (words: string, given: Record<string, string> = {}) => {
  const { io, stdout, stderr } = testIo({ folder, environment: { ...environment, ...given }, now: () => at });
  const code = await runIamAuditor(["review", ...words.split(" ").map((word) => word.replaceAll("+", " "))], io);
  return { code, stdout: stdout(), stderr: stderr() };
};
const write = (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text);
const inStore = async (work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<unknown>) => {
  const store = await openStore({ folder: environment.PLUMBLINE_FOLDER });
  await work(store);
  await store.close();
};
let mail: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  mail = await startMailServer({ tls: "starttls", login: { user: "plumbline", password: "very-secret-word" } });
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await write("key.pem", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  await write("key.pub", publicKey.export({ type: "spki", format: "pem" }).toString());
  await write("ca.pem", mail.ca);
  await write("reviewers.csv", `reviewer,account,kind\r\nrita@example.com,${dev},iam_role\r\n`);
  await inStore(async (store) => {
    await look(store, day(1), people);
    await describeAccounts(store);
  });
});
afterAll(() => mail.stop());

const open =
  "open --name Second+quarter --due 2026-06-20 --default-reviewer boss@example.com --alternate vice@example.com --reviewers reviewers.csv";
const kinds = "--kinds iam_user,iam_role,iam_membership";
const remind = () =>
  `remind second-quarter --smtp localhost:${mail.port} --smtp-user plumbline --smtp-ca ca.pem --from reviews@example.com --mail-allowed example.com`;

describe("plumbline review", () => {
  it("opens over what was seen, and refuses what was not", async () => {
    const refused = await review(open);
    expect(refused).toMatchObject({ code: 3, stdout: "" });
    expect(refused.stderr).toMatch(/sso_assignment: never-looked, never complete.*--accept-incomplete/);
    expect(await review(`${open} ${kinds}`)).toEqual({
      ...{ code: 0, stderr: "" },
      stdout: `opened second-quarter: 6 items in 2 accounts, due 2026-06-20T23:59:59.000Z\n1 item that nobody owns went to boss@example.com\n`,
    });
    at = day(3);
    expect((await review(`${open} ${kinds}`)).stdout).toMatch(/^was open already: second-quarter: 6 items/);
    expect(await review(`${open} --kinds iam_user`)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("another campaign second-quarter"),
    });
  });
  it("reminds by mail, once a day, and tells no password", async () => {
    expect(await review(remind())).toEqual({ code: 0, stderr: "", stdout: "4 reviewers reminded, 0 had it today\n" });
    expect(await review(remind())).toEqual({ code: 0, stderr: "", stdout: "0 reviewers reminded, 4 had it today\n" });
    expect(mail.mails.flatMap(({ to }) => to)).toEqual(["boss@example.com", "dan@example.com", "dora@example.com", "rita@example.com"]);
    at = day(4);
    const wrong = await review(remind(), { PLUMBLINE_SMTP_PASSWORD: "another-secret-word" });
    expect(wrong).toMatchObject({ code: 3, stdout: expect.stringContaining("could not be sent, and is tried again") });
    expect(JSON.stringify(wrong)).not.toMatch(/secret-word/);
  });
  it("decides on one, and on many by a worksheet, all or nothing", async () => {
    const sheet = async (fill: (row: Record<string, string>) => Record<string, string>) => {
      const { stdout } = await review("list second-quarter --format csv");
      await write(
        "sheet.csv",
        stringify(
          parse(stdout, { columns: true }).map((row) => fill(row as Record<string, string>)),
          { header: true },
        ),
      );
    };
    await sheet((row) => ({ ...row, verdict: row["reviewer"] === "dora@example.com" ? "keep" : "" }));
    const refused = await review("decide second-quarter --from sheet.csv --by dora@example.com");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("is privileged") });
    expect((await review("list second-quarter --state kept")).stdout).toBe("0 items\n");
    await sheet((row) => ({ ...row, verdict: row["reviewer"] === "dora@example.com" ? "keep" : "", reason: "needed" }));
    expect((await review("decide second-quarter --from sheet.csv --by dora@example.com")).stdout).toBe(
      "3 items decided by dora@example.com: 3 kept, 0 revoked\n",
    );

    const { items } = JSON.parse((await review("list second-quarter --text deploy --json")).stdout);
    const one = `decide second-quarter ${items[0].item}`;
    expect(await review(`${one} revoke --by rita@example.com`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("revoking takes a reason"),
    });
    expect(await review(`${one} revoke --by ann@example.com --reason x`)).toMatchObject({ code: 4 });
    expect(await review(`${one} drop --by rita@example.com`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("drop is no verdict"),
    });
    expect((await review(`${one} revoke --by rita@example.com --reason unused`)).stdout).toBe(
      "1 item decided by rita@example.com: 0 kept, 1 revoked\n",
    );
    expect((await review("list second-quarter --state revoked")).stdout).toContain("iam_role deploy  revoked by rita@example.com: unused");
    expect((await review("list")).stdout).toBe(
      "second-quarter  Second quarter  open, due 2026-06-20T23:59:59.000Z  6 items, 2 undecided\n",
    );
  });
  it("closes with a pack that verifies, until a byte is changed", async () => {
    expect(await review("close second-quarter")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("2 of its items are undecided"),
    });
    at = day(21);
    expect((await review(remind())).stdout).toMatch(/^2 items escalated\n/);
    await inStore((store) => look(store, day(21), people));
    const closed = await review("close second-quarter --key key.pem -o pack.zip");
    expect(closed).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("closed second-quarter: 3 kept, 1 revoked, 0 gone, 2 not decided"),
    });
    const pack = await readFile(join(folder, "pack.zip"));
    expect((await review("close second-quarter --key key.pem -o again.zip")).stdout).toMatch(/^was closed already/);
    expect((await readFile(join(folder, "again.zip"))).equals(pack)).toBe(true);

    expect(await review("verify pack.zip --public-key key.pub")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^as it was made: second-quarter.*4 decisions.*signed with the key/),
    });
    const changed = Buffer.from(pack);
    const place = changed.indexOf("unused");
    changed[place] = (changed[place] ?? 0) ^ 1;
    await write("changed.zip", changed);
    expect(await review("verify changed.zip")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^NOT as it was made: items\.json was changed/),
    });
    expect(JSON.parse((await review("verify changed.zip --json")).stdout)).toMatchObject({ ok: false });
    expect(await review("verify none.zip")).toMatchObject({ code: 2 });
    expect(await review("verify key.pem")).toMatchObject({ code: 1 });
  });
  it("carries approvals over, and tells whose they are", async () => {
    at = day(21, 1);
    const opened = await review(
      `open --name third --due 2026-07-20 --default-reviewer boss@example.com ${kinds} --carry-over second-quarter`,
    );
    expect([opened.code, opened.stderr]).toEqual([0, ""]);
    expect((await review("list third --state kept")).stdout).toContain(
      "kept by dora@example.com in second-quarter, carried over by boss@example.com: needed",
    );
  });
  it("lists what was not looked at", async () => {
    await inStore((store) => look(store, day(22), people, { iam_attachment: "denied", iam_access_key: "denied" }));
    at = day(22, 1);
    expect(
      (await review(`open --name hidden --due 2026-07-20 --default-reviewer boss@example.com ${kinds} --accept-incomplete`)).code,
    ).toBe(0);
    const hidden = "attached policies since 2026-06-21, groups since 2026-06-21, access keys since 2026-06-21";
    expect((await review("list hidden --text cyd")).stdout).toContain(`iam_user cyd (privileged; not looked at: ${hidden})  undecided`);
    const rows = parse((await review("list hidden --text cyd --format csv")).stdout, { columns: true });
    expect(rows).toMatchObject([
      { policies: "not looked at since 2026-06-21", groups: "not looked at since 2026-06-21", not_looked_at: hidden },
    ]);
    const { items } = JSON.parse((await review("list hidden --text cyd --json")).stdout) as { items: unknown[] };
    expect(items).toMatchObject([
      { isPrivileged: true, permissions: { unseen: [{ part: "attached" }, { part: "groups" }, { part: "keys" }] } },
    ]);
  });
  const bad: Record<string, [words: string, stderr: RegExp]> = {
    "a due that is no day": [`${open.replace("2026-06-20", "soon")} ${kinds}`, /--due: soon is no day/],
    "no due": ["open --name x --default-reviewer y", /--due/],
    "an unknown kind": [`${open} --kinds root`, /--kinds/],
    "reviewers that are not there": [`${open.replace("reviewers.csv", "none.csv")} ${kinds}`, /none\.csv can't be read/],
    "an unknown campaign": ["list none", /no campaign none/],
    "an unknown item": ["decide second-quarter 0 keep", /no item 0/],
    "no item": ["decide second-quarter", /no item and verdict/],
    "a key that is none": ["close second-quarter --key ca.pem", /the key can't be read/],
    "a mail server without TLS elsewhere": [
      "remind second-quarter --smtp mail.example.com:25 --smtp-tls none --from a@example.com --mail-allowed example.com",
      /--smtp-tls: none is for/,
    ],
    "a public key that is none": ["verify pack.zip --public-key reviewers.csv", /public key can't be read/],
  };
  it.each(Object.entries(bad))("is a usage error: %s", async (_, [words, stderr]) => {
    const told = await review(words);
    expect(told).toMatchObject({ code: 2, stdout: "" });
    expect(told.stderr).toMatch(stderr);
    expect(told.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  });
});
