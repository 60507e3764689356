import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { vpcFlowLogs } from "./flow-logs.ts";

const active = { id: "fl-1", status: "ACTIVE" };
const of = (...traffic: (string | null)[]) => ({
  ...{ facts: { id: "vpc-1", flowLogs: traffic.map((one) => ({ ...active, traffic: one })) }, settings: { rejects: true } },
});
const failed = { ...active, id: "fl-3", delivery: "FAILED", deliveryError: "Access error" };
const inactive = { id: "fl-2", status: "INACTIVE" };

describe("vpc/flow-logs", () => {
  testAuditor(it, vpcFlowLogs, {
    pass: {
      "an active flow log": { facts: { id: "vpc-1", flowLogs: [active] } },
      "an active flow log beside an inactive one": { facts: { id: "vpc-1", flowLogs: [inactive, active] } },
      "an active flow log, in small letters": { facts: { id: "vpc-1", flowLogs: [{ id: "fl-1", status: "active" }] } },
      "one that delivers": { facts: { id: "vpc-1", flowLogs: [{ ...active, delivery: "SUCCESS" }] } },
      "one that delivers beside one that can't": { facts: { id: "vpc-1", flowLogs: [failed, active] } },
      "a flow log of accepted traffic, where any will do": { ...of("ACCEPT"), settings: {} },
      "a flow log of refused traffic, where that is asked for": of("REJECT"),
      "a flow log of all traffic, where refused traffic is asked for": of("ALL"),
      "one of refused traffic beside one of accepted": of("ACCEPT", "REJECT"),
    },
    fail: {
      "accepted traffic alone, where refused traffic is asked for": of("ACCEPT"),
      "a flow log that does not say which traffic it takes": of(null),
      "an inactive flow log of refused traffic beside an active one of accepted": {
        facts: {
          id: "vpc-1",
          flowLogs: [
            { ...inactive, traffic: "REJECT" },
            { ...active, traffic: "ACCEPT" },
          ],
        },
        settings: { rejects: true },
      },
      "an active flow log that can't deliver": { facts: { id: "vpc-1", flowLogs: [failed] } },
      "one that can't deliver beside an inactive one": { facts: { id: "vpc-1", flowLogs: [failed, inactive] } },
      "one of refused traffic that can't deliver beside one of accepted that does": {
        facts: {
          id: "vpc-1",
          flowLogs: [
            { ...failed, traffic: "REJECT" },
            { ...active, traffic: "ACCEPT" },
          ],
        },
        settings: { rejects: true },
      },
      "no flow log": { facts: { id: "vpc-1", flowLogs: [] } },
      "none that AWS mentions": { facts: { id: "vpc-1", isDefault: true, flowLogs: undefined } },
      "an inactive flow log only": { facts: { id: "vpc-1", flowLogs: [inactive] } },
    },
  });
});
