import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { fromEventTime } from "./event-time.ts";
import { arnOf, bodies, now, resources } from "./findings.fixture.ts";
import { type ReadFinding, readFindings } from "./read-findings.ts";
import { toEntries } from "./to-entries.ts";

const saved = (name: string, fields: object = {}) => ({
  ...{ findingArn: arnOf(name), awsAccountId: "111111111111", status: "ACTIVE", severity: "HIGH" },
  ...{ firstObservedAt: 1777622400.123, lastObservedAt: "2026-05-02T10:00:00.999000+02:00", updatedAt: "2026-05-03 08:00:00.000+00:00" },
  ...{ ...bodies.package, resources: [resources.instance], ...fields },
});
const text = (value: unknown, indent?: number) => JSON.stringify(value, null, indent);
const event = (detail: object, fields: object = {}) => ({
  ...{ version: "0", "detail-type": "Inspector2 Finding", source: "aws.inspector2", account: "111111111111", region: "eu-west-1", detail },
  ...fields,
});

async function read(content: string | Uint8Array, name = "f"): Promise<ReadFinding[]> {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, i) => bytes.subarray(i * 100, (i + 1) * 100));
  return Array.fromAsync(readFindings(Readable.from(chunks), name));
}
/** The name of each finding, or what was told. */
const told = (all: readonly ReadFinding[]) =>
  all.map((one) => (one.kind === "finding" ? one.finding.findingArn.split("/")[1] : `${one.kind}, ${one.where}: ${one.reason}`));

const more =
  "the answer holds a next token: there are more pages, and nothing tells whether they are among what is read; save the listing whole, as the AWS CLI does without --max-items and --no-paginate";
