import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { trailLogValidation } from "./log-validation.ts";

const facts = { id: "arn:aws:cloudtrail:us-east-1:000000000000:trail/t", name: "t", bucket: "logs" };
const ofOrganization = { ...facts, id: "arn:aws:cloudtrail:us-east-1:999999999999:trail/t" };

describe("trail/log-validation", () => {
  testAuditor(it, trailLogValidation, {
    pass: {
      "a trail with digests": { facts: { ...facts, validatesLogs: true } },
      "the organization's trail, seen from a member": { facts: { ...ofOrganization, validatesLogs: true } },
    },
    fail: {
      "a trail without": { facts: { ...facts, validatesLogs: false } },
      "a trail of which AWS says nothing": { facts },
      "the organization's trail without, seen from a member": { facts: ofOrganization },
    },
  });
});
