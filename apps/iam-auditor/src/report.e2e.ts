import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { day, describeAccounts, dev, look, people } from "@plumbline/access-reviews/inventory.fixture";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { openStore } from "@plumbline/iam-store/open-store";
import { tryBrowser } from "@plumbline/testkit/browser";
import { beforeAll, describe, expect, it } from "vitest";
import { runIamAuditor } from "./run-iam-auditor.ts";

const folder = newFolder();
const report = async (words: string, environment: Record<string, string> = {}) => {
  const given = { PLUMBLINE_FOLDER: join(folder, "iam"), USER: "ann", PATH: process.env["PATH"] ?? "", ...environment };
  const { io, stdout, stderr } = testIo({ folder, environment: given, now: () => day(2) });
  return { code: await runIamAuditor(["review", "report", ...words.split(" ")], io), stdout: stdout(), stderr: stderr() };
};
beforeAll(async () => {
  const store = await openStore({ folder: join(folder, "iam") });
  await look(store, day(1), people);
  await describeAccounts(store);
  await store.close();
});

describe("plumbline review report", () => {
  it("writes HTML and CSV, and says what was not seen", async () => {
    expect(await report("-o web.html --business-unit web --kinds iam_user,iam_role")).toEqual({
      ...{ code: 0, stderr: "", stdout: `${join(folder, "web.html")}: 4 principals in 1 account\n` },
    });
    expect(await readFile(join(folder, "web.html"), "utf8")).toContain("<title>Access in the business unit web</title>");
    expect(await report("-o all.csv")).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("5 principals in 2 accounts, 8 gaps told in it"),
    });
    expect((await readFile(join(folder, "all.csv"), "utf8")).split("\r\n")[1]).toContain("sso_assignment: never-looked");
  });
  it("prints a PDF by Chromium", async ({ skip }) => {
    const found = await tryBrowser({ environment: process.env });
    if ("missing" in found) return skip(found.missing);
    await found.browser.close();
    expect(await report(`-o ${dev}.pdf --account ${dev} --kinds iam_user`)).toMatchObject({ code: 0, stderr: "" });
    const pdf = await readFile(join(folder, `${dev}.pdf`));
    expect({ head: pdf.subarray(0, 5).toString(), isWhole: pdf.subarray(-8).toString().includes("%%EOF") }).toEqual({
      head: "%PDF-",
      isWhole: true,
    });
  });
  const bad: Record<string, [words: string, stderr: RegExp, environment?: Record<string, string>]> = {
    "another format": ["-o x.docx", /--file: must end in \.html, \.pdf or \.csv/],
    "an unknown unit": ["-o x.html --business-unit none", /no account of the business unit none/],
    "a unit and an account": [`-o x.html --business-unit web --account ${dev}`, /can't go together/],
    "no Chromium": [`-o x.pdf --account ${dev}`, /there is none on PATH/, { PATH: "/none" }],
  };
  it.each(Object.entries(bad))("is a usage error: %s", async (_, [words, stderr, environment = {}]) => {
    const told = await report(words, environment);
    expect(told).toMatchObject({ code: 2, stdout: "" });
    expect(told.stderr).toMatch(stderr);
  });
});
