import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionMacieEnabled } from "./macie-enabled.ts";

describe("region/macie-enabled", () => {
  testAuditor(it, regionMacieEnabled, {
    pass: { enabled: { facts: { id: "", macie: "ENABLED" } } },
    fail: {
      "not enabled": { facts: { id: "", macie: null } },
      suspended: { facts: { id: "", macie: "PAUSED" } },
      "a status that nobody knows": { facts: { id: "", macie: "ODD" } },
    },
  });
});
