import { describe, expect, it } from "vitest";
import type { Call } from "../aws-call.ts";
import { cloudTrailStandIn } from "./cloudtrail.ts";
import { timeText } from "./to-record.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const where = { account: "111111111111", region: "eu-west-1" };
const call = (asked: object): Call => ({
  ...{ service: "cloudtrail", operation: "LookupEvents", ...where, protocol: "json", method: "POST", path: "/", parameters: {} },
  body: JSON.stringify(asked),
});
type Settings = Parameters<typeof cloudTrailStandIn>[0];
/** A history of events, a second apart, and the names that lookups show at the end. */
const history = (count: number, settings: Partial<Settings> = {}) => {
  const clock = { at: start };
  const trail = cloudTrailStandIn({ now: () => new Date(clock.at), ...settings });
  for (let i = 0; i < count; i++) {
    clock.at = start + i * 1000;
    trail.add({ ...where, eventSource: "ec2.amazonaws.com", eventName: `Event${i}`, serviceEventDetails: {} });
  }
  const ask = (asked: object) => {
    const answer = trail.faults(call(asked));
    if (typeof answer !== "object") throw new Error("a lookup has an answer");
    const body = JSON.parse(answer.body);
    const names: string[] = (body.Events ?? []).map(({ EventName }: { EventName: string }) => EventName);
    return { status: answer.status, code: body.__type, names, token: body.NextToken };
  };
  return { trail, ask, clock };
};
const seconds = (offset: number) => start / 1000 + offset;

describe("lookups", () => {
  it("are newest first, within both ends", () => {
    expect(history(5).ask({ StartTime: seconds(1), EndTime: seconds(3) }).names).toEqual(["Event3", "Event2", "Event1"]);
  });

  it("come in pages, each event once, and what arrives meanwhile moves none", () => {
    const { ask, trail, clock } = history(5);
    const asked = { MaxResults: 2 };
    const first = ask(asked);
    clock.at += 1000;
    trail.add({ ...where, eventSource: "ec2.amazonaws.com", eventName: "Late", serviceEventDetails: {} });
    const second = ask({ ...asked, NextToken: first.token });
    const third = ask({ ...asked, NextToken: second.token });
    expect([first, second, third].flatMap(({ names }) => names)).toEqual(["Event4", "Event3", "Event2", "Event1", "Event0"]);
    expect(third.token).toBeUndefined();
  });

  it("show an event when its delay is over, also after a later one", () => {
    const { ask, clock } = history(2, { delaySeconds: ({ eventName }) => (eventName === "Event0" ? 60 : 0) });
    expect(ask({}).names).toEqual(["Event1"]);
    clock.at += 60_000;
    expect(ask({}).names).toEqual(["Event1", "Event0"]);
  });

  it("know what happened within ninety days", () => {
    const { ask, clock } = history(2);
    clock.at = start + 90 * 24 * 3_600_000 + 500;
    expect(ask({ StartTime: seconds(-10) }).names).toEqual(["Event1"]);
  });

  const attributes: Record<string, [key: string, value: string, names: string[]]> = {
    "a name": ["EventName", "Event1", ["Event1"]],
    "a source": ["EventSource", "ec2.amazonaws.com", ["Event1", "Event0"]],
    "another source": ["EventSource", "rds.amazonaws.com", []],
    "calls that write": ["ReadOnly", "false", ["Event1", "Event0"]],
    "calls that read": ["ReadOnly", "true", []],
  };
  it.each(Object.entries(attributes))("can be for %s", (_, [AttributeKey, AttributeValue, names]) => {
    expect(history(2).ask({ LookupAttributes: [{ AttributeKey, AttributeValue }] }).names).toEqual(names);
  });

  const one = { AttributeKey: "ReadOnly", AttributeValue: "false" };
  const refusals: Record<string, [asked: object, code: string]> = {
    "two attributes": [{ LookupAttributes: [one, one] }, "InvalidLookupAttributesException"],
    "an attribute that there is not": [{ LookupAttributes: [{ ...one, AttributeKey: "Colour" }] }, "InvalidLookupAttributesException"],
    "pages of fifty-one": [{ MaxResults: 51 }, "InvalidMaxResultsException"],
    "an end before the start": [{ StartTime: seconds(2), EndTime: seconds(1) }, "InvalidTimeRangeException"],
  };
  it.each(Object.entries(refusals))("are refused for %s", (_, [asked, code]) => {
    expect(history(2).ask(asked)).toMatchObject({ status: 400, code });
  });

  it("are refused for a token of another lookup, and for one that is out of date", () => {
    const { ask } = history(9, { tokenPages: 1 });
    const { token } = ask({ MaxResults: 2 });
    expect(ask({ MaxResults: 3, NextToken: token }).code).toBe("InvalidNextTokenException");
    const second = ask({ MaxResults: 2, NextToken: token });
    expect(second.names).toEqual(["Event6", "Event5"]);
    expect(ask({ MaxResults: 2, NextToken: second.token }).code).toBe("InvalidNextTokenException");
  });

  it("are throttled above two a second, in each account and region", () => {
    const elapsed = { at: 0 };
    const { ask, trail } = history(1, { limit: { lookupsPerSecond: 2, elapsed: () => elapsed.at } });
    expect([ask({}), ask({}), ask({})].map(({ code }) => code)).toEqual([undefined, undefined, "ThrottlingException"]);
    expect(trail.faults({ ...call({}), region: "us-east-1" })).toMatchObject({ status: 200 });
    elapsed.at = 1000;
    expect(ask({}).status).toBe(200);
    expect(trail.throttled).toBe(1);
  });

  it("leave all else to the emulator", () => {
    expect(history(0).trail.faults({ ...call({}), operation: "DescribeTrails" })).toBeUndefined();
  });
});

it("an event of AWS itself has its details and no call", () => {
  const { trail, clock } = history(0);
  const details = { instanceIdSet: ["i-1"] };
  const added = trail.add({ ...where, eventSource: "ec2.amazonaws.com", eventName: "BidEvictedEvent", serviceEventDetails: details });
  expect(added).toMatchObject({ eventType: "AwsServiceEvent", serviceEventDetails: details, requestParameters: null });
  expect(added.eventTime).toBe(timeText(new Date(clock.at)));
});
