import fc from "fast-check";
import { marked, type Token, type Tokens } from "marked";
import { describe, expect, it } from "vitest";
import { markdown } from "./markdown.ts";
import { answered, anyFindings, examples, manyFindings, plain, reportOf, textOf } from "./sample.fixture.ts";

const tokensOf = (text: string): Token[] => marked.lexer(text, { gfm: true });
const tablesOf = (text: string): Tokens.Table[] => tokensOf(text).filter((token): token is Tokens.Table => token.type === "table");
const headings = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("#"));

describe("a run that answers a benchmark", () => {
  it("has its controls by account and section, what fails, what is unknown, and the gaps", async () => {
    expect(headings(await textOf(markdown(answered)))).toEqual([
      "# CIS AWS Foundations Benchmark 1.3.0",
      "## Controls of account 111111111111",
      "### storage: 1 fail, 1 pass",
      "### iam: 1 fail, 1 manual",
      "## Controls of account 222222222222",
      "### storage: 1 unknown, 1 pass",
      "### iam: 1 manual, 1 not-applicable",
      "## Failing",
      "### `s3-bucket/public-acl` (critical, 3)",
      "### `iam-user/old-key` (medium, 1)",
      "## Unknown: could not be looked at",
      "### `s3-bucket/public-acl` (critical, 1)",
      "## Coverage gaps",
    ]);
  });

  it("says of each control why, and of a manual one that a person has to look", async () => {
    const text = await textOf(markdown(answered));
    expect(text).toContain("| 1.2 | **fail** | No bucket \\<is\\> public \\| by ACL | 3 fail; 1 of them excepted |");
    expect(text).toContain("| 1.10 | pass | Contacts are right | attested by jo on 2026-01-01 |");
    expect(text).toContain("| 2.1 | **manual** | Security questions | a person has to look |");
    expect(text).toContain("**incomplete: 1 gap**");
    expect(text).toContain("| controls | 2 fail, 1 unknown, 2 manual, 2 pass, 1 not-applicable |");
  });
});

it("a plain run has no controls", async () => expect(await textOf(markdown(plain))).not.toContain("## Controls"));

it("a run without anything to tell is its summary", async () =>
  expect(headings(await textOf(markdown(reportOf([], { summary: { coverage: [] } }))))).toEqual(["# Plumbline scan"]));

it("lists so many findings of a check and counts the others", async () => {
  const text = await textOf(markdown(manyFindings(1000), { limit: 5 }));
  expect(text).toContain("(critical, 1000)");
  expect(text).toContain("... and 995 more");
  expect(text.length).toBeLessThan(5000);
});

it("no text of AWS ends a cell, or becomes markup or HTML", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const text = await textOf(markdown(reportOf(findings)));
      const failing = findings.filter(({ verdict }) => verdict.status === "fail" || verdict.status === "unknown");
      const rows = tablesOf(text)
        .filter(({ header }) => header[2]?.text === "Resource")
        .flatMap(({ rows }) => rows);
      expect(rows).toHaveLength(failing.length);
      for (const row of rows) expect(row).toHaveLength(4);
      const kinds = new Set<string>();
      marked.walkTokens(tokensOf(text), ({ type }) => void kinds.add(type));
      for (const kind of ["html", "image", "del", "list"]) expect(kinds).not.toContain(kind);
    }),
    { numRuns: 100 },
  );
});

it("HTML and pipes in names are shown, not run", async () => {
  const html = marked.parse(
    await textOf(markdown(reportOf([{ ...examples[3]!, resource: { ...examples[3]!.resource, id: "a|b<script>" } }]))),
  );
  expect(html).not.toContain("<script>");
  expect(html).toContain("a|b&lt;script&gt;");
});
