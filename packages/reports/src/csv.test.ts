import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { controlsCsv, csv } from "./csv.ts";
import { answered, anyFindings, examples, plain, reportOf, textOf } from "./sample.fixture.ts";
import { printable } from "./text.ts";

const rowsOf = async (chunks: AsyncIterable<string>) =>
  parse(await textOf(chunks), { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];

it("writes a row for each finding, with all that it tells", async () => {
  const rows = await rowsOf(csv(answered));
  expect(rows).toHaveLength(examples.length);
  expect(rows[0]).toEqual({
    ...{ account: "111111111111", account_name: "shop", region: "eu-west-1", type: "s3-bucket", resource: "invoices", part: "" },
    ...{ check: "s3-bucket/public-acl", title: "No bucket is public by its ACL", severity: "critical", status: "fail" },
    ...{ reason: "grants READ to all users", controls: "1.2", contained: "", exception: "" },
    ...{ fingerprint: "00000000000000000000000000000001", evidence: '{"grants":[{"grantee":"AllUsers","permission":"READ"}]}' },
    ...{ run: "run-1", evaluated_at: "2026-03-01T10:00:05.000Z" },
  });
  expect(rows.map(({ status }) => status)).toEqual(examples.map(({ verdict }) => verdict.status));
  expect(rows[2]?.["exception"]).toBe("excepted until 2026-12-31 by web team: public by intent");
  expect(rows[3]?.["contained"]).toBe("contained by change change-7");
  expect(rows[7]?.["reason"]).toBe("denied (list): s3:ListAllMyBuckets is denied");
});

it("names no control for a run without a benchmark", async () =>
  expect((await rowsOf(csv(plain))).map(({ controls }) => controls)).toEqual(examples.map(() => "")));

const formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'];
it.each(formulas)("makes no formula of the name %j", async (id) => {
  const [example] = examples;
  const rows = await rowsOf(csv(reportOf([{ ...example!, resource: { ...example!.resource, id } }])));
  expect(rows[0]?.["resource"]).not.toMatch(/^[=+\-@\t\r]/);
});

it("keeps every finding in a row of its own, whatever its texts, and begins no cell as a formula", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const rows = await rowsOf(csv(reportOf(findings)));
      expect(rows.map(({ fingerprint }) => fingerprint)).toEqual(findings.map(({ fingerprint }) => fingerprint));
      for (const [i, row] of rows.entries()) {
        expect(row["resource"]?.replace(/^'/, "")).toBe(printable(findings[i]!.resource.id).replace(/^'/, ""));
        for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+\-@\t\r]/);
      }
    }),
    { numRuns: 50 },
  );
});

it("writes a row for each control and account, with who attested a manual one", async () => {
  const rows = await rowsOf(controlsCsv(answered));
  expect(rows.map(({ account, control, outcome }) => [account, control, outcome])).toEqual([
    ["111111111111", "1.2", "fail"],
    ["111111111111", "1.10", "pass"],
    ["111111111111", "2.1", "manual"],
    ["111111111111", "2.2", "fail"],
    ["222222222222", "1.2", "unknown"],
    ["222222222222", "1.10", "pass"],
    ["222222222222", "2.1", "manual"],
    ["222222222222", "2.2", "not-applicable"],
  ]);
  expect(rows[0]).toMatchObject({ pass: "1", fail: "3", excepted: "1", unknown: "0", level: "1", edition: "1.3.0" });
  expect(rows[1]).toMatchObject({ attested_by: "jo", attested_until: "2026-12-31", attestation_note: "seen", assessment: "manual" });
});

it("of a run without a benchmark the checks are the controls", async () =>
  expect((await rowsOf(controlsCsv(plain))).map(({ account, control, outcome }) => [account, control, outcome])).toEqual([
    ["111111111111", "s3-bucket/public-acl", "fail"],
    ["111111111111", "iam-user/old-key", "fail"],
    ["222222222222", "s3-bucket/public-acl", "unknown"],
    ["222222222222", "iam-user/old-key", "not-applicable"],
  ]));
