import { type FakeAws, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { lakeEvents } from "./lake-events.ts";
import { lakeQuery } from "./lake-query.ts";

const id = "12345678-1234-1234-1234-123456789012";
const asked = {
  ...{ eventDataStore: id, account: "111111111111", region: "eu-west-1" },
  ...{ from: new Date("2026-03-01T11:00:00.900Z"), to: new Date("2026-03-01T12:00:00.100Z") },
};
const store = {
  EventDataStoreArn: `arn:aws:cloudtrail:eu-west-1:111111111111:eventdatastore/${id}`,
  ...{ Status: "ENABLED", MultiRegionEnabled: true, OrganizationEnabled: false, CreatedTimestamp: new Date("2025-01-01T00:00:00Z") },
  AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] }],
};
const row = (eventID: string) => [{ eventJson: JSON.stringify({ eventID }) }];
const finished = { QueryStatus: "FINISHED" };
/** A store that answers these pages one after another. */
const lake = (pages: object[], more: object = {}) =>
  fakeAws({
    answers: {
      GetEventDataStore: { ...store, ...more },
      StartQuery: { QueryId: "q-1" },
      GetQueryResults: () => pages.shift() ?? { QueryStatus: "RUNNING" },
    },
  });
const collect = async (aws: FakeAws, more: object = {}) => {
  const waits: number[] = [];
  const all: unknown[] = [];
  for await (const read of lakeEvents(aws, { ...asked, ...more }, { sleep: async (ms) => void waits.push(ms / 1000), mostSeconds: 30 }))
    all.push("value" in read ? (read.value as { CloudTrailEvent: string }).CloudTrailEvent : read.reason);
  return { all, waits };
};

describe("lakeEvents", () => {
  it("waits for the query, longer each time, and reads all pages", async () => {
    const aws = lake([
      { QueryStatus: "QUEUED" },
      { QueryStatus: "RUNNING" },
      { ...finished, QueryResultRows: [row("a")], NextToken: "2" },
      { ...finished, QueryResultRows: [row("b")] },
    ]);
    expect(await collect(aws)).toEqual({ all: ['{"eventID":"a"}', '{"eventID":"b"}'], waits: [1, 2] });
    expect(aws.calls.filter(({ operation }) => operation === "GetQueryResults").at(-1)?.input).toMatchObject({
      QueryId: "q-1",
      NextToken: "2",
    });
  });

  it("tells a row without a record", async () => {
    expect((await collect(lake([{ ...finished, QueryResultRows: [[{ eventName: "x" }]] }]))).all).toEqual(["the row has no eventJson"]);
  });

  const failures: Record<string, [pages: object[], code: string, kind: string]> = {
    fails: [[{ QueryStatus: "FAILED", ErrorMessage: "no such column" }], "query-failed", "failed"],
    "is cancelled": [[{ QueryStatus: "CANCELLED" }], "query-failed", "failed"],
    "times out at AWS": [[{ QueryStatus: "TIMED_OUT" }], "query-failed", "timed-out"],
    "never ends": [[], "query-too-slow", "timed-out"],
  };
  it.each(Object.entries(failures))("rejects when the query %s", async (_, [pages, code, kind]) => {
    await expect(collect(lake(pages))).rejects.toMatchObject({
      name: "CloudTrailError",
      code,
      kind,
      message: expect.stringContaining("q-1"),
    });
  });

  const gaps: Record<string, [more: object, reason: string, asked?: object]> = {
    "takes no events in any more": [{ Status: "STOPPED_INGESTION" }, "STOPPED_INGESTION"],
    "holds another region": [{ MultiRegionEnabled: false }, "only eu-west-1", { region: "us-east-1" }],
    "holds another account": [{}, "only account 111111111111", { account: "222222222222" }],
    "was made after the time that is asked for": [{ CreatedTimestamp: new Date("2026-03-01T11:30:00Z") }, "it was made 2026-03-01T11:30"],
    "holds reads alone": [
      {
        AdvancedEventSelectors: [
          { FieldSelectors: [...store.AdvancedEventSelectors[0]!.FieldSelectors, { Field: "readOnly", Equals: ["true"] }] },
        ],
      },
      "selectors",
    ],
    "leaves out a source": [
      { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }] }] },
      "selectors",
    ],
    "has no selector": [{ AdvancedEventSelectors: undefined }, "selectors"],
  };
  it.each(Object.entries(gaps))("rejects when the store %s", async (_, [more, reason, place]) => {
    const aws = lake([finished], more);
    await expect(collect(aws, place)).rejects.toMatchObject({ code: "no-such-place", message: expect.stringContaining(reason) });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["GetEventDataStore"]);
  });

  it("takes a store that leaves out a source that nobody asks for", async () => {
    const selectors = [
      {
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Management"] },
          { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
        ],
      },
    ];
    const { all } = await collect(lake([{ ...finished, QueryResultRows: [row("a")] }], { AdvancedEventSelectors: selectors }), {
      sources: ["ec2.amazonaws.com"],
    });
    expect(all).toHaveLength(1);
  });
});

describe("lakeQuery", () => {
  it("asks for what worked and may have changed something, to the second around the window", () => {
    expect(lakeQuery({ ...asked, eventDataStore: store.EventDataStoreArn, sources: ["ec2.amazonaws.com", "rds.amazonaws.com"] })).toBe(
      `SELECT eventJson FROM ${id} WHERE eventTime >= '2026-03-01 11:00:00' AND eventTime <= '2026-03-01 12:00:01' AND recipientAccountId = '111111111111' AND awsRegion = 'eu-west-1' AND readOnly = false AND errorCode IS NULL AND eventSource IN ('ec2.amazonaws.com', 'rds.amazonaws.com')`,
    );
  });

  const bad: Record<string, object> = {
    "a store that is none": { eventDataStore: `${id} WHERE 1=1 --` },
    "a store with a quote": { eventDataStore: `${id}'` },
    "an account with a quote": { account: "11111111111'" },
    "a region with a quote": { region: "eu-west-1' OR '1'='1" },
    "a source with a quote": { sources: ["ec2.amazonaws.com') OR ('1' = '1"] },
    "a source of several lines": { sources: ["ec2.amazonaws.com\n'"] },
  };
  it.each(Object.entries(bad))("refuses %s", (_, more) => {
    expect(() => lakeQuery({ ...asked, ...more })).toThrow();
  });
});
