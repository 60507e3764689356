import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { vpcFlowLogs } from "./flow-logs.ts";

const active = { id: "fl-1", status: "ACTIVE" };
const inactive = { id: "fl-2", status: "INACTIVE" };

describe("vpc/flow-logs", () => {
  testAuditor(it, vpcFlowLogs, {
    pass: {
      "an active flow log": { facts: { id: "vpc-1", flowLogs: [active] } },
      "an active flow log beside an inactive one": { facts: { id: "vpc-1", flowLogs: [inactive, active] } },
      "an active flow log, in small letters": { facts: { id: "vpc-1", flowLogs: [{ id: "fl-1", status: "active" }] } },
    },
    fail: {
      "no flow log": { facts: { id: "vpc-1", flowLogs: [] } },
      "none that AWS mentions": { facts: { id: "vpc-1", isDefault: true, flowLogs: undefined } },
      "an inactive flow log only": { facts: { id: "vpc-1", flowLogs: [inactive] } },
    },
  });
});
