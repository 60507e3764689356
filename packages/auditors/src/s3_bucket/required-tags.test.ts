import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketRequiredTags } from "./required-tags.ts";

const tagged = (tags?: Record<string, string>) => ({ id: "b", region: "eu-west-1", tags });
const settings = { keys: ["Owner", "cost-centre"] };

describe("s3_bucket/required-tags", () => {
  testAuditor(it, s3BucketRequiredTags, {
    pass: {
      "all keys": { facts: tagged({ Owner: "x", "cost-centre": "1" }), settings },
      "all keys in other letters, one without a value": { facts: tagged({ owner: "", "Cost-Centre": "1", more: "y" }), settings },
    },
    fail: {
      "one key missing": { facts: tagged({ Owner: "x" }), settings },
      "no tags": { facts: tagged(), settings },
      "the key as a value": { facts: tagged({ a: "Owner", b: "cost-centre" }), settings },
    },
    notApplicable: {
      "no key is required": { facts: tagged() },
      "an empty list is required": { facts: tagged({ Owner: "x" }), settings: { keys: [] } },
    },
  });
});
