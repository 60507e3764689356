import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { trailBucketLogged } from "./bucket-logged.ts";

const facts = { id: "arn:aws:cloudtrail:us-east-1:000000000000:trail/t", name: "t", bucket: "logs" };

describe("trail/bucket-logged", () => {
  testAuditor(it, trailBucketLogged, {
    pass: {
      "logged to another bucket": { facts: { ...facts, bucketLogging: { target: "access" } } },
      "logged to itself": { facts: { ...facts, bucketLogging: { target: "logs" } } },
    },
    fail: {
      "not logged": { facts: { ...facts, bucketLogging: { target: null } } },
      "a bucket that does not exist": { facts: { ...facts, bucketLogging: null } },
    },
  });
});
