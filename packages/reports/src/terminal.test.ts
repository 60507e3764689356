import { Finding } from "@plumbline/finding-model/finding";
import { RunHeader, type RunReport, RunSummary } from "@plumbline/finding-model/run-report";
import { expect, test } from "vitest";
import fixture from "./report.fixture.json" with { type: "json" };
import { type TerminalOptions, terminal } from "./terminal.ts";

const summary = RunSummary.parse(fixture.summary);
const findings = fixture.findings.map((finding) => Finding.parse(finding));
const report = (changes: { findings?: Finding[]; summary?: Partial<RunSummary> } = {}): RunReport => ({
  header: RunHeader.parse(fixture.header),
  summary: { ...summary, ...changes.summary },
  async *findings() {
    yield* changes.findings ?? findings;
  },
});
const shown = async (from: RunReport, options?: TerminalOptions) => (await Array.fromAsync(terminal(from, options))).join("");

test("a whole report", async () => {
  expect(await shown(report(), { width: 100 })).toBe(`\
Run run-1: 2 accounts, 2 regions, 2 checks in aws; evaluated at 2026-03-01T10:00:05.000Z
Accounts: 111111111111 shop, 222222222222 </script><img src=x onerror=alert(1)>

  critical  3  ████████████████████████
  high      0
  medium    1  ████████
  low       0

Failing
CRITICAL s3-bucket/public-acl (3) No bucket is public by its ACL
  111111111111  eu-west-1  invoices                           grants READ to all users
  111111111111  eu-west-1  photos                             grants READ to all users
                                                              [excepted until 2026-12-31 by web
                                                              team: public by intent]
  111111111111  eu-west-1  請求書\\u001b[31m…nerror=alert(1)>  grants WRITE to all users
                                                              [contained by change change-7]

MEDIUM iam-user/old-key (1) No access key is older than 90 days
  111111111111  us-east-1  alice / AKIAEXAMPLE1               created 120 days ago

Unknown: could not be looked at
CRITICAL s3-bucket/public-acl (1) No bucket is public by its ACL
  222222222222  eu-west-1  *  denied (list): s3:ListAllMyBuckets is denied

Coverage gaps
  1 x  denied  s3-bucket list  222222222222, eu-west-1  read 0 of 1; grant s3:ListAllMyBuckets to
                                                        the reader role

API calls
  iam  1  ListUsers 1
  s3   6  GetBucketAcl 4, ListBuckets 2

8 findings: 4 fail (3 critical, 0 high, 1 medium, 0 low), 1 unknown, 2 pass, 1 not applicable; 1 contained, 1 excepted; coverage incomplete: 1 gap
`);
});

test("passing findings are listed on demand", async () => {
  const text = await shown(report(), { all: true });
  expect(text).toContain("\nPassing\nCRITICAL s3-bucket/public-acl (1) No bucket is public by its ACL\n  111111111111  eu-west-1  logs\n");
  expect(text).toContain("\nNot applicable\nMEDIUM iam-user/old-key (1) No access key is older than 90 days\n");
});

test("rows past the limit are counted", async () => {
  const [first] = findings;
  const many = Array.from({ length: 100 }, (_, index) => ({ ...first!, resource: { ...first!.resource, id: `bucket-${index}` } }));
  const text = await shown(report({ findings: many }), { limit: 2 });
  expect(text).toContain(`\
CRITICAL s3-bucket/public-acl (100) No bucket is public by its ACL
  111111111111  eu-west-1  bucket-0  grants READ to all users
  111111111111  eu-west-1  bucket-1  grants READ to all users
  ... and 98 more (see findings.jsonl)
`);
});

test("complete coverage is said, and sections without rows are left out", async () => {
  const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 };
  const failBySeverity = { low: 0, medium: 0, high: 0, critical: 0 };
  const text = await shown(report({ findings: [], summary: { counts, failBySeverity, coverage: [], calls: {} } }));
  expect(text).toBe(`\
Run run-1: 2 accounts, 2 regions, 2 checks in aws; evaluated at 2026-03-01T10:00:05.000Z
Accounts: 111111111111 shop, 222222222222 </script><img src=x onerror=alert(1)>

  critical  0
  high      0
  medium    0
  low       0

0 findings: 0 fail (0 critical, 0 high, 0 medium, 0 low), 0 unknown, 0 pass, 0 not applicable; 0 contained, 0 excepted; coverage complete
`);
});

test("colours add escape sequences and nothing else, and no name brings its own", async () => {
  const coloured = await shown(report(), { color: true });
  expect(coloured).toContain("\u001b[1m\u001b[31mCRITICAL\u001b[39m\u001b[22m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences that the test is about
  expect(coloured.replaceAll(/\u001b\[\d+m/g, "").replaceAll(/ +$/gm, "")).toBe(await shown(report()));
  expect(await shown(report())).not.toContain("\u001b");
});

test("the same report gives the same text, also when calls were counted in another order", async () => {
  const calls = { iam: { ListUsers: 1 }, s3: { GetBucketAcl: 4, ListBuckets: 2 } };
  expect(await shown(report({ summary: { calls } }))).toBe(await shown(report()));
});

const many = Array.from({ length: 8 }, (_, index) => ({ id: `${111111111111 + index}`, regions: ["eu-west-1"] }));
test("many accounts are not all named, and an endpoint is", async () => {
  const header = { ...RunHeader.parse(fixture.header), accounts: many, endpoint: "http://127.0.0.1:4566" };
  const text = await shown({ ...report(), header }, { width: 140 });
  expect(text).toContain("8 accounts, 1 region, 2 checks in aws at http://127.0.0.1:4566; evaluated at");
  expect(text).toContain("111111111115, 111111111116 and 2 more\n");
});

test("equal gaps of many places are one line, and kinds of gap past the limit are counted", async () => {
  const [, gap] = summary.coverage;
  const coverage = many.flatMap(({ id }) =>
    ["acl", "policy", "tags"].map((aspect) => ({ ...gap!, account: id, aspect, asked: 10, ok: 4 })),
  );
  const text = await shown(report({ summary: { coverage } }), { limit: 2, width: 140 });
  expect(text).toContain(`\
Coverage gaps
  8 x  denied  s3-bucket acl     8 accounts, eu-west-1  read 32 of 80; grant s3:ListAllMyBuckets to the reader role
  8 x  denied  s3-bucket policy  8 accounts, eu-west-1  read 32 of 80; grant s3:ListAllMyBuckets to the reader role
  ... and 1 more (see the coverage in summary.json)
`);
  expect(text).toContain("coverage incomplete: 24 gaps\n");
});
