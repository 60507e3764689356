import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { vpcEndpoints } from "./endpoints.ts";

const endpoint = (name: string, state = "available") => ({ id: "vpce-1", service: `com.amazonaws.eu-west-1.${name}`, state });
const of = (...endpoints: ReturnType<typeof endpoint>[]) => ({ facts: { id: "vpc-1", endpoints } });
const both = { settings: { services: ["s3", "dynamodb"] } };

describe("vpc/endpoints", () => {
  testAuditor(it, vpcEndpoints, {
    pass: {
      "one endpoint": of(endpoint("s3")),
      "one that is available beside one that is not": of(endpoint("s3", "pending"), endpoint("kms")),
      "all that were named": { ...of(endpoint("s3"), endpoint("dynamodb")), ...both },
      "one named in full": { ...of(endpoint("s3")), settings: { services: ["com.amazonaws.eu-west-1.s3"] } },
    },
    fail: {
      none: of(),
      "none that AWS mentions": { facts: { id: "vpc-1", endpoints: undefined } },
      "one that waits to be accepted": of(endpoint("s3", "pendingacceptance")),
      "one of two that were named": { ...of(endpoint("s3")), ...both },
      "one that is named like the end of another": { ...of(endpoint("xs3")), settings: { services: ["s3"] } },
      "a named one that failed": { ...of(endpoint("s3"), endpoint("dynamodb", "failed")), ...both },
    },
  });
});
