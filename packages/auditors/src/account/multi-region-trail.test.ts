import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { accountMultiRegionTrail } from "./multi-region-trail.ts";
import { advanced, basic, facts, field, logs, owned, shared, stopped, trail, unread } from "./trails.fixture.ts";

const all = { ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
const management = field("eventCategory", "Management");
const row = (...trails: ReturnType<typeof trail>[]) => ({ facts, context: { trails } });

describe("account/multi-region-trail", () => {
  testAuditor(it, accountMultiRegionTrail, {
    pass: {
      "a trail that nobody told what to take": row(trail({ kind: "default" })),
      "a selector for all": row(trail(basic(all))),
      "a selector for reads and one for writes": row(
        trail(basic({ ...all, ReadWriteType: "ReadOnly" }, { ...all, ReadWriteType: "WriteOnly" })),
      ),
      "an advanced selector for all": row(trail(advanced([management]))),
      "the organization's trail, as far as a member may ask": row(trail({ kind: "default" }, logs, shared)),
      "a good trail beside one that only its account can read": row(trail(unread, unread, shared), trail(basic(all))),
      "a good trail beside a stopped one": row(trail({ kind: "default" }, stopped, shared), trail(basic(all))),
    },
    fail: {
      "no trail of all regions": row(),
      "a stopped trail": row(trail(basic(all), stopped)),
      "a stopped trail of whose selectors nobody tells": row(trail(unread, stopped, shared)),
      "a trail whose bucket is gone": row(trail(basic(all), { ...logs, deliveryError: "NoSuchBucket" })),
      "a trail that was told to take nothing": row(trail(basic())),
      "data events alone": row(trail(basic({ ...all, IncludeManagementEvents: false }))),
      "writes alone": row(trail(basic({ ...all, ReadWriteType: "WriteOnly" }))),
      "KMS left out": row(trail(basic({ ...all, ExcludeManagementEventSources: ["kms.amazonaws.com"] }))),
      "advanced selectors for data events": row(trail(advanced([field("eventCategory", "Data")]))),
      "an advanced selector for reads": row(trail(advanced([management, field("readOnly", "true")]))),
      "an advanced selector that leaves KMS out": row(
        trail(advanced([management, { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }])),
      ),
      "reads by one trail and writes by another": row(
        trail(basic({ ...all, ReadWriteType: "ReadOnly" })),
        trail(basic({ ...all, ReadWriteType: "WriteOnly" }), logs, `${owned}-2`),
      ),
      "a trail whose status nobody tells, but which takes too little": row(trail(basic(), unread, shared)),
    },
  });

  const undecided = {
    "a trail that may be stopped": [trail({ kind: "default" }, unread, shared)],
    "a trail that logs nobody knows what": [trail(unread, logs, shared)],
    "such a trail beside one that takes too little": [trail(unread, unread, shared), trail(basic())],
  };
  it.each(Object.entries(undecided))("is unknown, never a pass, with %s", (_, trails) => {
    const input = {
      ...{ facts, settings: {}, context: { trails: new Map(trails.map((one) => [one.id, one])) }, partition: "aws", region: "us-east-1" },
      ...{ account: { id: "000000000000", kind: "prod" as const }, knownAccounts: new Set<string>(), now: new Date(0) },
    };
    expect(judge(accountMultiRegionTrail, input)).toMatchObject([
      { verdict: { status: "unknown", reason: expect.stringContaining(`what they log: ${shared}: Unknown trail`) } },
    ]);
  });
});
