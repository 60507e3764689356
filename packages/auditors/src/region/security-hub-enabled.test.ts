import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionSecurityHubEnabled } from "./security-hub-enabled.ts";

describe("region/security-hub-enabled", () => {
  testAuditor(it, regionSecurityHubEnabled, {
    pass: { "a hub": { facts: { id: "", securityHub: "arn:aws:securityhub:us-east-1:000000000000:hub/default" } } },
    fail: { "no hub": { facts: { id: "", securityHub: null } } },
  });
});