const forms: Record<string, readonly [content: string | Uint8Array, expected: unknown[]]> = {
  "nothing: what should have written it may have failed": [
    "",
    ["unreadable, f: it is empty: a listing without any finding has an empty list"],
  ],
  "an empty listing": ['{"findings":[]}', []],
  "an empty list": ["[]", []],
  "an answer of list-findings": [text({ findings: [saved("a"), saved("b")] }, 4), ["a", "b"]],
  "an answer without findings": [text({ findings: [] }), []],
  "answers one after another": [`${text({ findings: [saved("a")] }, 2)}\n${text({ findings: [saved("b")] }, 2)}`, ["a", "b"]],
  "a page of several": [text({ findings: [saved("a")], nextToken: "x" }), ["a", `more-pages, f finding 2: ${more}`]],
  "the last page, as the SDK gives it": [text({ findings: [saved("a")], nextToken: null }), ["a"]],
  "a page with its token first": [text({ nextToken: "x", findings: [saved("a")] }, 2), ["a", `more-pages, f finding 2: ${more}`]],
  "a list of findings": [text([saved("a"), saved("b")]), ["a", "b"]],
  "a list of pages": [text([{ findings: [saved("a")] }, { findings: [saved("b")] }], 2), ["a", "b"]],
  "one finding": [text(saved("a"), 2), ["a"]],
  "lines of findings and events": [`${text(saved("a"))}\n${text(event(saved("b")))}\n`, ["a", "b"]],
  gzip: [gzipSync(text({ findings: [saved("a")] })), ["a"]],
  "an event of an on-demand scan": [text(event(saved("a"), { "detail-type": "OnDemand AMI Scan Findings" })), ["a"]],
  "an event of another kind": [
    `${text(event({ "scan-status": "INITIAL_SCAN_COMPLETE" }, { "detail-type": "Inspector2 Scan" }))}\n${text(saved("a"))}`,
    ["passed-over, f line 1: it is an event of Inspector2 Scan, which holds no finding of Inspector", "a"],
  ],
  "a bad line between good ones": [
    `${text(saved("a"))}\n{"findingArn": \n${text(saved("b"))}`,
    ["a", expect.stringMatching(/^unreadable, f line 2: it is not JSON/), "b"],
  ],
  "a finding that lacks what all have": [
    text({ findings: [saved("a"), saved("b", { firstObservedAt: "yesterday" }), saved("c")] }),
    ["a", expect.stringMatching(/^unreadable, f finding 2: finding arn:aws:inspector2:\S+\/b can't be read: .*firstObservedAt/), "c"],
  ],
  "a finding whose optional fields are null": [
    text({ findings: [saved("a", { title: null, epss: null, resources: [{ ...resources.instance, tags: null, details: null }] })] }),
    ["a"],
  ],
  "a finding whose wanted field is null": [
    text({ findings: [saved("a", { description: null })] }),
    [expect.stringMatching(/^unreadable, f finding 1: finding \S+ can't be read: description: /)],
  ],
  "an answer that was cut": [
    text({ findings: [saved("a"), saved("b")] }).slice(0, -30),
    ["a", expect.stringMatching(/^unreadable, f finding 2: it is not JSON, and what follows in f is left out/)],
  ],
  "what is no finding": [
    text([1, { id: 2 }, null]),
    [1, 2, 3].map((i) => expect.stringMatching(new RegExp(`^unreadable, f finding ${i}: it is no finding: expected findingArn`))),
  ],
  "Security Hub's second edition": [text({ class_uid: 2002, finding_info: {} }), [expect.stringMatching(/it is OCSF/)]],
};
describe("saved findings", () => {
  it.each(Object.entries(forms))("%s", async (_name, [content, expected]) => {
    expect(told(await read(content))).toEqual(expected);
  });

  it("of a long answer come while it is read", async () => {
    let given = 0;
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('{"findings":[');
        for (; given < 2000; given++) yield Buffer.from(`${given ? "," : ""}${text(saved(`f${given}`))}`);
        yield Buffer.from("]}");
      })(),
    );
    let furthest = 0;
    let count = 0;
    for await (const _ of readFindings(source, "f")) furthest = Math.max(furthest, given - count++);
    expect([count, furthest < 200]).toEqual([2000, true]);
  });
});

test("an event says the same as the listing, whatever its times look like", async () => {
  const times = {
    ...{
      firstObservedAt: "Fri May 01 08:00:00.123 UTC 2026",
      lastObservedAt: "May 2, 2026, 8:00:00 AM",
      updatedAt: "May 3, 2026, 8:00:00\u202fAM",
    },
  };
  const details = { ...resources.instance.details, vm: { ipV4Addresses: ["10.0.0.4"], launchedAt: "Wed Sep 04 16:57:40.000 UTC 2024" } };
  const own = { ...resources.instance, details, partition: "N/A", region: "N/A" };
  const [fromEvent, listed] = [...(await read(text(event(saved("a", { ...times, resources: [own] }))))), ...(await read(text(saved("a"))))];
  if (fromEvent?.kind !== "finding" || listed?.kind !== "finding") throw new Error(JSON.stringify([fromEvent, listed]));
  expect(toEntries(fromEvent.finding, { now })).toEqual(toEntries(listed.finding, { now }));
  expect([fromEvent.form, listed.form]).toEqual(["event", "inspector"]);
});

const eventTimes: Record<string, readonly [text: string, expected: string]> = {
  "the older form": ["Dec 3, 2021, 6:02:30 PM", "2021-12-03T18:02:30.000Z"],
  "noon and midnight": ["Oct 16, 2019, 12:00:00 AM", "2019-10-16T00:00:00.000Z"],
  noon: ["Oct 16, 2019, 12:30:00 PM", "2019-10-16T12:30:00.000Z"],
  "the newer form": ["Thu Sep 05 13:06:56.334 UTC 2024", "2024-09-05T13:06:56.334Z"],
  "the newer form without a fraction": ["Thu Sep 05 13:06:56 UTC 2024", "2024-09-05T13:06:56.000Z"],
  "a month that is none": ["Foo 3, 2021, 6:02:30 PM", "Foo 3, 2021, 6:02:30 PM"],
  "another zone": ["Thu Sep 05 13:06:56.334 CEST 2024", "Thu Sep 05 13:06:56.334 CEST 2024"],
  "ISO 8601": ["2026-06-12T01:30:00.000Z", "2026-06-12T01:30:00.000Z"],
};
test.each(Object.entries(eventTimes))("a time in %s", (_name, [given, expected]) => {
  expect(fromEventTime(given)).toBe(expected);
});
