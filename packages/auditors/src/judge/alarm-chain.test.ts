import type { Raw } from "@plumbline/audit-kit/testing";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { describe, expect, it } from "vitest";
import { brokenChains, topicArn, trailArn, trailOf } from "./alarm-chain.fixture.ts";
import { judgeAlarms } from "./alarm-chain.ts";
import { alarmTerms } from "./alarm-terms.ts";

type RawTrail = Raw<typeof multiRegionTrail, "status" | "selectors" | "alarms">;
const { status, selectors, alarms } = multiRegionTrail.aspects;
const parse = (raw: RawTrail) => ({
  ...multiRegionTrail.base.parse(raw),
  ...{ status: status.schema.parse(raw.status), selectors: selectors.schema.parse(raw.selectors), alarms: alarms.schema.parse(raw.alarms) },
});
const judged = (...trails: RawTrail[]) =>
  judgeAlarms(new Map(trails.map((raw) => [raw.id, parse(raw)])), alarmTerms.kmsKeyDeletion, "000000000000");

const pattern = "{ $.eventName = DisableKey || $.eventName = ScheduleKeyDeletion }";
const good = trailOf(pattern);
const { alarms: chain } = good;
const foreignTopic = "arn:aws:sns:eu-west-1:222222222222:security";
const toForeign = [{ name: "ring", metric: { namespace: "Trail", name: "changes" }, actionsEnabled: true, topics: [foreignTopic] }];
const foreign = { id: "arn:aws:cloudtrail:eu-west-1:999999999999:trail/org", name: "org", logGroup: null };
const noLogGroup = { ...foreign, alarms: { kind: "no-log-group" } } as const;
const elsewhere = { alarms: { kind: "unread", why: "its log group is elsewhere" } } as const;

