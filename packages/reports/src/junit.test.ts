import type { Cell } from "@plumbline/finding-model/coverage";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { junit } from "./junit.ts";
import { answered, anyFindings, examples, header, manyFindings, plain, reportOf, summary, textOf } from "./sample.fixture.ts";

interface Problem {
  readonly "@message": string;
  readonly "@type"?: string;
  readonly "#text"?: string;
}
interface Case {
  readonly "@name": string;
  readonly "@classname": string;
  readonly failure?: Problem;
  readonly error?: Problem;
  readonly skipped?: Problem;
}
interface Counts {
  readonly "@tests": string;
  readonly "@failures": string;
  readonly "@errors": string;
  readonly "@skipped": string;
}
type Suite = Counts & { readonly "@name": string; readonly "@timestamp": string; readonly testcase: Case[] };
type Suites = Counts & { readonly "@name": string; readonly "@time": string; readonly testsuite: Suite[] };

const parser = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: "@", parseAttributeValue: false },
  isArray: (name) => name === "testsuite" || name === "testcase",
});
async function suitesOf(report: typeof plain): Promise<Suites> {
  const text = await textOf(junit(report));
  expect(XMLValidator.validate(text)).toBe(true);
  return (parser.parse(text) as { testsuites: Suites }).testsuites;
}
const kindOf = ({ failure, error, skipped }: Case) => (failure ? "failure" : error ? "error" : skipped ? "skipped" : "passed");
const linesOf = ({ testsuite }: Suites) =>
  testsuite.flatMap((suite) => suite.testcase.map((one) => `${suite["@name"].slice(0, 2)} ${one["@name"]}: ${kindOf(one)}`));

describe("a run that answers a benchmark", () => {
  it("has a suite for each account and a case for each control", async () => {
    const suites = await suitesOf(answered);
    expect(linesOf(suites)).toEqual([
      "11 1.2 No bucket <is> public | by ACL: failure",
      "11 1.10 Contacts are right: passed",
      "11 2.1 Security questions: skipped",
      "11 2.2 Keys are young: failure",
      "11 coverage: passed",
      "22 1.2 No bucket <is> public | by ACL: error",
      "22 1.10 Contacts are right: passed",
      "22 2.1 Security questions: skipped",
      "22 2.2 Keys are young: skipped",
      "22 coverage: error",
    ]);
    expect(suites["@name"]).toBe("CIS AWS Foundations Benchmark 1.3.0");
    expect(suites["@time"]).toBe("9");
    expect(suites.testsuite.map((suite) => suite["@timestamp"])).toEqual([header.evaluatedAt, header.evaluatedAt]);
  });

  it("names what fails and leaves out what is excepted", async () => {
    const text = (await suitesOf(answered)).testsuite[0]?.testcase[0]?.failure?.["#text"];
    expect(text).toContain("eu-west-1 s3-bucket invoices: grants READ to all users");
    expect(text).not.toContain("photos");
    expect(text?.trim().split("\n")).toHaveLength(2);
  });
});

it("a plain run has a case for each check", async () =>
  expect(linesOf(await suitesOf(plain))).toEqual([
    "11 s3-bucket/public-acl: failure",
    "11 iam-user/old-key: failure",
    "11 coverage: passed",
    "22 s3-bucket/public-acl: error",
    "22 iam-user/old-key: skipped",
    "22 coverage: error",
  ]));

it("what is wholly excepted is skipped and says so", async () => {
  const [first] = (await suitesOf(reportOf([examples[2]!]))).testsuite;
  expect(first?.testcase[0]?.skipped?.["@message"]).toBe("excepted: 1 failing finding, 1 excepted, 0 unknown");
});

it("an account that could not be asked for anything is an error, not a suite without faults", async () => {
  const cell: Cell = { ...summary.coverage[1]!, account: "333333333333", type: "region" };
  const suites = await suitesOf(
    reportOf([], { header: { accounts: [{ id: "333333333333", regions: [] }] }, summary: { coverage: [cell] } }),
  );
  expect(suites["@errors"]).toBe("1");
  expect(linesOf(suites)).toContain("33 coverage: error");
});

it("counts add up, the text is XML, and unknown is never passed, whatever the names", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const suites = await suitesOf(reportOf(findings));
      const count = (of: Suite, kind: string) => String(of.testcase.filter((one) => kindOf(one) === kind).length);
      for (const suite of suites.testsuite) {
        expect([suite["@failures"], suite["@errors"], suite["@skipped"], suite["@tests"]]).toEqual([
          ...[count(suite, "failure"), count(suite, "error"), count(suite, "skipped"), String(suite.testcase.length)],
        ]);
        const unknown = findings.filter(
          ({ verdict, resource }) => verdict.status === "unknown" && suite["@name"].startsWith(resource.account),
        );
        for (const { check } of unknown)
          expect(["failure", "error"]).toContain(kindOf(suite.testcase.find((one) => one["@name"] === check) ?? suite.testcase[0]!));
      }
      for (const name of ["@tests", "@failures", "@errors", "@skipped"] as const)
        expect(Number(suites[name])).toBe(suites.testsuite.reduce((sum, suite) => sum + Number(suite[name]), 0));
    }),
    { numRuns: 50 },
  );
});

it("names 20 of 3,000 failing findings", async () => {
  const text = await textOf(junit(manyFindings(3000)));
  expect(text).toContain("... and 2980 more");
  expect(text.length).toBeLessThan(6000);
});
