import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbAccessLogs } from "./access-logs.ts";

describe("elb/access-logs", () => {
  testAuditor(it, elbAccessLogs, {
    pass: { "one with logs": { facts: { id: "a", instances: [], accessLogs: true } } },
    fail: { "one without": { facts: { id: "a", instances: [], accessLogs: false } } },
  });
});