describe("judgeAlarms", () => {
  it("names trail, filter, alarm and topic of a chain that holds", () => {
    expect(judged(good)).toEqual({ status: "pass", evidence: { trail: trailArn, filter: "changes", alarm: "ring", topic: topicArn } });
  });

  const reasons: Record<keyof ReturnType<typeof brokenChains>, string> = {
    "no trail of all regions": "there is no trail of all regions",
    "a trail that does not log": "trail all: it does not log",
    "a trail without a log group": "trail all: it sends nothing to CloudWatch Logs",
    "a trail that can't deliver to its log group": "trail all: it can't deliver to CloudWatch Logs: Access denied",
    "a trail of writes alone": "trail all: it does not log all management events",
    "a trail of data events alone": "trail all: it does not log all management events",
    "no filter": "trail all: no metric filter takes these events",
    "a filter whose metric has dimensions": "trail all: metric filter changes does not count all of them: its metric has dimensions",
    "a filter without a metric": "trail all: no alarm watches the metric of filter changes",
    "no alarm": "trail all: no alarm watches the metric of filter changes",
    "an alarm on a metric of this name in another namespace": "trail all: no alarm watches the metric of filter changes",
    "an alarm on the metric of another filter": "trail all: no alarm watches the metric of filter changes",
    "an alarm whose actions are off": "trail all: the actions of alarm ring are off",
    "an alarm that tells no topic": "trail all: alarm ring tells no SNS topic",
    "a subscription that waits to be confirmed": `trail all: nobody has confirmed a subscription of ${topicArn}`,
    "a topic without a subscription": `trail all: nobody has confirmed a subscription of ${topicArn}`,
    "two trails, of which each has what the other lacks": "trail second: no metric filter takes these events",
  };
  it.each(Object.entries(brokenChains(pattern)))("says at which link the chain breaks: %s", (name, { context }) => {
    const verdict = judged(...context.trails);
    const reason = Object.entries(reasons).find(([row]) => row === name)?.[1];
    expect(verdict).toMatchObject({ status: "fail", reason });
    expect(verdict).toMatchObject({ evidence: { trails: context.trails.map(({ id }) => ({ trail: id, brokenAt: expect.any(String) })) } });
  });

  const nearest: Record<string, [pattern: string, reason: string, notUnderstood?: string[]]> = {
    "what a filter misses": ["{ $.eventName = DisableKey }", "trail all: metric filter changes misses ScheduleKeyDeletion"],
    "a filter that takes too much": ["", "trail all: metric filter changes takes DisableKey, ScheduleKeyDeletion among all others"],
    "a filter that takes every event by one of its alternatives": [
      "{ $.eventName = DisableKey || $.eventName = ScheduleKeyDeletion || $.eventName != ListKeys }",
      "trail all: metric filter changes takes DisableKey, ScheduleKeyDeletion among all others, since it joins terms by || of which one takes any event",
    ],
    "a filter that nobody understands": ["?DisableKey ?ScheduleKeyDeletion", "trail all: no metric filter takes these events", ["changes"]],
    "a filter of other events": ["{ $.eventName = EnableKey }", "trail all: no metric filter takes these events"],
  };
  it.each(Object.entries(nearest))("says %s", (_, [other, reason, filtersNotUnderstood]) => {
    const trails = [expect.objectContaining(filtersNotUnderstood ? { filtersNotUnderstood } : { trail: trailArn })];
    expect(judged(trailOf(other))).toMatchObject({ status: "fail", reason, evidence: { trails } });
  });

  it("needs one filter, alarm and topic of several", () => {
    if (chain.kind !== "read") throw new Error("the fixture has a chain");
    const [others, changes] = chain.filters;
    const [ring] = chain.alarms;
    if (!others || !changes || !ring) throw new Error("the fixture has filters and an alarm");
    const second = { ...changes, name: "second", metrics: [{ namespace: "Trail", name: "second" }] };
    const silent = { ...ring, name: "silent", actionsEnabled: false };
    const lonely = { ...ring, name: "lonely", metric: { namespace: "Trail", name: "second" }, topics: [`${topicArn}-2`, topicArn] };
    const topics = { [`${topicArn}-2`]: { confirmed: 0, pending: 1 }, [topicArn]: { confirmed: 2, pending: 0 } };
    expect(judged(trailOf(pattern, { filters: [others, changes, second], alarms: [silent, lonely], topics }))).toEqual({
      status: "pass",
      evidence: { trail: trailArn, filter: "second", alarm: "lonely", topic: topicArn },
    });
  });

  const unknown: Record<string, [trails: RawTrail[], says: string]> = {
    "a log group of another account": [[trailOf(pattern, {}, elsewhere)], "its log group is elsewhere"],
    "the organization's trail, seen from a member": [[trailOf(pattern, {}, noLogGroup)], "it is another account's"],
    "the organization's trail beside an own one that is broken": [
      [trailOf(pattern, { alarms: [] }), trailOf(pattern, {}, noLogGroup)],
      "trail/org: it is another account's",
    ],
    "a trail that does not say whether it logs": [
      [trailOf(pattern, {}, { status: { kind: "unread", why: "AWS does not say whether it logs" } })],
      "whether it logs",
    ],
    "a trail that does not say what it takes": [
      [trailOf(pattern, {}, { selectors: { kind: "unread", why: "TrailNotFound" } })],
      "TrailNotFound",
    ],
    "a topic of another account that does not let us look": [
      [trailOf(pattern, { alarms: toForeign, topics: { [foreignTopic]: { unread: "denied" } } })],
      `topic ${foreignTopic}: denied`,
    ],
    "a topic that was not asked": [[trailOf(pattern, { alarms: toForeign })], "not asked"],
  };
  it.each(Object.entries(unknown))("does not judge %s", (_, [trails, says]) => {
    expect(() => judged(...trails)).toThrow(says);
  });

  const decided: Record<string, [trails: RawTrail[], status: string]> = {
    "a good trail beside the organization's": [[trailOf(pattern, {}, noLogGroup), good], "pass"],
    "the organization's trail that does not log": [
      [
        trailOf(
          pattern,
          {},
          {
            ...noLogGroup,
            status: { kind: "read", isLogging: false, deliveryError: null, logGroupError: null, deliveredToLogGroupAt: null },
          },
        ),
      ],
      "fail",
    ],
    "the organization's trail that takes writes alone": [
      [trailOf(pattern, {}, { ...elsewhere, id: foreign.id, selectors: { kind: "basic", selectors: [{ ReadWriteType: "WriteOnly" }] } })],
      "fail",
    ],
    "the organization's trail whose log group is here, as with a delegated administrator": [
      [trailOf(pattern, {}, { id: foreign.id })],
      "pass",
    ],
    "advanced selectors for management events": [
      [
        trailOf(
          pattern,
          {},
          { selectors: { kind: "advanced", selectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] }] } },
        ),
      ],
      "pass",
    ],
  };
  it.each(Object.entries(decided))("judges %s", (_, [trails, verdict]) => {
    expect(judged(...trails).status).toBe(verdict);
  });
});
