import type { Aws } from "@plumbline/audit-kit/define";
import { describe, expect, it } from "vitest";
import { changesSince } from "./changes-since.ts";
import { ec2InCar } from "./projections/ec2.ts";
import { lambdaFunctionInCar } from "./projections/lambda_function.ts";

const aws = { partition: "aws", account: "111111111111", region: "eu-west-1" } as unknown as Aws;
const [now, from] = [new Date("2026-03-01T12:00:00Z"), new Date("2026-03-01T11:00:00Z")];

interface Event {
  readonly name: string;
  readonly source?: string;
  readonly request?: object;
  readonly response?: object;
  readonly more?: object;
}
const record = ({ name, source = "ec2", request = {}, response = {}, more = {} }: Event) => ({
  ...{
    eventVersion: "1.10",
    eventID: `${name}-1`,
    eventTime: "2026-03-01T11:30:00Z",
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
  },
  ...{ awsRegion: "eu-west-1", recipientAccountId: "111111111111", readOnly: false, userIdentity: { type: "Root" } },
  ...{ requestParameters: request, responseElements: response, ...more },
});
const items = (instanceId: string) => ({ instancesSet: { items: [{ instanceId }] } });

interface Told {
  readonly named?: Record<string, string[]>;
  readonly held?: Record<string, string[]>;
  readonly unnamed?: Record<string, RegExp>;
}
const rows: Record<string, readonly [events: readonly (Event | string)[], told: Told]> = {
  nothing: [[], {}],
  "an instance, twice in any order": [
    [
      { name: "TerminateInstances", request: items("i-1") },
      { name: "RunInstances", response: items("i-1") },
    ],
    { named: { ec2: ["i-1"] } },
  ],
  "several types": [
    [
      { name: "StopInstances", request: items("i-1") },
      { name: "CreateFunction20150331", source: "lambda", request: { functionName: "f" }, response: { functionName: "f" } },
    ],
    { named: { ec2: ["i-1"], lambda_function: ["f"] } },
  ],
  "the association of an address that is gone": [
    [{ name: "DisassociateAddress", request: { associationId: "eipassoc-1" } }],
    { held: { ec2: ["eipassoc-1"] } },
  ],
  "a call that failed": [[{ name: "StopInstances", request: items("i-1"), more: { errorCode: "AccessDenied" } }], {}],
  "a call that nobody watches": [[{ name: "CreateVpc", request: { cidrBlock: "10.0.0.0/16" } }], {}],
  "a watched call that names nothing": [[{ name: "StopInstances", request: {} }], { unnamed: { ec2: /StopInstances/ } }],
  "a record that can't be read": [["no record"], { unnamed: { ec2: /./, lambda_function: /./ } }],
};

const ask = (events: readonly (Event | string)[], since = from, overlapSeconds?: number) => {
  const windows: object[] = [];
  const answer = changesSince({
    ...{ now: () => now, overlapSeconds },
    async *records(_, { from: first, to }) {
      windows.push([first.toISOString(), to.toISOString()]);
      for (const [i, event] of events.entries()) yield { where: `event ${i}`, value: typeof event === "string" ? event : record(event) };
    },
  })(aws, [ec2InCar, lambdaFunctionInCar], since);
  return { answer, windows };
};

describe("what changed since", () => {
  it.each(Object.entries(rows))("%s", async (_, [events, { named = {}, held = {}, unnamed = {} }]) => {
    const changes = await ask(events).answer;
    expect([Object.fromEntries(changes.named), Object.fromEntries(changes.held)]).toEqual([named, held]);
    expect(Object.fromEntries(changes.unnamed)).toEqual(
      Object.fromEntries(Object.entries(unnamed).map(([type, reason]) => [type, expect.stringMatching(reason)])),
    );
  });

  it("reaches back by the overlap, and never by less than AWS needs until it shows a change", async () => {
    const usual = ask([]);
    await usual.answer;
    expect(usual.windows).toEqual([["2026-03-01T10:30:00.000Z", "2026-03-01T12:00:00.000Z"]]);
    const none = ask([], from, 0);
    await none.answer;
    const [[first]] = none.windows as [[string]];
    expect(Date.parse(first)).toBeLessThanOrEqual(from.getTime() - 60_000);
  });

  it("can't be told of what CloudTrail does not keep", async () => {
    await expect(ask([], new Date("2025-11-01T00:00:00Z")).answer).rejects.toMatchObject({ code: "too-old", kind: "unsupported" });
  });
});
