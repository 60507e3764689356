import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { type MaybeBrowser, tryBrowser } from "@plumbline/testkit/browser";
import axe from "axe-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { admin, day, describeAccounts, dev, look, people, prod, user } from "../inventory.fixture.ts";
import { openCampaign } from "../open-campaign.ts";
import { accessReport, accountsOf } from "./access-report.ts";
import { reportCsv } from "./report-csv.ts";
import { reportHtml } from "./report-html.ts";

const hostile = '<img src=x onerror="alert(1)">=cmd';
const records: readonly IamRecord[] = [...people, user(hostile, prod)];
const joined = async (texts: AsyncIterable<string>): Promise<string> => {
  let all = "";
  for await (const text of texts) all += text;
  return all;
};
let found: MaybeBrowser;
beforeAll(async () => {
  found = await tryBrowser({ environment: process.env });
});
afterAll(async () => {
  if ("browser" in found) await found.browser.close();
});

onBothStores("a report of access", (given) => {
  const scope = { at: day(3), kinds: ["iam_user", "iam_role"] as const, maxAgeHours: 96 };
  const report = (accounts: readonly string[], actor = admin(), at = scope.at) =>
    given.store.as(actor, (transaction) =>
      joined(reportHtml({ title: "Access & more", at }, accessReport(transaction, { ...scope, at, kinds: [...scope.kinds], accounts }))),
    );
  beforeAll(async () => {
    await look(given.store, day(1), records, { iam_login_profile: "denied" });
    await describeAccounts(given.store);
    await given.store.as(admin(), (transaction) =>
      openCampaign(
        transaction,
        {
          ...{ id: "q2", name: "Q2", dueAt: day(20), accounts: [dev], kinds: ["iam_user"], acceptIncomplete: true },
          routing: { defaultReviewer: "boss@example.com" },
        },
        { at: day(2) },
      ),
    );
  });

  it("finds accounts by business unit", async () => {
    const of = (businessUnit?: string) =>
      given.store.as(admin(), (transaction) => accountsOf(transaction, businessUnit === undefined ? {} : { businessUnit }));
    expect([await of(), await of("web"), await of("shop"), await of("none")]).toEqual([[prod, dev], [dev], [prod], []]);
  });
  it("tells who is there, who answers for it, how it was seen and reviewed", async () => {
    const html = await report([prod, dev]);
    expect(html.match(/<h2 class="unit">[^<]*/g)).toEqual(['<h2 class="unit">shop', '<h2 class="unit">web']);
    expect(html).toContain("dora@example.com");
    expect(html).toContain("rule: it allows every action");
    expect(html).toContain("Q2 (q2), open, due 2026-06-20: 0 kept, 0 revoked, 0 gone, 3 not decided");
    expect(html).toContain(`${dev} iam_login_profile: denied in aws/${dev}/global/iam, never complete (AccessDenied)`);
    expect(html).toContain("1 role not listed: taken on by services of AWS alone");
    expect(html).toContain("password not looked at, key");
    expect(html).not.toContain("with a password and no MFA");
    expect(html).toContain("2026-05-01");
    expect(html).not.toContain("<img");
    expect(await report([prod, dev])).toBe(html);
  });
  it("shows an actor nothing of other accounts", async () => {
    expect(await report([prod, dev], admin([prod]))).not.toMatch(/ann|bob|dora/);
  });
  it("has a table with the gaps in it", async () => {
    const csv = await given.store.as(admin(), (transaction) =>
      joined(reportCsv(accessReport(transaction, { ...scope, kinds: [...scope.kinds], accounts: [prod] }))),
    );
    const lines = csv.trimEnd().split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe(`shop,${prod},prod,,iam_login_profile: denied,,,,,,,,,,,,`);
    expect(lines[2]).toMatch(/^shop,444455556666,prod,,,iam_user,"<img/);
  });
  it("is a page for everyone, light, dark and on a phone, that asks for nothing", async ({ skip }) => {
    if ("missing" in found) return skip(found.missing);
    const file = join(await mkdtemp(join(tmpdir(), "plumbline-report-")), "report.html");
    await writeFile(file, await report([prod, dev]));
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { viewport: { width: 390, height: 800 } }] as const) {
      const context = await found.browser.newContext(options);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("request", (request) => {
        if (request.url() !== pathToFileURL(file).href) complaints.push(request.url());
      });
      await page.goto(pathToFileURL(file).href);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(`axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id))`);
      expect({ violations, complaints }).toEqual({ violations: [], complaints: [] });
      if (process.env["REPORT_SHOTS"])
        await page.screenshot({ path: join(process.env["REPORT_SHOTS"], `${JSON.stringify(options).length}.png`), fullPage: true });
      await context.close();
    }
  });
  it("tells MFA and last use with the day of the look where that is old, and where nobody looked", async () => {
    const at = day(1, 1);
    expect(await report([dev], admin(), at)).toContain("<dt>MFA devices</dt><dd>not looked at completely</dd>");
    const { store } = given;
    const writer = await writeListing(store, { run: "mfa", listing: `aws/${dev}/global/iam_mfa`, account: dev, at: day(1, 2) });
    await writer.end([{ kind: "iam_mfa_device", outcome: "ok", message: undefined }]);
    await look(store, day(1, 3), records);
    const fresh = await report([dev], admin(), day(2));
    expect(fresh).toContain(`<dt>MFA devices</dt><dd>looked at ${day(1, 2).toISOString()}</dd>`);
    expect(fresh).toMatch(/password without MFA,/);
    const old = await report([dev], admin(), day(9));
    expect(old).toContain(`<dt>MFA devices</dt><dd>looked at ${day(1, 2).toISOString()}, which is too long ago</dd>`);
    expect(old).toMatch(/password without MFA \(as seen on 2026-06-01\),/);
    expect(old).toMatch(/2026-05-01 \(as seen on 2026-06-01\)/);
  });
});
