import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { regionConfigEnabled } from "./config-enabled.ts";

const now = new Date("2026-03-02T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const status = {
  name: "default",
  isRecording: true,
  lastStatus: "SUCCESS" as string | null,
  lastStartedAt: hoursAgo(1000) as string | null,
};
const facts = {
  id: "" as const,
  recorders: [{ name: "default", recordsAllTypes: true }],
  recorderStatuses: [status],
  deliveryChannels: ["default"],
  aggregators: [] as { account: string; region: string }[],
};
const last = (lastStatus: string | null, lastStartedAt: string | null = hoursAgo(1000)) => ({
  ...facts,
  recorderStatuses: [{ ...status, lastStatus, lastStartedAt }],
});
const aggregator = { account: "222222222222" };
const authorized = { ...facts, aggregators: [{ account: "222222222222", region: "eu-west-1" }] };

describe("region/config-enabled", () => {
  testAuditor(it, regionConfigEnabled, {
    pass: {
      "a recorder that records and delivers": { facts, now },
      "a status in another case": { facts: last("Success"), now },
      "a status that does not apply": { facts: last("NotApplicable"), now },
      "PENDING an hour after its start": { facts: last("PENDING", hoursAgo(1)), now },
      "Pending just within 24 hours": { facts: last("Pending", hoursAgo(24)), now },
      "an authorized aggregator": { facts: authorized, settings: { aggregator }, now },
      "an aggregator authorized for its region": {
        facts: authorized,
        settings: { aggregator: { ...aggregator, region: "eu-west-1" } },
        now,
      },
      "the aggregator itself": { facts, settings: { aggregator }, account: { id: "222222222222", kind: "prod" }, now },
      "few types, where few will do": { facts: { ...facts, recorders: [{ name: "default", recordsAllTypes: false }] }, now },
      "all types, where all are required": { facts, settings: { requireAllResourceTypes: true }, now },
      "a failing recorder beside a good one": {
        facts: {
          ...facts,
          recorders: [...facts.recorders, { name: "b", recordsAllTypes: true }],
          recorderStatuses: [{ ...status, name: "b", lastStatus: "FAILURE" }, status],
        },
        now,
      },
    },
    fail: {
      "no recorder": { facts: { ...facts, recorders: [], recorderStatuses: [] }, now },
      "nothing at all": { facts: { ...facts, recorders: [], recorderStatuses: [], deliveryChannels: [] }, now },
      "a stopped recorder": { facts: { ...facts, recorderStatuses: [{ ...status, isRecording: false }] }, now },
      "a recorder without a status": { facts: { ...facts, recorderStatuses: [] }, now },
      "the status of another recorder": { facts: { ...facts, recorderStatuses: [{ ...status, name: "other" }] }, now },
      "no delivery channel": { facts: { ...facts, deliveryChannels: [] }, now },
      FAILURE: { facts: last("FAILURE"), now },
      "Failure in another case": { facts: last("Failure"), now },
      "FAILURE right after the start": { facts: last("FAILURE", hoursAgo(1)), now },
      "PENDING for more than a day": { facts: last("PENDING", hoursAgo(24.1)), now },
      "PENDING since nobody knows when": { facts: last("PENDING", null), now },
      "no last status": { facts: last(null), now },
      "a status that nobody knows": { facts: last("PAUSED"), now },
      "no authorization": { facts, settings: { aggregator }, now },
      "an authorization for another account": { facts: authorized, settings: { aggregator: { account: "333333333333" } }, now },
      "an authorization for another region": { facts: authorized, settings: { aggregator: { ...aggregator, region: "us-east-1" } }, now },
      "few types, where all are required": {
        facts: { ...facts, recorders: [{ name: "default", recordsAllTypes: false }] },
        settings: { requireAllResourceTypes: true },
        now,
      },
    },
  });

  const refused = { "an account id that is none": { aggregator: { account: "1" } }, "a misspelt setting": { aggregators: [] } };
  it.each(Object.entries(refused))("does not take %s", (_, settings) => {
    expect(regionConfigEnabled.settings?.safeParse(settings).success).toBe(false);
  });
});
