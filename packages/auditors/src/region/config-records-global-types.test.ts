import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionConfigRecordsGlobalTypes } from "./config-records-global-types.ts";

const now = new Date("2026-03-02T12:00:00Z");
const recorder = { name: "default", recordsAllTypes: true, recordsGlobalTypes: true };
const status = { name: "default", isRecording: true, lastStatus: "SUCCESS" as string | null, lastStartedAt: "2026-01-01T00:00:00Z" };
const facts = { id: "" as const, recorders: [recorder], recorderStatuses: [status], deliveryChannels: ["default"] };
const row = (changes: Partial<typeof facts>, region = "eu-west-1") => ({ facts: { ...facts, ...changes }, region, now });

describe("region/config-records-global-types", () => {
  testAuditor(it, regionConfigRecordsGlobalTypes, {
    pass: {
      "a recorder that takes them": row({}),
      "a recorder of these alone": row({ recorders: [{ ...recorder, recordsAllTypes: false }] }),
      "one that was started an hour ago": row({
        recorderStatuses: [{ ...status, lastStatus: "PENDING", lastStartedAt: "2026-03-02T11:00:00Z" }],
      }),
      "the last region before February 2022": row({}, "ap-southeast-3"),
    },
    fail: {
      "no recorder": row({ recorders: [], recorderStatuses: [] }),
      "a recorder that leaves them out": row({ recorders: [{ ...recorder, recordsGlobalTypes: false }] }),
      "a stopped recorder": row({ recorderStatuses: [{ ...status, isRecording: false }] }),
      "a recorder that failed last": row({ recorderStatuses: [{ ...status, lastStatus: "FAILURE" }] }),
      "a recorder of which nothing is told": row({ recorderStatuses: [] }),
      "no delivery channel": row({ deliveryChannels: [] }),
      "another recorder records": row({
        recorders: [recorder, { ...recorder, name: "other", recordsGlobalTypes: false }],
        recorderStatuses: [{ ...status, name: "other" }],
      }),
      "a region where the flag means nothing": row({}, "eu-central-2"),
    },
  });
});
