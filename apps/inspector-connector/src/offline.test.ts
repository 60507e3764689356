import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { KdiFile } from "@plumbline/kdi-writer/kdi";
import { describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";

const saved = (name: string, more: object = {}) => ({
  ...{ findingArn: `arn:aws:inspector2:eu-west-1:111111111111:finding/${name}`, awsAccountId: "111111111111" },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: "2026-02-01T08:00:00.123000+00:00", lastObservedAt: 1771574400.5 },
  ...{ updatedAt: "2026-02-21T08:00:00Z", ...bodies.package, resources: [resources.instance], ...more },
});
const asff = {
  ...{ SchemaVersion: "2018-10-08", Id: "arn:aws:inspector2:eu-west-1:111111111111:finding/hub", ProductName: "Inspector" },
  ...{ ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector", GeneratorId: "AWSInspector", AwsAccountId: "111111111111" },
  ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Title: "CVE-2026-9 - zlib", Description: "A flaw in zlib." },
  ...{ CreatedAt: "2026-02-01T00:00:00Z", UpdatedAt: "2026-02-20T00:00:00Z", Severity: { Label: "HIGH" }, RecordState: "ACTIVE" },
  Resources: [{ Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-west-1:111111111111:instance/i-0b2", Partition: "aws", Region: "eu-west-1" }],
  Vulnerabilities: [{ Id: "CVE-2026-9", Vendor: { Name: "NVD" } }],
};
const text = JSON.stringify;
const event = { "detail-type": "Inspector2 Finding", source: "aws.inspector2", detail: saved("event", { resources: [resources.image] }) };

interface Ran {
  readonly code: number;
  readonly told: {
    readonly complete: boolean;
    readonly findings: { readonly findings: number };
    readonly unread: readonly { readonly where: string; readonly reason: string }[];
    readonly lost: Readonly<Record<string, number>>;
    readonly passedOver: Readonly<Record<string, number>>;
    readonly files: readonly { readonly name: string }[];
  };
  readonly assets: KdiFile["assets"];
}
async function exported(files: Readonly<Record<string, string | Uint8Array>>, words: readonly string[] = [], stdin = ""): Promise<Ran> {
  const folder = newFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const named = stdin === "" ? Object.keys(files) : ["-"];
  // No keys, and no address where anybody could be asked.
  const environment = { PLUMBLINE_ENDPOINT_URL: "http://127.0.0.1:9", AWS_REGIONS: "us-east-1" };
  const { code, stdout, stderr } = await runWith(kdiCommand, ["export", "--findings", ...named, "--format", "json", ...words], {
    ...{ folder, environment, stdin },
  });
  expect(stdout, stderr).not.toBe("");
  const told: Ran["told"] = JSON.parse(stdout);
  const place = (name: string) => readFileSync(join(folder, "output/aws_inspector", name), "utf8");
  return { code, told, assets: told.files.flatMap(({ name }) => KdiFile.parse(JSON.parse(place(name))).assets) };
}

interface Row {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string;
  readonly words?: readonly string[];
  readonly code?: number;
  readonly vulns: readonly string[];
  readonly unread?: readonly string[];
}
const rows: Record<string, Row> = {
  "what list-findings prints": { files: { "a.json": text({ findings: [saved("a"), saved("b")] }) }, vulns: ["a", "b"] },
  "two files, of which one is packed": {
    files: { "a.json": text({ findings: [saved("a")] }), "b.json.gz": gzipSync(text([saved("b")])) },
    vulns: ["a", "b"],
  },
  "standard input with a finding on each line": { stdin: `${text(saved("a"))}\n${text(saved("b"))}\n`, vulns: ["a", "b"] },
  "a finding twice is one": { files: { "a.json": text([saved("a"), saved("a")]) }, vulns: ["a"] },
  "Security Hub and EventBridge": {
    files: { "hub.json": text({ Findings: [asff] }), "events.jsonl": text(event) },
    vulns: ["event", "hub"],
  },
  "a file that is empty, as a listing that failed leaves it": {
    files: { "a.json": text([saved("a")]), "b.json": "" },
    ...{ code: 3, vulns: ["a"], unread: ["it is empty"] },
  },
  "a file in another encoding": {
    files: { "a.json": Buffer.from(text([saved("é")]), "latin1") },
    ...{ code: 3, vulns: [], unread: ["it is not UTF-8"] },
  },
  "one that can't be read among others": {
    files: { "a.json": text([saved("a"), { findingArn: "arn:x" }, saved("b")]) },
    ...{ code: 3, vulns: ["a", "b"], unread: ["finding arn:x can't be read"] },
  },
  "an answer of which pages are missing": {
    files: { "a.json": text({ findings: [saved("a")], nextToken: "more" }) },
    ...{ code: 3, vulns: ["a"], unread: ["there are more pages"] },
  },
  "no JSON at all": { files: { "a.json": "not a finding" }, code: 3, vulns: [], unread: [""] },
  nothing: { files: { "a.json": text({ findings: [] }) }, vulns: [] },
  "one that was active, and is suppressed and left out later": {
    files: {
      "later.json": text([saved("a", { status: "SUPPRESSED", updatedAt: "2026-02-22T08:00:00Z" })]),
      "earlier.json": text([saved("a"), saved("b")]),
    },
    ...{ words: ["--suppressed", "skip"], vulns: ["b"] },
  },
  "one that was suppressed, and is active again": {
    files: { "a.json": text([saved("a", { updatedAt: "2026-02-22T08:00:00Z" }), saved("a", { status: "SUPPRESSED" })]) },
    ...{ words: ["--suppressed", "skip"], vulns: ["a"] },
  },
  "what changed since": {
    files: { "a.json": text([saved("a"), saved("old", { updatedAt: "2026-01-01T00:00:00Z" })]) },
    ...{ words: ["--since", "2026-02-01"], vulns: ["a"] },
  },
};

describe("saved findings", () => {
  it.each(Object.entries(rows))("%s", async (_, { files = {}, stdin, words, code = 0, vulns, unread = [] }) => {
    const ran = await exported(files, words, stdin);
    const ids = ran.assets.flatMap((asset) => asset.vulns.map(({ scanner_identifier: id }) => id.split("/").at(-1)));
    expect([ran.code, ids.toSorted(), ran.told.complete]).toEqual([code, vulns, code === 0]);
    expect(ran.told.unread.map(({ reason }) => reason)).toEqual(unread.map((part) => expect.stringContaining(part)));
  });

  it("tells what a form does not carry, and what it passed over", async () => {
    const other = { ...asff, Id: "x", ProductName: "GuardDuty", ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty" };
    const { code, told } = await exported({ "hub.json": text({ Findings: [asff, other] }) });
    expect([code, told.lost, told.passedOver]).toEqual([0, { inspectorScore: 1 }, { "it is a finding of GuardDuty": 1 }]);
  });

  it("are told up to a hundred that can't be read, and how many others", async () => {
    const { told } = await exported({ "a.json": "x\n".repeat(250) });
    expect([told.unread.length, told.unread.at(-1)]).toEqual([101, { where: "elsewhere", reason: "150 more in all can't be read" }]);
  });

  it("that are not there, or a folder, are told in one line before anything is written", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "some"));
    for (const [file, says] of [
      ["none.json", /--findings: can't read none\.json: there is no such file/],
      ["some", /--findings: some is a folder/],
    ] as const) {
      const { code, stderr } = await runWith(kdiCommand, ["export", "--findings", file], { folder });
      expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
      expect(existsSync(join(folder, "output"))).toBe(false);
    }
  });

  it("are validated and compared by the order that merged them", async () => {
    const folder = newFolder();
    const twin = (name: string, ec2: string) => {
      const finding = structuredClone(saved(name)) as { resources: { id: string }[] };
      for (const resource of finding.resources) resource.id = ec2;
      return finding;
    };
    writeFileSync(join(folder, "a.json"), text([twin("a", "i-0000000000000000a"), twin("b", "i-0000000000000000b")]));
    const ran = async (...words: string[]) => (await runWith(kdiCommand, words, { folder })).code;
    expect(await ran("export", "--findings", "a.json", "--locator-order", "external_id,ec2")).toBe(0);
    expect([await ran("validate"), await ran("diff")]).toEqual([0, 0]);
  });

  it("are not read where the files could not be written: a file in the way is told before anything else", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "out"));
    writeFileSync(join(folder, "out", "aws_inspector2-0001.json"), "{}");
    const { code, stderr } = await runWith(kdiCommand, ["export", "--findings", "none.json", "--output-directory", "out"], { folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/aws_inspector2-0001\.json is in the way/)]);
  });

  it("say what has no say in them", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.json"), text([saved("a")]));
    const { code, stderr } = await runWith(kdiCommand, ["export", "--findings", "a.json", "--regions", "eu-west-1", "--profile", "p"], {
      folder,
    });
    expect([code, stderr]).toEqual([0, expect.stringContaining("regions eu-west-1 and a profile has no say in them")]);
  });

  it("take the place of no file that no export wrote", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "out"));
    writeFileSync(join(folder, "out", "aws_inspector2-0001.json"), "{}");
    writeFileSync(join(folder, "a.json"), text([saved("a")]));
    const { code, stderr } = await runWith(kdiCommand, ["export", "--findings", "a.json", "output_directory=out"], { folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/aws_inspector2-0001\.json is in the way: no earlier export wrote it\n/)]);
    expect(readFileSync(join(folder, "out", "aws_inspector2-0001.json"), "utf8")).toBe("{}");
  });
});
