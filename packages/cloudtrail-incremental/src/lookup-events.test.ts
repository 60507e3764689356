import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { lookupEvents } from "./lookup-events.ts";
import { lookupPace } from "./pace.ts";

const now = new Date("2026-03-01T12:00:00Z");
const window = { from: new Date("2026-03-01T11:00:00Z"), to: now, now, pace: async () => undefined };
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const stale = () => Object.assign(new Error("the token is expired"), { name: "InvalidNextTokenException" });
interface Asked {
  readonly StartTime: Date;
  readonly EndTime: Date;
  readonly NextToken?: string;
}
const secondsAgo = ({ EndTime }: Asked) => (now.getTime() - EndTime.getTime()) / 1000;
const collect = async (aws: Parameters<typeof lookupEvents>[0], given = window) => {
  const all: unknown[] = [];
  for await (const read of lookupEvents(aws, given)) if ("value" in read) all.push((read.value as { EventId: string }).EventId);
  return all;
};

describe("lookupEvents", () => {
  it("sweeps over what writes, all pages with the same question", async () => {
    const pages = [{ Events: [{ EventId: "c", EventTime: ago(1) }], NextToken: "1" }, { NextToken: "2" }, { Events: [{ EventId: "a" }] }];
    const aws = fakeAws({ answers: { LookupEvents: () => pages.shift() ?? {} } });
    expect(await collect(aws)).toEqual(["c", "a"]);
    const asked = { StartTime: window.from, EndTime: now, MaxResults: 50 };
    const LookupAttributes = [{ AttributeKey: "ReadOnly", AttributeValue: "false" }];
    expect(aws.calls.map(({ input }) => input)).toEqual(
      [undefined, "1", "2"].map((NextToken) => ({ ...asked, LookupAttributes, NextToken })),
    );
  });

  it("rejects with the place where AWS refuses it, and gives no empty list", async () => {
    const refusal = () => {
      throw Object.assign(new Error("User is not authorized to perform: cloudtrail:LookupEvents"), { name: "AccessDeniedException" });
    };
    const aws = fakeAws({ answers: { LookupEvents: refusal }, region: "eu-west-3" });
    await expect(collect(aws)).rejects.toMatchObject({ name: "AwsError", kind: "denied", region: "eu-west-3", account: "111111111111" });
  });

  it("refuses to ask for what is beyond ninety days, which AWS would answer in part", async () => {
    const aws = fakeAws({ answers: {} });
    const from = new Date("2025-12-01T11:59:59Z");
    await expect(collect(aws, { ...window, from })).rejects.toMatchObject({
      name: "CloudTrailError",
      code: "too-old",
      kind: "unsupported",
    });
    expect(aws.calls).toEqual([]);
  });

  it("goes on from what it saw last when a token is out of date", async () => {
    const asked: string[] = [];
    const aws = fakeAws({
      answers: {
        LookupEvents: (input: Asked) => {
          asked.push(`${secondsAgo(input)} ${input.NextToken ?? "-"}`);
          if (input.NextToken === "old") throw stale();
          if (secondsAgo(input) === 0)
            return {
              Events: [
                { EventId: "c", EventTime: ago(1) },
                { EventId: "b", EventTime: ago(9) },
              ],
              NextToken: "old",
            };
          return {
            Events: [
              { EventId: "b", EventTime: ago(9) },
              { EventId: "a", EventTime: ago(20) },
            ],
          };
        },
      },
    });
    expect(await collect(aws)).toEqual(["c", "b", "b", "a"]);
    expect(asked).toEqual(["0 -", "0 old", "9 -"]);
  });

  it("begins anew when the order did not hold, and gives up when it gets no further", async () => {
    const asked: number[] = [];
    const aws = fakeAws({
      answers: {
        LookupEvents: (input: Asked) => {
          asked.push(secondsAgo(input));
          if (input.NextToken !== undefined) throw stale();
          return {
            Events: [
              { EventId: "a", EventTime: ago(9) },
              { EventId: "b", EventTime: ago(1) },
            ],
            NextToken: "old",
          };
        },
      },
    });
    await expect(collect(aws)).rejects.toMatchObject({ code: "InvalidNextTokenException" });
    expect(asked).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

it("the pace is a little less than two a second in each account and region, without a burst", async () => {
  const waits: number[] = [];
  const pace = lookupPace({ elapsed: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) });
  for (const key of ["1/eu-west-1", "1/eu-west-1", "1/eu-west-1", "1/us-east-1", "2/eu-west-1"]) await pace(key);
  expect(waits.map(Math.round)).toEqual([556, 1111]);
});
