import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionAccessAnalyzerEnabled } from "./access-analyzer-enabled.ts";

const analyzer = (type = "ACCOUNT", status = "ACTIVE") => ({ name: "a", type, status });
const row = (...analyzers: ReturnType<typeof analyzer>[]) => ({ facts: { id: "" as const, analyzers } });

describe("region/access-analyzer-enabled", () => {
  testAuditor(it, regionAccessAnalyzerEnabled, {
    pass: {
      "one of the account": row(analyzer()),
      "one of the organization": row(analyzer("ORGANIZATION")),
      "an active one beside one that failed": row(analyzer("ACCOUNT", "FAILED"), analyzer("ORGANIZATION")),
    },
    fail: {
      none: row(),
      "one that is being made": row(analyzer("ACCOUNT", "CREATING")),
      "one that is disabled": row(analyzer("ORGANIZATION", "DISABLED")),
      "one of unused access": row(analyzer("ACCOUNT_UNUSED_ACCESS"), analyzer("ORGANIZATION_UNUSED_ACCESS")),
      "one of internal access": row(analyzer("ACCOUNT_INTERNAL_ACCESS")),
      "one of a kind that nobody knows": row(analyzer("ACCOUNT_SOMETHING")),
    },
  });
});
