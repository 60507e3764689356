import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { ec2Imdsv2 } from "./imdsv2.ts";

const running = { id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs" };
const open = { endpoint: "enabled", tokens: "optional", hopLimit: 2 } as const;

describe("ec2/imdsv2", () => {
  testAuditor(it, ec2Imdsv2, {
    pass: {
      "tokens required": { facts: { ...running, metadata: { ...open, tokens: "required" } } },
      "tokens required, stopped": { facts: { ...running, state: "stopped", metadata: { ...open, tokens: "required" } } },
      "no endpoint to ask": { facts: { ...running, metadata: { ...open, endpoint: "disabled" } } },
    },
    fail: {
      "tokens optional": { facts: { ...running, metadata: open }, remedy: "cured" },
      "tokens optional, stopped: it starts like that": { facts: { ...running, state: "stopped", metadata: open }, remedy: "cured" },
      "tokens optional, still starting": { facts: { ...running, state: "pending", metadata: open }, remedy: "cured" },
      "nothing said: the weakest options that there are": { facts: { ...running, metadata: {} }, remedy: "cured" },
      "an instance that EKS manages": {
        facts: { ...running, managedBy: "eks.amazonaws.com", metadata: open },
        remedy: { none: "eks.amazonaws.com manages the instance" },
      },
    },
    notApplicable: {
      "being terminated": { facts: { ...running, state: "shutting-down", metadata: open } },
      terminated: { facts: { ...running, state: "terminated", metadata: open } },
    },
  });
});
